import Payments
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

  public struct SheetColumn: Sendable {
    public let position: Int
    /// As the header writes it, for people and for output.
    public let name: String
    /// The index of the operation's column; nil for one that is carried through.
    public let known: Int?

    /// What people call it.
    public var label: String { name.isEmpty ? "Column \(position + 1) (no name)" : name }
  }

  /// Maps the header of a sheet, or refuses it with every column that is missing, doubled or ambiguous.
  public init(header: PackedRow, row: Int, operation: Operation) throws(Failure) {
    let names = Self.trimmedNames(header)
    let table = Self.names(of: operation)

    var kept: [SheetColumn] = []
    var positions = [Int?](repeating: nil, count: operation.columns.count)
    for (position, written) in names.enumerated() where !ColumnName.isOurs(written) {
      let name = ColumnName(written)
      let known = table[name]
      if operation.hasAmount, name.isAmbiguousAmount {
        throw Failure(.sheetAmountUnit, [.name: written, .row: "\(row)"])
      }
      if let known {
        if let first = positions[known] {
          let field = operation.columns[known].name
          throw Failure(.sheetColumnTwice, [.field: field, .name: names[first], .otherName: written, .row: "\(row)"])
        }
        positions[known] = position
      }
      kept.append(SheetColumn(position: position, name: header.string(position), known: known))
    }
    let missing = operation.columns.indices.filter { operation.columns[$0].need == .required && positions[$0] == nil }
    if !missing.isEmpty {
      let unknown = kept.filter { $0.known == nil }.map { names[$0.position] }
      throw Failure.missing(missing.map { operation.columns[$0].name }, unknown: unknown, row: row)
    }
    self.operation = operation
    self.kept = kept
    keptPositions = kept.map(\.position)
    self.positions = positions
    width = names.count
    let own = names.enumerated().filter { ColumnName.isOurs($0.element) }
    ours = Dictionary(own.map { (String($0.element.lowercased().dropFirst(4)), $0.offset) }, uniquingKeysWith: min)
  }

  private static func trimmedNames(_ header: PackedRow) -> [String] {
    var trimmed = PackedRow()
    for position in 0..<header.count { trimmed.append(header[position].cleaned()) }
    var names = (0..<trimmed.count).map(trimmed.string)
    while names.last?.isEmpty == true { names.removeLast() }
    return names
  }

  private static func names(of operation: Operation) -> [ColumnName: Int] {
    var table: [ColumnName: Int] = [:]
    for (index, column) in operation.columns.enumerated() {
      for name in [column.name] + column.aliases { table[ColumnName(name)] = index }
    }
    return table
  }
}

extension Failure {
  /// Columns are missing: each with the nearest header found, and the headers that are not known.
  fileprivate static func missing(_ fields: [String], unknown: [String], row: Int) -> Failure {
    let names = fields.map { field in nearest(to: field, in: unknown).map { "\(field) (nearest: \"\($0)\")" } ?? field }
    let headers = unknown.prefix(12).joined(separator: ", ")
    return Failure(
      .sheetColumnsMissing,
      [.names: names.joined(separator: ", "), .headers: headers, .row: "\(row)"]
    )
  }

  /// The header that is most like the field's name, if one is somewhat like it.
  private static func nearest(to field: String, in headers: [String]) -> String? {
    let wanted = ColumnName(field)
    let scored = headers.map { ($0, ColumnName($0).distance(to: wanted)) }
    guard let best = scored.min(by: { $0.1 < $1.1 }), best.1 * 2 <= wanted.text.utf8.count else { return nil }
    return best.0
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

  /// Whether something stands in cells that no column is above: then the row's cells may be shifted.
  public func hasCellsBeyondHeader(_ row: borrowing Row) -> Bool {
    var position = width
    while position < row.count {
      if !row[position].cleaned().isEmpty { return true }
      position += 1
    }
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
      if position < row.count { cells.append(row[position].cleaned()) } else { cells.endField() }
    }
  }

  /// The header without our columns: with it, the rows of our files read back as a sheet.
  public var keptHeader: PackedRow {
    var header = PackedRow()
    for column in kept { header.append(column.name) }
    return header
  }

  /// Our columns that are recorded, in the sheet's order, in lower case and without `aop_`.
  public var recordedOurs: [String] { keepsOurs ? ours.sorted { $0.value < $1.value }.map(\.key) : [] }

  /// The header of the cells that are recorded.
  public var recordedHeader: PackedRow {
    var header = keptHeader
    for name in recordedOurs { header.append("aop_\(name)") }
    return header
  }

  /// How many of the recorded cells have a header; those beyond it come behind them.
  public var recordedWidth: Int { kept.count + (keepsOurs ? ours.count : 0) }

  /// The row's cells below `recordedHeader`, missing ones empty, then those beyond the header.
  public func recordedCells(_ row: borrowing Row) -> PackedRow {
    if row.count == width, kept.count == width { return PackedRow(row) }
    var cells = PackedRow()
    for position in keptPositions + (keepsOurs ? ours.values.sorted() : []) {
      if position < row.count { cells.append(row[position]) } else { cells.append("") }
    }
    var end = row.count
    while end > width, row[end - 1].cleaned().isEmpty { end -= 1 }
    for position in min(width, end)..<end { cells.append(row[position]) }
    return cells
  }
}
