/// What one database cannot be told in the words of another.
struct SQLDialect: Sendable {
  /// Joins a table so that the one before it is gone through first.
  let joinAfterwards: String
  /// Whether a table's index can be named, where the planner knows nothing of how few rows are in it.
  let namesIndexes: Bool
  /// Behind a question: keeps others from changing its rows until the transaction has ended.
  let forUpdate: String
  /// The table in which transaction references are looked up.
  let references: String

  /// Behind what an update sets of a row that is planned again: nobody holds it.
  let freeing: String

  static let sqlite = SQLDialect(
    joinAfterwards: "CROSS JOIN",
    namesIndexes: true,
    forUpdate: "",
    references: "row",
    freeing: ""
  )
  static let postgres = SQLDialect(
    joinAfterwards: "JOIN",
    namesIndexes: false,
    forUpdate: "FOR UPDATE",
    references: "reference",
    freeing: ", worker = NULL"
  )

  /// Behind the name of a table: the index that is to be used.
  func index(_ name: String) -> String { namesIndexes ? "INDEXED BY \(name)" : "" }
}
