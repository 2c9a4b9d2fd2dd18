import TestSupport
import Testing

/// A sheet that went through `check --json --no-ledger`, with all that the program said and wrote.
struct Checked {
  struct Row {
    /// As in the sheet: the sheet's columns, without ours.
    let cells: [String]
    let extra: [String]
    let codes: Set<String>
  }

  let ended: Ended
  let json: JSON
  /// By `aop_row`; none if the sheet was refused.
  var rejected: [Int: Row] = [:]
  var warned: [Int: Row] = [:]
  var header: [String] = []
  /// What is wrong with the files whatever the sheet was.
  var complaints: [String] = []

  /// Checks the sheet that lies in the folder.
  init(_ operation: Operation, _ sheet: String, _ options: [String], in folder: Folder) async throws {
    ended = try await Self.run(["check", operation.name, sheet, "--json", "--no-ledger"] + options, in: folder)
    json = try ended.json
    let name = sheet.dropLast(".csv".count)
    let names = folder.names
    if names.contains("\(name).rejected.csv") {
      rejected = try read("\(name).rejected.csv", codes: "aop_error_codes", words: "aop_errors", in: folder)
    }
    if names.contains("\(name).warnings.csv") {
      warned = try read("\(name).warnings.csv", codes: "aop_warning_codes", words: "aop_warnings", in: folder)
    }
  }

  static func run(_ words: [String], in folder: Folder) async throws -> Ended {
    let environment = ["PATH": "/usr/bin:/bin", "HOME": folder.path, "LANG": "C.UTF-8"]
    return try await Running(Program.path, words, environment: environment, folder: folder.path).ended()
  }

  private mutating func read(_ name: String, codes: String, words: String, in folder: Folder) throws -> [Int: Row] {
    let text = try folder.read(name)
    if !text.unicodeScalars.starts(with: ["\u{FEFF}"]) { complaints.append("\(name) has no byte order mark") }
    if folder.permissions(of: name) != 0o600 { complaints.append("\(name) is not for its owner alone") }
    let file = try CSV(Cell.text(text.unicodeScalars.drop { $0 == "\u{FEFF}" }))
    let place = try #require(file.header.firstIndex(of: "aop_row"), "\(file.header)")
    try #require(Array(file.header[place...].prefix(3)) == ["aop_row", codes, words], "\(file.header)")
    if file.header[(place + 3)...].contains(where: { !$0.isEmpty }) {
      complaints.append("named columns behind ours in \(name)")
    }
    header = Array(file.header[..<place])
    var rows: [Int: Row] = [:]
    for line in file.lines {
      let number = try #require(Int(line[place]), "aop_row \(line[place])")
      let codes = Set(line[place + 1].split(separator: ";").map(String.init))
      if codes.isEmpty || line[place + 2].isEmpty { complaints.append("row \(number) of \(name) says nothing") }
      rows[number] = Row(cells: Array(line[..<place]), extra: Array(line[(place + 3)...]), codes: codes)
    }
    if rows.count != file.lines.count { complaints.append("a row stands twice in \(name)") }
    for cell in ([file.header] + file.lines).joined() where Cell.needsGuard(cell) {
      complaints.append("a spreadsheet would run or change \(cell.debugDescription) in \(name)")
    }
    return rows
  }
}
