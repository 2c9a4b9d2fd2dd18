public import Payments
public import Sheet

/// How the columns of one sheet map to the columns of an operation.
public struct Layout: Sendable {
  public let operation: Operation
  /// The sheet's own columns in its order, without ours (`aop_…`): what every output file begins with.
  public let kept: [SheetColumn]
  /// The same as positions alone, for the row path.
  public let keptPositions: [Int]
  /// Where each of the operation's columns stands in the sheet; nil if it is absent.
  public let positions: [Int?]
  /// How many cells the header has, trailing empty ones not counted.
  public let width: Int
  /// Where our own columns stand, in lower case and without `aop_`, if the sheet is one of our files.
  public let ours: [String: Int]
  /// The sheet is a results file that is renewed: our columns are recorded too, behind its own, for what is known of a row
  /// must not be lost.
  public var keepsOurs = false
  /// The value of every row in each of the operation's columns that the sheet does not have; empty where nobody gave one.
  public let values: PackedRow
  /// What must not be shown of what the sheet says.
  public let secrets: Secrets

  public struct SheetColumn: Sendable {
    public let position: Int
    /// As the header writes it, for people and for output.
    public let name: String
    /// The index of the operation's column; nil for one that is carried through.
    public let known: Int?
    /// What must be looked at though it is not sent.
    public let watch: Watch?
    /// False for what may be a value of somebody's, as where the header and a row became one line.
    let isShown: Bool

    /// What people call it.
    public var label: String {
      name.isEmpty || !isShown ? "Column \(position + 1) (\(isShown ? "no name" : "not shown"))" : name
    }
  }

  /// Maps the header of a sheet, or refuses it with every column that is missing, doubled or ambiguous.
  ///
  /// - Parameter answers: The columns that say yes or no in the first rows, and nothing else.
  public init(
    header: PackedRow,
    row: Int,
    operation: Operation,
    choice: ColumnChoice = ColumnChoice(),
    secrets: Secrets = Secrets(),
    answers: Set<Int> = []
  ) throws(Failure) {
    let names = SheetHeader(header, row: row, ours: Set(operation.ourColumns.keys), secrets)
    let positions = try HeaderMap(names, operation, choice, answers).positions
    self.init(header, names, operation, positions, choice.values)
  }

  /// The header of a sheet that was recorded, whatever would be said of it now. Where a person had to say which column is
  /// meant, no position is known, for what was said is not kept.
  public init(recorded header: PackedRow, operation: Operation) {
    let names = SheetHeader(header, row: 1, ours: Set(operation.ourColumns.keys))
    // As if each field could be missing.
    let choice = ColumnChoice(values: Dictionary(uniqueKeysWithValues: operation.columns.indices.map { ($0, "") }))
    let positions = try? HeaderMap(names, operation, choice, []).positions
    self.init(header, names, operation, positions ?? operation.columns.map { _ in nil }, [:])
  }

  private init(
    _ header: PackedRow,
    _ names: SheetHeader,
    _ operation: Operation,
    _ positions: [Int?],
    _ values: [Int: String]
  ) {
    self.operation = operation
    self.positions = positions
    secrets = names.secrets
    let hasValues = names.hasLongNumber
    kept = names.own.map { place, name in
      let known = positions.firstIndex(of: place)
      let watch = known == nil ? Watch(name, operation.effect) : nil
      let written = header.string(place)
      let isShown = known != nil || !hasValues || !written.contains(where: \.isNumber)
      return SheetColumn(position: place, name: written, known: known, watch: watch, isShown: isShown)
    }
    keptPositions = kept.map(\.position)
    width = names.names.count
    let ourColumns = operation.ourColumns
    let places = names.names.enumerated().compactMap { place, name in
      ourColumns[ColumnName.plain(name)].map { ($0, place) }
    }
    ours = Dictionary(places, uniquingKeysWith: min)
    var row = PackedRow()
    for index in positions.indices { row.append(positions[index] == nil ? values[index] ?? "" : "") }
    self.values = row
  }
}

extension Operation {
  /// The columns that our files add for every operation, without `aop_`.
  public static let commonColumns = [
    "row", "outcome", "http_status", "provider_status", "provider_code", "message", "attempts", "sent_at",
    "answered_at",
  ]

  /// Columns that we add ourselves, and drop when a sheet brings them back: only these, without `aop_`, by their plain
  /// names.
  var ourColumns: [String: String] {
    let names = Self.commonColumns + ["error_codes", "errors", "warning_codes", "warnings"] + ownColumns
    return Dictionary(names.map { (ColumnName.plain("aop_\($0)"), $0) }, uniquingKeysWith: { first, _ in first })
  }
}

// What a row has under this header.
extension Layout {
  /// Whether there is nothing in any of the sheet's own cells, nor in ours if they are kept.
  public func isBlank(_ row: borrowing Row) -> Bool {
    for position in keptPositions where position < row.count && !row[position].cleaned().isEmpty { return false }
    if keepsOurs {
      for position in ours.values where position < row.count && !row[position].cleaned().isEmpty { return false }
    }
    return !hasCellsBeyondHeader(row)
  }

  /// Whether something stands in cells that no column is above, or stood there and was empty: then the row's cells may be
  /// shifted.
  public func hasCellsBeyondHeader(_ row: borrowing Row) -> Bool {
    for position in width..<max(width, row.count) where isFull(row[position]) { return true }
    return false
  }

  /// The sheet's own cells after trimming: two rows with the same ones are the same row.
  public func trimmedCells(_ row: borrowing Row) -> PackedRow {
    var cells = PackedRow()
    trimmedCells(row, into: &cells)
    return cells
  }

  /// The same, reusing memory.
  public func trimmedCells(_ row: borrowing Row, into cells: inout PackedRow) {
    cells.removeAll()
    for position in keptPositions {
      if position < row.count { cells.append(row[position].cleaned()) } else { cells.append("") }
    }
    if hasCellsBeyondHeader(row) { for position in width..<row.count { cells.append(row[position].cleaned()) } }
  }

  /// The header without our columns: with it, the rows of our files read back as a sheet.
  public var keptHeader: PackedRow {
    var header = PackedRow()
    for column in kept { header.append(column.name) }
    return header
  }

  /// Our columns that are recorded, in the sheet's order, in lower case and without `aop_`.
  public var recordedOurs: [String] { keepsOurs ? ours.sorted { $0.value < $1.value }.map(\.key) : [] }

  private var recordedPositions: [Int] { keepsOurs ? ours.values.sorted() : [] }

  /// The header of the cells that are recorded.
  public var recordedHeader: PackedRow {
    var header = keptHeader
    for name in recordedOurs { header.append("aop_\(name)") }
    return header
  }

  /// How many of the recorded cells have a header; those beyond it come behind them.
  public var recordedWidth: Int { kept.count + recordedPositions.count }

  /// The row's cells below `recordedHeader`, missing ones empty, then those beyond the header. A date of birth is guarded
  /// here, where its column is known: a spreadsheet may write it with its day and month exchanged, or with two digits of
  /// the year.
  ///
  /// - Parameter isRagged: There should be none. Where they are all empty the guard alone marks them: in a file whose rows
  ///   are all as wide nothing else would show them.
  public func recordedCells(_ row: borrowing Row, isRagged: Bool = false) -> PackedRow {
    let birthDate = operation.index(of: .birthDate).flatMap { positions[$0] }
    if row.count == width, kept.count == width, birthDate == nil { return PackedRow(row) }
    var cells = PackedRow()
    for position in keptPositions + recordedPositions where position < row.count {
      if position == birthDate, case let day = row.string(position), day.first?.isNumber ?? false {
        cells.append("'\(day)")
      } else {
        cells.append(row[position])
      }
    }
    while cells.count < recordedWidth { cells.append("") }
    if isRagged, !hasCellsBeyondHeader(row) {
      for _ in width..<row.count { cells.append("'") }
      return cells
    }
    var end = row.count
    while end > width, !isFull(row[end - 1]) { end -= 1 }
    for position in min(width, end)..<end { cells.append(row[position]) }
    return cells
  }

  /// Whether a cell beyond the header holds something, or the mark of a cell that was there and empty.
  private func isFull(_ cell: Span<UInt8>) -> Bool {
    !cell.cleaned().isEmpty || cell.count == 1 && cell[0] == SpreadsheetGuard.mark
  }
}

extension Row {
  /// A cell as text, without blanks around it and without the guard against formulas.
  public func cleanedText(_ index: Int) -> String { self[index].cleanedText }
}

extension PackedRow {
  /// A cell as text, without blanks around it and without the guard against formulas.
  public func cleanedText(_ index: Int) -> String { self[index].cleanedText }
}
