import Sheet

// What a user must be allowed to do with the tables. It is asked for before anything is sent, for an outcome that cannot be
// recorded is a doubt.
extension PostgresSchema {
  /// Who made the tables has all of these.
  private static let rights = [
    ("SELECT", "schema_version \(tablesWritten)"), ("INSERT", tablesWritten), ("UPDATE", "batch row total worker"),
    ("DELETE", "answer attempt batch finding payments reference row total"),
  ]

  static let tablesWritten =
    "answer attempt batch finding journal payments reference resolution row total worker"

  /// - Throws: `ledgerRights`, which names all that is missing.
  static func demandRights(_ connection: PostgresConnection) throws(Failure) {
    let wanted = rights.flatMap { right, tables in tables.split(separator: " ").map { (right, String($0)) } }
    let missing: String? = try connection.run(
      """
      SELECT string_agg(kind || ' on ' || name, ', ' ORDER BY name, kind) FROM unnest($1, $2) AS wanted (kind, name)
      WHERE NOT has_table_privilege(to_regclass(name), kind)
      """,
      [.texts(wanted.map(\.0)), .texts(wanted.map(\.1))]
    )[0].decode(atIndex: 0)
    guard let missing else { return }
    throw Failure(.ledgerRights, [.path: connection.place.text, .cause: "it lacks \(missing)"])
  }
}
