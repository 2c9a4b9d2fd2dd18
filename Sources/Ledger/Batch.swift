import FoundationEssentials
import GRDB
public import Operations
public import Sheet

/// The ledger's own number of a batch.
public struct BatchID: Sendable, Hashable {
  public let number: Int64
}

/// A sheet as it was planned.
public struct Batch: Sendable {
  public let id: BatchID
  /// What people call it: `20261121-k3fq7`.
  public let name: String
  public let operation: Operation
  /// The sheet's file name, and the folder where its output belongs.
  public let sheet: String
  public let folder: String
  /// The sheet is a results file, which the batch's own results take the place of.
  public let renews: Bool
  /// Of the sheet's bytes, in lower-case hex.
  public let sha256: String
  /// The host that its rows go to, without a slash at the end.
  public let address: String
  public let plan: String
  /// The sheet's own column names.
  public let header: PackedRow
  public let blankRows: Int
  public let createdAt: Timestamp
  public let createdBy: String
  /// Why the sheet was processed once more.
  public let again: String?
  /// A process came to the end of it and wrote its files.
  public let isClosed: Bool
}

/// A batch before it has a number.
public struct NewBatch: Sendable {
  public var operation: Operation
  public var sheet: String
  public var folder: String
  public var renews: Bool
  public var sha256: String
  /// Of the rows' trimmed cells: the same after another BOM, line end or quoting.
  public var rowsSHA256: String
  public var address: String
  public var plan: String
  public var header: PackedRow
  public var blankRows: Int
  public var createdBy: String
  public var again: String?

  public init(
    operation: Operation,
    sheet: String,
    folder: String,
    renews: Bool,
    sha256: String,
    rowsSHA256: String,
    address: String,
    plan: String,
    header: PackedRow,
    blankRows: Int,
    createdBy: String,
    again: String?
  ) {
    self.operation = operation
    self.sheet = sheet
    self.folder = folder
    self.renews = renews
    self.sha256 = sha256
    self.rowsSHA256 = rowsSHA256
    self.address = address
    self.plan = plan
    self.header = header
    self.blankRows = blankRows
    self.createdBy = createdBy
    self.again = again
  }
}

extension Journal {
  /// Records a batch; its rows follow in the same transaction.
  public func insert(_ batch: NewBatch, at now: Timestamp) throws -> Batch {
    let name = try freshName(now)
    try database.execute(
      sql: """
        INSERT INTO batch (name, operation, sheet, folder, renews, sha256, rows_sha256, plan, address, header, blank_rows,
          created_at, created_by, again)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        name, batch.operation.name, batch.sheet, batch.folder, batch.renews, batch.sha256, batch.rowsSHA256, batch.plan,
        batch.address, Data(batch.header.blob), batch.blankRows, now.milliseconds, batch.createdBy, batch.again,
      ]
    )
    return try self.batch(BatchID(number: database.lastInsertedRowID))
  }

  /// The day, so that people can place it, and five characters that are easy to tell apart.
  private func freshName(_ now: Timestamp) throws -> String {
    let day = now.text.prefix(10).filter { $0 != "-" }
    while true {
      let mark = String((0..<5).compactMap { _ in "abcdefghjkmnpqrstvwxyz23456789".randomElement() })
      let name = "\(day)-\(mark)"
      let isTaken = try Bool.fetchOne(
        database,
        sql: "SELECT EXISTS (SELECT 1 FROM batch WHERE name = ?)",
        arguments: [name]
      )
      if isTaken == false { return name }
    }
  }

  /// Notes whether a process came to the end of a batch and wrote its files.
  public func setClosed(_ isClosed: Bool, _ batch: Batch) throws {
    try database.execute(
      sql: "UPDATE batch SET closed = ? WHERE id = ?",
      arguments: [isClosed, batch.id.number]
    )
  }

  public func batch(_ id: BatchID) throws -> Batch {
    guard let row = try Row.fetchOne(database, sql: "SELECT * FROM batch WHERE id = ?", arguments: [id.number]) else {
      throw LedgerProblem(.unknownBatch, "there is no such batch", remedy: "`aopbatch batches` lists them.")
    }
    return try Batch(row)
  }

  /// The batch of that name or unambiguous beginning of one.
  public func batch(named prefix: String) throws -> Batch {
    let rows = try Row.fetchAll(
      database,
      sql: "SELECT * FROM batch WHERE substr(name, 1, length(?1)) = ?1 ORDER BY name = ?1 DESC LIMIT 2",
      arguments: [prefix]
    )
    guard let first = rows.first, !prefix.isEmpty else {
      throw LedgerProblem(
        .unknownBatch,
        "the ledger has no batch \"\(prefix)\"",
        remedy: "`aopbatch batches` lists them."
      )
    }
    let batch = try Batch(first)
    guard rows.count == 1 || batch.name == prefix else {
      throw LedgerProblem(
        .ambiguousBatch,
        "several batches begin with \"\(prefix)\"",
        remedy: "Give more of the name."
      )
    }
    return batch
  }

  /// All batches, newest first.
  public func batches() throws -> [Batch] {
    try Row.fetchAll(database, sql: "SELECT * FROM batch ORDER BY id DESC").map(Batch.init)
  }

  /// The newest batch of the same operation and address whose sheet, or whose rows, are the same.
  public func batch(like batch: NewBatch) throws -> Batch? {
    try Row.fetchOne(
      database,
      sql: """
        SELECT * FROM batch WHERE operation = ? AND address = ? AND (sha256 = ? OR rows_sha256 = ?)
        ORDER BY id DESC LIMIT 1
        """,
      arguments: [batch.operation.name, batch.address, batch.sha256, batch.rowsSHA256]
    ).map(Batch.init)
  }
}

extension Batch {
  init(_ row: GRDB.Row) throws {
    guard let operation = Operation.named(try row.decode(forColumn: "operation")),
      let header = PackedRow(blob: [UInt8](try row.decode(Data.self, forColumn: "header")))
    else {
      throw LedgerProblem(
        .newer,
        "the ledger has a batch of an operation that this aopbatch does not know",
        remedy: "Install the newer version; nothing was changed."
      )
    }
    id = BatchID(number: try row.decode(forColumn: "id"))
    name = try row.decode(forColumn: "name")
    self.operation = operation
    sheet = try row.decode(forColumn: "sheet")
    folder = try row.decode(forColumn: "folder")
    renews = try row.decode(forColumn: "renews")
    sha256 = try row.decode(forColumn: "sha256")
    address = try row.decode(forColumn: "address")
    plan = try row.decode(forColumn: "plan")
    self.header = header
    blankRows = try row.decode(forColumn: "blank_rows")
    createdAt = Timestamp(milliseconds: try row.decode(forColumn: "created_at"))
    createdBy = try row.decode(forColumn: "created_by")
    again = try row.decode(forColumn: "again")
    isClosed = try row.decode(forColumn: "closed")
  }
}
