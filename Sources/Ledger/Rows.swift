import FoundationEssentials
import GRDB
public import Operations
public import Payments
public import Sheet

/// A row of the sheet on its way into the ledger.
public struct NewRow: Sendable {
  public var number: Int
  /// The sheet's own cells as they stand there.
  public var cells: PackedRow
  /// What is to be sent; nil for a rejected row.
  public var fields: PackedRow?
  public var amount: Amount?
  public var payee: String?
  public var errors: [Finding]
  public var warnings: [Finding]

  public init(
    number: Int,
    cells: PackedRow,
    fields: PackedRow?,
    amount: Amount?,
    payee: String?,
    errors: [Finding],
    warnings: [Finding]
  ) {
    self.number = number
    self.cells = cells
    self.fields = fields
    self.amount = amount
    self.payee = payee
    self.errors = errors
    self.warnings = warnings
  }
}

/// A row that is to be sent.
public struct PlannedRow: Sendable {
  public let number: Int
  /// How many requests were made for it before.
  public let tries: Int
  public let paise: Int64
  public let fields: PackedRow
}

extension Journal {
  public func insert(_ row: NewRow, into batch: BatchID) throws {
    let state: RowState = row.fields == nil ? .rejected : .planned
    try database.cachedStatement(
      sql: """
        INSERT INTO row (batch, number, state, amount, payee, cells, fields, error_codes, errors, warning_codes, warnings)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    ).execute(arguments: [
      batch.number, row.number, state.text, row.amount?.paise ?? 0, row.payee, Data(row.cells.blob),
      row.fields.map { Data($0.blob) }, row.errors.joinedCodes, row.errors.joinedSentences, row.warnings.joinedCodes,
      row.warnings.joinedSentences,
    ])
  }

  /// The next planned rows behind a row number, in the sheet's order.
  public func planned(in batch: Batch, after number: Int, most: Int) throws -> [PlannedRow] {
    let cursor = try Row.fetchCursor(
      database.cachedStatement(
        sql: """
          SELECT number, tries, amount, fields FROM row WHERE batch = ? AND number > ? AND state = 'planned'
          ORDER BY number LIMIT ?
          """
      ),
      arguments: [batch.id.number, number, most]
    )
    var rows: [PlannedRow] = []
    while let row = try cursor.next() {
      rows.append(
        PlannedRow(
          number: try row.decode(atIndex: 0),
          tries: try row.decode(atIndex: 1),
          paise: try row.decode(atIndex: 2),
          fields: try PackedRow(stored: try row.decode(atIndex: 3))
        )
      )
    }
    return rows
  }

  /// Moves a row from one state to another; `tries` and `reference` stay as they are where they are nil.
  ///
  /// - Throws: if it is in another state: two parts of the program disagree, and nothing more must be sent.
  public func move(
    _ number: Int,
    of batch: Batch,
    from: RowState,
    to: RowState,
    tries: Int? = nil,
    reference: String? = nil
  ) throws {
    precondition(from.successors(batch.operation.effect).contains(to), "no way from \(from.text) to \(to.text)")
    let statement = try database.cachedStatement(
      sql: """
        UPDATE row SET state = ?, tries = coalesce(?, tries), reference = coalesce(?, reference)
        WHERE batch = ? AND number = ? AND state = ?
        """
    )
    try statement.execute(arguments: [to.text, tries, reference, batch.id.number, number, from.text])
    guard database.changesCount == 1 else {
      throw LedgerProblem(
        .state,
        "row \(number) of batch \(batch.name) is not \(from.text)",
        remedy: "Look at it with `aopbatch show \(batch.name)`; nothing more was sent."
      )
    }
  }

  /// Moves every row of a state; gives the number of rows moved.
  @discardableResult
  public func moveAll(of batch: Batch, from: RowState, to: RowState) throws -> Int {
    precondition(from.successors(batch.operation.effect).contains(to), "no way from \(from.text) to \(to.text)")
    try database.execute(
      sql: "UPDATE row SET state = ? WHERE batch = ? AND state = ?",
      arguments: [to.text, batch.id.number, from.text]
    )
    return database.changesCount
  }
}

extension [Finding] {
  fileprivate var joinedCodes: String? { isEmpty ? nil : map(\.code).joined(separator: ";") }
  fileprivate var joinedSentences: String? { isEmpty ? nil : map(\.sentence).joined(separator: " ") }
}

extension PackedRow {
  init(stored: Data) throws {
    guard let row = PackedRow(blob: [UInt8](stored)) else {
      throw LedgerProblem(
        .damaged,
        "a row of the ledger is damaged",
        remedy: "Restore the newest backup of the ledger."
      )
    }
    self = row
  }
}
