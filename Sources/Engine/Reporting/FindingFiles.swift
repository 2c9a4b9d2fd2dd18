import Operations
import Sheet

/// The rejected and the warnings file, as they grow.
struct FindingFiles: ~Copyable {
  var rejected: FindingFile
  var warnings: FindingFile

  /// Makes the folder if it is missing, and begins both files with their header rows.
  init(_ paths: OutputPaths, _ layout: Layout) throws {
    try paths.makeFolder()
    let header = layout.keptHeader
    let rejected = try FindingFile(path: paths.rejected, header, ["aop_row", "aop_error_codes", "aop_errors"])
    let warnings = try FindingFile(path: paths.warnings, header, ["aop_row", "aop_warning_codes", "aop_warnings"])
    self.rejected = rejected
    self.warnings = warnings
  }

  consuming func commit() throws {
    try rejected.commit()
    try warnings.commit()
  }
}

/// The sheet's own columns, then the row's number and what was found.
struct FindingFile: ~Copyable {
  private var writer: SheetWriter

  init(path: String, _ header: PackedRow, _ columns: [String]) throws {
    writer = try SheetWriter(path: path)
    writer.append(row: header)
    for column in columns { writer.append(column) }
    writer.endRow()
  }

  mutating func add(_ row: borrowing Row, _ layout: Layout, _ findings: [Finding]) {
    add(layout.keptCells(row), width: layout.kept.count, number: row.number, findings.codes, findings.sentences)
  }

  /// Cells beyond the header come last, so that none is lost and ours stay in their columns.
  mutating func add(_ cells: PackedRow, width: Int, number: Int, _ codes: String, _ sentences: String) {
    for index in 0..<min(width, cells.count) { writer.append(field: cells[index]) }
    writer.append("\(number)")
    writer.append(codes)
    writer.append(sentences)
    for index in min(width, cells.count)..<cells.count { writer.append(field: cells[index]) }
    writer.endRow()
  }

  consuming func commit() throws { try writer.commit() }
}

extension [Finding] {
  /// Each code once, in the order of the columns.
  var codes: String {
    var codes: [String] = []
    for finding in self where !codes.contains(finding.code) { codes.append(finding.code) }
    return codes.joined(separator: ";")
  }

  var sentences: String { map(\.sentence).joined(separator: " ") }
}
