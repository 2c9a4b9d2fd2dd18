/// A sheet before it is bytes, and the options that it is checked with.
struct Draft: Sendable {
  let operation: Operation
  /// Blank lines above the header.
  var above: [[String]] = []
  var header: [String]
  /// The lines below it; a line without cells is an empty line.
  var lines: [[String]]
  var options = Options()
}

/// Options of `check` that change what comes of a sheet; amounts in paise.
struct Options: Sendable {
  var maxAmount: Int128?
  var maxTotal: Int128?
  var expectRows: Int?
  var expectTotal: Int128?
  var allowsDuplicates = false
  var isAllOrNothing = false
  var isStrict = false
  /// `--column`: field to header.
  var columns: [String: String] = [:]
  /// `--default`: field to value.
  var defaults: [String: String] = [:]
  var directory = Directory.builtIn
  /// The file of `--ifsc-directory`: its name and its text.
  var directoryFile: (name: String, text: String)?

  var arguments: [String] {
    var words: [String] = []
    if let maxAmount { words += ["--max-amount", rupees(maxAmount)] }
    if let maxTotal { words += ["--max-total", rupees(maxTotal)] }
    if let expectRows { words += ["--expect-rows", "\(expectRows)"] }
    if let expectTotal { words += ["--expect-total", rupees(expectTotal)] }
    if allowsDuplicates { words.append("--allow-duplicates") }
    if isAllOrNothing { words.append("--all-or-nothing") }
    if isStrict { words.append("--strict-ifsc") }
    for (field, header) in columns.sorted(by: { $0.key < $1.key }) { words += ["--column", "\(field)=\(header)"] }
    for (field, value) in defaults.sorted(by: { $0.key < $1.key }) { words += ["--default", "\(field)=\(value)"] }
    if let directoryFile { words += ["--ifsc-directory", directoryFile.name] }
    return words
  }

  /// The options that a rejected file is fed back with: totals were about the whole sheet.
  var ofRejected: Options {
    var options = self
    (options.maxTotal, options.expectRows, options.expectTotal, options.isAllOrNothing) = (nil, nil, nil, false)
    return options
  }
}

/// Paise as files and JSON write them: `1250.50`.
func rupees(_ paise: Int128) -> String {
  let cents = paise % 100
  return "\(paise / 100).\(cents < 10 ? "0" : "")\(cents)"
}

/// Paise of an amount as files and JSON write it, however large.
func exactPaise(_ rupees: String?) -> Int128? {
  let parts = (rupees ?? "").split(separator: ".", omittingEmptySubsequences: false)
  guard parts.count == 2, parts[1].count == 2 else { return nil }
  return Int128(parts[0] + parts[1])
}
