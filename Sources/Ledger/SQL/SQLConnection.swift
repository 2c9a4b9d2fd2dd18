import Operations

/// The connection to a ledger's database, inside a transaction.
///
/// SQL is written for all databases at once. Its arguments are `?` in their order, or `?1`, `?2` and so on where one
/// stands twice; truth is stored as the numbers 0 and 1; what cannot be said alike is in the dialect.
protocol SQLConnection {
  associatedtype Row: SQLRow

  static var dialect: SQLDialect { get }

  /// Shows the rows of a result, each of which is gone with the next one. The connection may run other statements
  /// meanwhile, but not the same.
  func forEach(_ sql: String, _ arguments: SQLArguments, _ visit: (Row) throws -> Void) throws

  /// The same for as many rows as a batch may have: they are never held all at once.
  func walk(_ sql: String, _ arguments: SQLArguments, _ visit: (Row) throws -> Void) throws

  /// Gives the number of rows that were changed.
  @discardableResult
  func run(_ sql: String, _ arguments: SQLArguments) throws -> Int

  // MARK: What each database has its own way for

  /// Adds rows to a draft, with the results that they carry over.
  func insert(_ rows: ArraySlice<NewRow>, batch: Int64, at now: Timestamp) throws

  /// Adds to the sums of a batch, or takes from them. They are larger than any number of a database: read as text.
  func add(_ change: TotalsChange, batch: Int64) throws

  /// Another one after every change, whoever made it: what was asked before is asked again then.
  func version() throws -> String

  /// Another one after every change that other connections made; it may be another one after this one's own, too.
  func versionOfOthers() throws -> String

  /// Whether what happens by itself when the tables are written to is what this program made, all of it and nothing else.
  func hasOwnTriggers() throws -> Bool

  /// Keeps others from approving batches of a provider until this transaction has ended.
  func holdApprovals(of provider: String) throws

  /// Keeps others from adding to the journal until this transaction has ended.
  func holdJournal() throws
}

extension SQLConnection {
  func walk(_ sql: String, _ arguments: SQLArguments, _ visit: (Row) throws -> Void) throws {
    try forEach(sql, arguments, visit)
  }

  func list<T>(_ sql: String, _ arguments: SQLArguments = [], _ read: (Row) throws -> T) throws -> [T] {
    var list: [T] = []
    try forEach(sql, arguments) { list.append(try read($0)) }
    return list
  }

  /// The first row, if there is one.
  func first<T>(_ sql: String, _ arguments: SQLArguments = [], _ read: (Row) throws -> T) throws -> T? {
    var first: T?
    try forEach(sql, arguments) { row in if first == nil { first = try read(row) } }
    return first
  }

  func values<Value: SQLCell>(_ sql: String, _ arguments: SQLArguments = []) throws -> [Value] {
    try list(sql, arguments) { try $0.cell(0) }
  }

  /// The first row's only cell; nil also if that is NULL.
  func value<Value: SQLCell>(_ sql: String, _ arguments: SQLArguments = []) throws -> Value? {
    try first(sql, arguments) { try $0.cell(0) as Value? } ?? nil
  }

  func exists(_ rest: String, _ arguments: SQLArguments = []) throws -> Bool {
    try value("SELECT EXISTS (SELECT 1 FROM \(rest))", arguments) ?? false
  }
}
