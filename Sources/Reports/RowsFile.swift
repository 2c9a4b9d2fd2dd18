public import Ledger
public import Operations
import Payments
public import Sheet

/// A file of rows: the sheet's own columns, then some of ours, then what a row has beyond the header, so that nothing is
/// lost and ours stay in their columns. It appears at `commit`, whole, or not at all.
struct RowsFile: ~Copyable {
  private let layout: Layout
  private var writer: SheetWriter

  /// - Parameters:
  ///   - layout: Of the recorded cells, or of the sheet that they are of.
  ///   - columns: Ours, without `aop_`.
  init(path: String, _ layout: Layout, _ columns: [String]) throws {
    self.layout = layout
    writer = try SheetWriter(path: path)
    writer.append(row: layout.keptHeader)
    for column in columns { writer.append("aop_\(column)") }
    writer.endRow()
  }

  /// Adds a row's recorded cells with what is said about it; those that are one of `secrets` are masked.
  mutating func add(_ cells: PackedRow, _ values: [String], masking secrets: [String] = []) {
    for index in 0..<min(layout.kept.count, cells.count) {
      if secrets.contains(where: { !$0.isEmpty && $0 == cells.cleanedText(index) }) {
        writer.append(Masking.masked(cells[index]))
      } else {
        writer.append(field: cells[index])
      }
    }
    for value in values { writer.append(value) }
    for index in min(layout.recordedWidth, cells.count)..<cells.count { writer.append(field: cells[index]) }
    writer.endRow()
  }

  /// Puts the file in its place, and what must not be replaced beside it.
  consuming func commit(_ owner: FileOwner, _ kept: KeptFiles) throws { kept.add(try writer.commit(owner)) }
}

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

extension Batch {
  /// How its recorded cells map to its operation.
  func layout() -> Layout {
    var layout = Layout(recorded: header, operation: operation)
    layout.keepsOurs = renews
    return layout
  }

  /// Whose its files are: its own, from when it is approved. They take the place of those that a check of its sheet wrote,
  /// and those of a sweep the place of the earlier sweeps' of the same file.
  func fileOwner(_ ledger: any Ledger) throws -> FileOwner {
    let sheet = FileOwner.name(ofSheet: path)
    let earlier = try ledger.batches().filter { other in
      renews && other.renews && !path.isEmpty && other.path == path && other.createdAt < createdAt
    }.map(\.name)
    return FileOwner(
      status == .draft ? sheet : name,
      predecessors: [sheet] + earlier,
      read: renews ? digests.sha256 : nil
    )
  }
}
