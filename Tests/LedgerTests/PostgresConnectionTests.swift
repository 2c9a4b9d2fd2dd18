import Sheet
import TestSupport
import Testing

@testable import Ledger

extension PostgresConnection {
  /// To a fresh database of the server that tests share.
  static func fresh() async throws -> PostgresConnection { try await fresh(on: .shared) }

  static func fresh(on server: PostgresServer) async throws -> PostgresConnection {
    try PostgresConnection(PostgresPlace(try await server.database()))
  }

  /// One value of any type that a statement gives.
  func value<Value: PostgresValue>(_ sql: String, _ parameters: [PostgresParameter] = []) throws -> Value? {
    try run(sql, parameters)[0].decode(atIndex: 0)
  }

  /// A table of numbers, and what is in it.
  func makeTable() throws { try run("CREATE TABLE kept (number bigint CONSTRAINT kept_once UNIQUE)") }
  func kept() throws -> [Int64] { try run("SELECT number FROM kept ORDER BY 1").map { try $0.decode(atIndex: 0) } }
}

@Suite("A connection to PostgreSQL", .blocking)
struct PostgresConnectionTests {
  static let insert = "INSERT INTO kept VALUES ($1)"

  @Test("gives every value back as it was given")
  func values() async throws {
    let connection = try await PostgresConnection.fresh()
    for number in [Int64.min, -1, 0, 1, 0x80, .max, nil] {
      #expect(try connection.value("SELECT $1", [.int(number)]) == number)
    }
    for text in ["", "Āśā देवी 👩🏽‍💻\n\t'\"\\", String(repeating: "é", count: 100_000), nil] {
      #expect(try connection.value("SELECT $1 || ''", [.text(text)]) == text)
    }
    for bytes in [[], [0], Array(0...255), [UInt8](repeating: 0, count: 3_000_000), nil] as [[UInt8]?] {
      #expect(try connection.value("SELECT $1::bytea", [.bytes(bytes)]) == bytes)
    }
    for bool in [true, false, nil] { #expect(try connection.value("SELECT $1 = true", [.bool(bool)]) == bool) }
    let small: Int? = try connection.value("SELECT (-2)::smallint")
    let middle: Int? = try connection.value("SELECT 70000::int")
    #expect(small == -2 && middle == 70_000)
    #expect(try connection.value("SELECT $1", [.text("a\0b")]) == "a\u{FFFD}b", "what the server cannot keep")
  }

  @Test("takes sets of rows as arrays, also empty ones and a great many", arguments: [0, 1, 3, 50_000])
  func arrays(_ count: Int) async throws {
    let connection = try await PostgresConnection.fresh()
    let numbers = (0..<count).map { $0 % 7 == 6 ? nil : Int64($0) - 100 }
    let texts = (0..<count).map { $0 % 5 == 4 ? nil : $0 % 5 == 3 ? "" : "ü\($0)" }
    let bytes = (0..<count).map { $0 % 3 == 2 ? nil : [UInt8](repeating: 0, count: $0 % 40) + [UInt8($0 & 0xFF)] }
    let bools = (0..<count).map { $0 % 4 == 3 ? nil : $0 % 2 == 0 }
    try connection.run("CREATE TABLE kept (place bigint, a bigint, b text, c bytea, d boolean)")
    let written = try connection.write { database in
      try database.run(
        "INSERT INTO kept SELECT * FROM unnest($1, $2, $3, $4, $5)",
        [.ints(Array(0..<count)), .ints(numbers), .texts(texts), .bytes(bytes), .bools(bools)]
      )
    }
    #expect(written == count)
    let rows = try connection.run("SELECT a, b, c, d FROM kept ORDER BY place")
    #expect(rows.count == count)
    #expect(try rows.map { try $0.decode(Int64?.self, atIndex: 0) } == numbers)
    #expect(try rows.map { try $0.decode(String?.self, atIndex: 1) } == texts)
    #expect(try rows.map { try $0.decode([UInt8]?.self, atIndex: 2) } == bytes)
    #expect(try rows.map { try $0.decode(Bool?.self, atIndex: 3) } == bools)
  }

  @Test("takes no cell for what it is not")
  func otherTypes() async throws {
    let connection = try await PostgresConnection.fresh()
    let row = try connection.run("SELECT 1::bigint, 'x'::text, NULL::text, 1.5::numeric")[0]
    expect(.ledgerDamaged) { try row.decode(String.self, atIndex: 0) }
    expect(.ledgerDamaged) { try row.decode(Int.self, atIndex: 1) }
    expect(.ledgerDamaged) { try row.decode([UInt8].self, atIndex: 1) }
    expect(.ledgerDamaged) { try row.decode(Bool?.self, atIndex: 1) }
    expect(.ledgerDamaged) { try row.decode(String.self, atIndex: 2) }
    expect(.ledgerDamaged) { try row.decode(Int64.self, atIndex: 3) }
  }

  @Test("writes a whole transaction or nothing of it, and works on after a failure with what it has prepared")
  func transactions() async throws {
    let connection = try await PostgresConnection.fresh()
    try connection.makeTable()
    try connection.write { try $0.run(Self.insert, [.int(1)]) }
    for turn in 2...4 {
      let failure = expect(.ledgerConflict) {
        try connection.write { database in
          try database.run(Self.insert, [.int(turn * 10)])
          try database.run(Self.insert, [.int(1)])
        }
      }
      #expect(failure?[.name] == "kept_once")
      #expect(failure.map { "\($0)".contains("(1)") } == false, "no value of a row is said")
      expect(.ledgerAccess) { try connection.write { try $0.run("INSERT INTO nowhere VALUES (1)") } }
      struct Own: Error {}
      #expect(throws: Own.self) {
        try connection.write { database in
          try database.run(Self.insert, [.int(turn * 100)])
          throw Own()
        }
      }
      try connection.write { try $0.run(Self.insert, [.int(turn)]) }
    }
    #expect(try connection.kept() == [1, 2, 3, 4])
    let prepared: Int? = try connection.value(
      "SELECT count(*) FROM pg_prepared_statements WHERE statement = $1",
      [.text(Self.insert)]
    )
    #expect(prepared == 1)
  }

  @Test("finds a transaction rolled back whose failure was passed over")
  func swallowed() async throws {
    let connection = try await PostgresConnection.fresh()
    try connection.makeTable()
    expect(.ledgerAccess) {
      try connection.write { database in
        try database.run(Self.insert, [.int(1)])
        _ = try? database.run("SELECT 1 / 0")
      }
    }
    #expect(try connection.kept() == [])
  }

  @Test("reads one unchanging state, and writes nothing meanwhile")
  func reading() async throws {
    let connection = try await PostgresConnection.fresh()
    let other = try PostgresConnection(connection.place)
    try connection.makeTable()
    let counts = try connection.read { database in
      let before: Int? = try database.value("SELECT count(*) FROM kept")
      try other.write { try $0.run(Self.insert, [.int(1)]) }
      return [before, try database.value("SELECT count(*) FROM kept")]
    }
    #expect(counts == [0, 0])
    expect(.ledgerReadOnly) { try connection.read { try $0.run(Self.insert, [.int(2)]) } }
  }

  @Test("runs statements in one round trip and one transaction: a failure in one undoes all")
  func pipeline() async throws {
    let connection = try await PostgresConnection.fresh()
    try connection.makeTable()
    let returning = "INSERT INTO kept SELECT * FROM unnest($1) RETURNING number"
    let results = try connection.pipeline([
      (Self.insert, [.int(1)]), (returning, [.ints([2, 3])]), ("SELECT count(*) FROM kept", []),
    ])
    #expect(results.map(\.affected) == [1, 2, 1])
    #expect(try results[1].map { try $0.decode(Int.self, atIndex: 0) } == [2, 3])
    #expect(try results[2][0].decode(Int.self, atIndex: 0) == 3)
    for _ in 0..<2 {
      let failure = expect(.ledgerConflict) {
        try connection.pipeline([(Self.insert, [.int(9)]), (Self.insert, [.int(1)]), (Self.insert, [.int(8)])])
      }
      #expect(failure?[.name] == "kept_once")
      #expect(try connection.kept() == [1, 2, 3])
    }
    #expect(try connection.pipeline([(Self.insert, [.int(4)])]).count == 1)
    #expect(try connection.kept() == [1, 2, 3, 4])
    // Much in both directions at once.
    let blob = [UInt8](repeating: 7, count: 4_000_000)
    let large = try connection.pipeline([("SELECT $1::bytea", [.bytes(blob)]), ("SELECT $1::bytea", [.bytes(blob)])])
    #expect(try large.map { try $0[0].decode([UInt8].self, atIndex: 0).count } == [4_000_000, 4_000_000])
  }

  @Test("takes a warning for a commit that may not last; notices are none")
  func warnings() async throws {
    let connection = try await PostgresConnection.fresh()
    try connection.makeTable()
    let say = { (level: String) in "DO $$ BEGIN RAISE \(level) 'mind the standby'; END $$" }
    try connection.write { try $0.run(say("NOTICE")) }
    _ = try connection.pipeline([(say("INFO"), [])])
    let failure = expect(.ledgerUnconfirmed) {
      try connection.write { database in
        try database.run(Self.insert, [.int(1)])
        try database.run(say("WARNING"))
      }
    }
    #expect(failure?[.cause] == "mind the standby")
    #expect(try connection.kept() == [], "it came before the commit")
    expect(.ledgerUnconfirmed) { try connection.pipeline([(Self.insert, [.int(2)]), (say("WARNING"), [])]) }
    #expect(try connection.kept() == [2], "it came with the commit")
    try connection.write { try $0.run(Self.insert, [.int(3)]) }
    #expect(try connection.kept() == [2, 3], "a warning is forgotten with its transaction")
  }

  @Test("is not ended because it waits, whatever the role's settings say")
  func timeouts() async throws {
    let names = ["idle_in_transaction_session_timeout", "idle_session_timeout", "statement_timeout"]
    let options = names.map { "-c%20\($0)%3D100ms" }.joined(separator: "%20")
    let address = try await PostgresServer.shared.database() + "&options=\(options)"
    let connection = try PostgresConnection(PostgresPlace(address))
    for name in names { #expect(try connection.value("SELECT current_setting($1)", [.text(name)]) == "0") }
  }

  @Test(
    "says by a code what the server says by another",
    arguments: [
      ("23505", .ledgerConflict), ("23514", .ledgerDamaged), ("25006", .ledgerReadOnly), ("26000", .ledgerPooler),
      ("28P01", .ledgerPassword), ("40001", .ledgerCollision), ("40P01", .ledgerCollision),
      ("55P03", .ledgerCollision), ("42501", .ledgerRights), ("53100", .ledgerFull), ("53300", .ledgerCrowded),
      ("57P03", .ledgerAway), ("XX001", .ledgerDamaged), ("22003", .ledgerAccess), ("08006", .ledgerAway),
    ] as [(String, Failure.Code)]
  )
  func codes(_ state: String, _ code: Failure.Code) async throws {
    let connection = try await PostgresConnection.fresh()
    let sql = "DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '\(state)', DETAIL = 'account 00110012345678'; END $$"
    for attempt in [{ try connection.run(sql) }, { try connection.pipeline([(sql, [])])[0] }] {
      let failure = try #require(expect(code) { try attempt() })
      #expect(failure[.cause] == "no" && failure[.path] == connection.place.text)
    }
  }
}
