public import Ledger
public import Operations
import Payments
public import Sheet

/// The rejected and the warnings file, as they grow. They appear at `commit`, whole, or not at all.
public struct FindingFiles: ~Copyable {
  private var rejected: RowsFile
  private var warnings: RowsFile
  private let kept: KeptFiles

  /// Makes the folder if it is missing, and begins both files with their header rows.
  public init(_ paths: OutputPaths, _ layout: Layout) throws {
    try paths.makeFolder()
    let rejected = try RowsFile(path: paths.rejected, layout, ["row", "error_codes", "errors"])
    warnings = try RowsFile(path: paths.warnings, layout, ["row", "warning_codes", "warnings"])
    self.rejected = rejected
    kept = paths.kept
  }

  /// Adds a row of a sheet where it belongs, if it belongs anywhere.
  public mutating func add(_ row: NewRow) {
    if row.fields == nil {
      rejected.add(row.cells, ["\(row.number)", row.errors.joinedCodes ?? "", row.errors.joinedSentences ?? ""])
    } else if !row.warnings.isEmpty {
      warnings.add(row.cells, ["\(row.number)", row.warnings.joinedCodes ?? "", row.warnings.joinedSentences ?? ""])
    }
  }

  /// Writes the files of a batch, which appear whole or not at all.
  public static func write(_ batch: Batch, _ paths: OutputPaths, from ledger: any Ledger) throws {
    var files = try FindingFiles(paths, batch.layout())
    try ledger.forEachRow(of: batch, .withFindings) { files.add($0) }
    try files.commit(batch.fileOwner(ledger))
  }

  /// Adds a row of the ledger where it belongs, if it belongs anywhere.
  mutating func add(_ row: RecordedRow) {
    if row.state == .rejected {
      rejected.add(row.cells, ["\(row.number)", row.errorCodes, row.errors])
    } else if !row.warningCodes.isEmpty {
      warnings.add(row.cells, ["\(row.number)", row.warningCodes, row.warnings])
    }
  }

  /// Puts both files in their places.
  public consuming func commit(_ owner: FileOwner) throws {
    try rejected.commit(owner, kept)
    try warnings.commit(owner, kept)
  }
}
