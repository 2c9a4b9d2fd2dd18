import Operations
import Sheet

/// The rejected and the warnings file, as they grow.
struct FindingFiles: ~Copyable {
  var rejected: FindingFile
  var warnings: FindingFile

  init(_ paths: OutputPaths) throws {
    let rejected = try FindingFile(path: paths.rejected, columns: ["aop_row", "aop_error_codes", "aop_errors"])
    let warnings = try FindingFile(path: paths.warnings, columns: ["aop_row", "aop_warning_codes", "aop_warnings"])
    self.rejected = rejected
    self.warnings = warnings
  }

  /// Writes the header rows.
  mutating func begin(_ layout: Layout) {
    let header = layout.keptHeader
    rejected.begin(header)
    warnings.begin(header)
  }

  consuming func commit() throws {
    try rejected.commit()
    try warnings.commit()
  }
}

/// The sheet's own columns, then the row's number and what was found.
struct FindingFile: ~Copyable {
  private let columns: [String]
  private var writer: SheetWriter
  private(set) var rows = 0

  init(path: String, columns: [String]) throws {
    self.columns = columns
    writer = try SheetWriter(path: path)
  }

  mutating func begin(_ header: PackedRow) {
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
    rows += 1
  }

  consuming func commit() throws { try writer.commit() }
}

extension [Finding] {
  var codes: String { map(\.code).joined(separator: ";") }
  var sentences: String { map(\.sentence).joined(separator: " ") }
}
