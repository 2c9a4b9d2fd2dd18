import TestSupport
import Testing

/// Prometheus' text format, read by its rules and by those of `promtool check metrics`, strictly: what is not known is an
/// error.
struct Exposition {
  let text: String
  /// By name and labels, as they are written.
  private(set) var values: [String: Int] = [:]

  init(_ text: String) throws {
    self.text = text
    try #require(text.hasSuffix("\n") && !text.hasSuffix("\n\n"), "it ends with one line's end: \(text)")
    // The metric that has been announced, and its kind.
    var (helped, name, kind): (Substring, Substring, Substring) = ("", "", "")
    var names: Set<Substring> = []
    for line in text.dropLast().split(separator: "\n", omittingEmptySubsequences: false) {
      if let help = line.wholeMatch(of: /# HELP ([a-z_]+) (\S.*\S)/) {
        helped = help.output.1
        try #require(names.insert(helped).inserted, "all of a metric stands together: \(line)")
      } else if let type = line.wholeMatch(of: /# TYPE ([a-z_]+) (gauge|counter)/) {
        (name, kind) = (type.output.1, type.output.2)
        try #require(name == helped, "\(line)")
        try Self.lint(name, kind)
      } else {
        let sample = try #require(line.wholeMatch(of: Self.sample), "\(line)")
        try #require(sample.output.2 == name, "\(line)")
        let series = String(sample.output.1)
        try #require(values.updateValue(try #require(Int(sample.output.3)), forKey: series) == nil, "twice: \(line)")
      }
    }
    try #require(text.hasSuffix("\naopbatch_ledger_up 0\n") || text.hasSuffix("\naopbatch_ledger_up 1\n"))
  }

  nonisolated(unsafe) private static let sample =
    /(([a-z_]+)(?:\{[a-z_]+="(?:[^"\\\n]|\\[\\"n])*"(?:,[a-z_]+="(?:[^"\\\n]|\\[\\"n])*")*\})?) (\d+)/

  /// What promtool says of names, as far as ours could break it.
  private static func lint(_ name: Substring, _ kind: Substring) throws {
    try #require(name.hasPrefix("aopbatch_"))
    try #require(name.hasSuffix("_total") == (kind == "counter"), "\(name) is a \(kind)")
    for ending in ["_sum", "_count", "_bucket", "_info"] { try #require(!name.hasSuffix(ending), "\(name)") }
    for unit in ["milliseconds", "minutes", "hours", "days", "percent", "gauge", "counter"] {
      try #require(!name.split(separator: "_").contains { $0 == unit }, "\(name)")
    }
  }

  typealias Sweep = (sheet: String, lastGood: Int, lastRun: Int, left: Int)

  /// What is said of sweeps, by operation and sheet.
  var sweeps: [Sweep] {
    let start = "aopbatch_sweep_rows_left"
    return values.keys.filter { $0.hasPrefix(start) }.sorted().map { series in
      let labels = series.dropFirst(start.count)
      return (
        String(labels.drop { $0 != "," }.dropFirst(#",sheet=""#.count).dropLast(2)),
        values["aopbatch_sweep_last_good_timestamp_seconds\(labels)"] ?? -1,
        values["aopbatch_sweep_last_run_timestamp_seconds\(labels)"] ?? -1, values[series] ?? -1
      )
    }
  }
}
