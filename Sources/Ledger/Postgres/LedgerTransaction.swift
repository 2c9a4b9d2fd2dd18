import Operations
import Payments
import Sheet

/// A transaction in a ledger on a server.
struct LedgerTransaction: SQLConnection {
  let database: PostgresTransaction
  /// Whose sums are changed; 0 for who sends nothing.
  let worker: Int64

  static var dialect: SQLDialect { .postgres }

  func forEach(_ sql: String, _ arguments: SQLArguments, _ visit: (PostgresRow) throws -> Void) throws {
    for row in try database.rows(Self.numbered(sql), arguments.map(\.parameter)) { try visit(row) }
  }

  /// Rows that are fetched at once.
  private static let rowsAtOnce = 1000

  func walk(_ sql: String, _ arguments: SQLArguments, _ visit: (PostgresRow) throws -> Void) throws {
    // A name for each question, so that what is prepared to fetch its rows is never used for others.
    let name = "walk_\(UInt(bitPattern: sql.hashValue))"
    try database.run("DECLARE \(name) NO SCROLL CURSOR FOR \(Self.numbered(sql))", arguments.map(\.parameter))
    while case let rows = try database.rows("FETCH \(Self.rowsAtOnce) FROM \(name)"), !rows.isEmpty {
      for row in rows { try visit(row) }
    }
    try database.run("CLOSE \(name)")
  }

  @discardableResult
  func run(_ sql: String, _ arguments: SQLArguments) throws -> Int {
    try database.run(Self.numbered(sql), arguments.map(\.parameter))
  }

  /// With `$1`, `$2` and so on where `?`, or `?1`, stands.
  static func numbered(_ sql: String) -> String {
    var (numbered, count) = (String(), 0)
    numbered.reserveCapacity(sql.utf8.count + 16)
    var rest = sql[...]
    while let mark = rest.firstIndex(of: "?") {
      numbered += rest[..<mark]
      numbered.append("$")
      rest = rest[rest.index(after: mark)...]
      if rest.first?.isNumber == true { continue }
      count += 1
      numbered += "\(count)"
    }
    return numbered + rest
  }

  // MARK: What each database has its own way for

  func insert(_ rows: ArraySlice<NewRow>, batch: Int64, at now: Timestamp) throws {
    try database.run(
      """
      INSERT INTO row (batch, since, number, state, tries, amount, cells, fields, error_codes, errors, warning_codes,
        warnings)
      SELECT $1, $2, * FROM unnest($3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
      """,
      [
        .int(batch), now.sql.parameter, .ints(rows.map(\.number)), .texts(rows.map(\.state.text)),
        .ints(rows.map { $0.carried?.tries ?? 0 }), .ints(rows.map { $0.amount?.paise ?? 0 }),
        .bytes(rows.map(\.cells.blob)), .bytes(rows.map { $0.fields?.blob }),
        .texts(rows.map(\.errors.joinedCodes)), .texts(rows.map(\.errors.joinedSentences)),
        .texts(rows.map(\.warnings.joinedCodes)), .texts(rows.map(\.warnings.joinedSentences)),
      ]
    )
    for row in rows { if let carried = row.carried { try insert(carried, row.number, batch: batch) } }
  }

  func add(_ change: TotalsChange, batch: Int64) throws {
    let step = Self.adding(change, batch: batch, worker: worker)
    try database.run(step.sql, step.parameters)
  }

  static let addingToSums = """
    INSERT INTO total AS kept (batch, worker, state, rows, paise)
    SELECT $1, $2, state, rows, paise::numeric FROM unnest($3, $4, $5) AS change (state, rows, paise)
    ON CONFLICT (batch, worker, state)
    DO UPDATE SET rows = kept.rows + excluded.rows, paise = kept.paise + excluded.paise
    """

  /// What adds to the sums that a worker keeps.
  static func adding(_ change: TotalsChange, batch: Int64, worker: Int64) -> PostgresStep {
    let deltas = change.deltas.filter { $0.value.rows != 0 || $0.value.paise != 0 }
    return (
      addingToSums,
      [
        .int(batch), .int(worker), .texts(deltas.map(\.key.text)), .ints(deltas.map(\.value.rows)),
        .texts(deltas.map { "\($0.value.paise)" }),
      ]
    )
  }

  /// The transactions that can be seen: as long as they are the same ones, so is all that can be seen.
  func version() throws -> String { try database.value("SELECT pg_current_snapshot()::text") ?? "" }

  func versionOfOthers() throws -> String { try version() }

  func hasOwnTriggers() throws -> Bool { try PostgresSchema.hasOwnTriggers(database) }

  func holdApprovals(of provider: String) throws { try PostgresLocks.approvals(of: provider).hold(database) }

  func holdJournal() throws { try PostgresLocks.journal.hold(database) }
}

typealias PostgresStep = (sql: String, parameters: [PostgresParameter])

extension SQLCell {
  fileprivate var parameter: PostgresParameter { sql.parameter }
}

extension SQLValue {
  var parameter: PostgresParameter {
    switch self {
    case .null: .null
    case .integer(let number): .int(number)
    case .text(let text): .text(text)
    case .bytes(let bytes): .bytes(bytes)
    }
  }
}

extension PostgresRow: SQLRow {
  func integer(_ index: Int) throws -> Int64 { try decode(atIndex: index) }
  func text(_ index: Int) throws -> String { try decode(atIndex: index) }
  func bytes(_ index: Int) throws -> [UInt8] { try decode(atIndex: index) }
  func append(_ index: Int, to bytes: inout [UInt8]) { bytes += self.bytes(atIndex: index) }
  func appendDigest(_ index: Int, to bytes: inout [UInt8]) {
    bytes.append(hexDigestOf: Array(self.bytes(atIndex: index)).span)
  }
}
