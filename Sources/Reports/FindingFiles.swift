public import Ledger
public import Operations
import Payments
import Sheet

/// The rejected and the warnings file, as they grow. They appear at `commit()`, whole, or not at all.
public struct FindingFiles: ~Copyable {
  private var rejected: FindingFile
  private var warnings: FindingFile
  private let width: Int

  /// Makes the folder if it is missing, and begins both files with their header rows.
  public init(_ paths: OutputPaths, _ layout: Layout) throws {
    try paths.makeFolder()
    let header = layout.keptHeader
    let rejected = try FindingFile(path: paths.rejected, header, ["aop_row", "aop_error_codes", "aop_errors"])
    warnings = try FindingFile(path: paths.warnings, header, ["aop_row", "aop_warning_codes", "aop_warnings"])
    self.rejected = rejected
    width = layout.kept.count
  }

  /// Adds a row of a sheet where it belongs, if it belongs anywhere.
  public mutating func add(_ row: NewRow) {
    if row.fields == nil {
      rejected.add(row.cells, width, row.number, row.errors.joinedCodes ?? "", row.errors.joinedSentences ?? "")
    } else if !row.warnings.isEmpty {
      warnings.add(row.cells, width, row.number, row.warnings.joinedCodes ?? "", row.warnings.joinedSentences ?? "")
    }
  }

  /// Writes the files of a batch, which appear whole or not at all.
  public static func write(_ batch: Batch, _ paths: OutputPaths, from ledger: any Ledger) throws {
    var files = try FindingFiles(paths, Layout(header: batch.header, row: 1, operation: batch.operation))
    try ledger.forEachRow(of: batch, .withFindings) { files.add($0) }
    try files.commit()
  }

  /// Adds a row of the ledger where it belongs, if it belongs anywhere.
  mutating func add(_ row: RecordedRow) {
    if row.state == .rejected {
      rejected.add(row.cells, width, row.number, row.errorCodes, row.errors)
    } else if !row.warningCodes.isEmpty {
      warnings.add(row.cells, width, row.number, row.warningCodes, row.warnings)
    }
  }

  public consuming func commit() throws {
    try rejected.commit()
    try warnings.commit()
  }
}

/// The sheet's own columns, then the row's number and what was found.
private struct FindingFile: ~Copyable {
  private var writer: SheetWriter

  init(path: String, _ header: PackedRow, _ columns: [String]) throws {
    writer = try SheetWriter(path: path)
    writer.append(row: header)
    for column in columns { writer.append(column) }
    writer.endRow()
  }

  /// Cells beyond the header come last, so that none is lost and ours stay in their columns.
  mutating func add(_ cells: PackedRow, _ width: Int, _ number: Int, _ codes: String, _ sentences: String) {
    for index in 0..<min(width, cells.count) { writer.append(field: cells[index]) }
    writer.append("\(number)")
    writer.append(codes)
    writer.append(sentences)
    for index in min(width, cells.count)..<cells.count { writer.append(field: cells[index]) }
    writer.endRow()
  }

  consuming func commit() throws { try writer.commit() }
}
