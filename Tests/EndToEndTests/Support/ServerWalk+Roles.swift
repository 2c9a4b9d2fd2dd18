import Foundation
import TestSupport
import Testing

// What each role can do, and what it cannot.
extension ServerWalk {
  /// Asks one of the page's questions, as its role.
  func ask(_ audit: Page, _ file: String) async throws -> String {
    let sql = try #require(audit.blocks.first { $0.file == file }).text
      .replacing("2026-11'", with: "\(Self.month)'").replacing(", 9))", with: ", 2))")
    try write(file, local(sql))
    let end = try await run("psql service=aopbatch_auditor -XAtq -v ON_ERROR_STOP=1 -f \(file)")
    #expect(end.status == 0, "\(file): \(end.stderr)")
    return end.stdout
  }

  /// This one, in India.
  private static var month: String {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = TimeZone(secondsFromGMT: 19_800) ?? .gmt
    let today = calendar.dateComponents([.year, .month], from: Date())
    return "\(today.year ?? 0)-\("0\(today.month ?? 0)".suffix(2))"
  }

  /// The page's questions have answers, which tell of no payee, and whoever may ask them can write nothing.
  func checkAudit(_ audit: Page) async throws {
    #expect(try await ask(audit, "rows-in-doubt.sql").contains(/\|41\|in_doubt\|900\.57/))
    let resolve = "aopbatch resolve \(batch ?? "") --row 41 --not-paid --reason 'not in the statement'"
    #expect(try await run(resolve).status == 0)
    let questions = audit.blocks.filter { $0.section != "The role" && $0.language == "sql" }.compactMap(\.file)
    #expect(Set(questions) == Set(Self.answers.keys))
    for question in questions {
      let answer = try await ask(audit, question)
      let lines = Self.answers[question] ?? []
      #expect(answer.isEmpty == lines.isEmpty, "\(question): \(answer)")
      for line in lines { #expect(answer.contains(try Regex(line)), "\(question): \(answer)") }
      #expect(!answer.contains("50100") && !answer.contains("Asha Rao"), "\(question): \(answer)")
    }
    let writing = try await tables.flatMap { table, column in
      [
        "INSERT INTO \(table) DEFAULT VALUES", "UPDATE \(table) SET \(column) = \(column)", "DELETE FROM \(table)",
        "TRUNCATE \(table)", "DROP TABLE \(table)", "LOCK TABLE \(table) IN ROW EXCLUSIVE MODE",
        "SELECT 1 FROM \(table) FOR UPDATE",
      ]
    }
    try await expectRefused(writing + Self.toAuditors, as: "aopbatch_auditor")
    try await expectReading(audit)
  }

  /// With one right more, this program reads the ledger as that role.
  private func expectReading(_ audit: Page) async throws {
    let right = "GRANT SELECT ON ALL TABLES IN SCHEMA public TO aopbatch_auditor"
    #expect(audit.text.contains("`\(right)`"))
    try await server.run(right, in: "aopbatch")
    for command in ["batches", "show \(batch ?? "")", "doubts", "export \(batch ?? "") --out audit"] {
      let end = try await run("aopbatch \(command) --ledger 'postgresql:///?service=aopbatch_auditor'")
      #expect([0, 3].contains(end.status), "\(command): \(end.stderr)")
    }
  }

  /// Lines of what each question gives, of the month's one batch.
  private static let answers = [
    "payments-of-a-month.sql": [
      #"payout\|loopback:\d+\|accepted\|39\|4680\.0+"#, #"payout\|loopback:\d+\|not_sent\|1\|900\.57"#,
    ],
    "rows-in-doubt.sql": [],
    "decisions.sql": [#"not paid\|\S+\|41\|900\.57\d*\|not in the statement"#],
    "batches-of-each-person.sql": [#"payout\|loopback:\d+\|1\|39\|4680\.0+"#],
    "references-of-a-batch.sql": [#"2\|\w+\|accepted\|101\.0+\|"#],
    "requests-of-a-row.sql": [#"1\|[^|]+\|[^|]+\|accepted\|200\|"#],
    "who-works-now.sql": [],
  ]

  private static let toAuditors = [
    "CREATE TABLE mine (a int)", "CREATE TEMP TABLE mine (a int)", "SET ROLE aopbatch", "SET ROLE aopbatch_owner",
    "SELECT cells FROM row", "SELECT fields FROM row", "SELECT errors FROM row", "SELECT own FROM answer",
    "SELECT identities FROM payments", "SELECT registration FROM batch", "DROP FUNCTION only_inserted",
    "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'", "ALTER TABLE row DISABLE TRIGGER ALL",
  ]

  /// The program's role can do whatever the program does, and nothing to what guards the tables.
  func checkProgramRole() async throws {
    try office.write("ask.csv", Sheets.rechargeStatus(["1000", "1001"]))
    try office.write("other.csv", Sheets.payout(["5.00"]))
    #expect(try await run("aopbatch run payout other.csv --approve sha256:0").status == 65, "its draft is dropped")
    for command in [
      "aopbatch run recharge-status ask.csv --base-url \(office.url)", "aopbatch prune --before 2999-01-01",
      "aopbatch cancel \(batch ?? "") --reason 'paid by hand'", "aopbatch export \(batch ?? "")",
    ] {
      let end = try await run(command)
      #expect([0, 3].contains(end.status), "\(command): \(end.stderr)")
    }
    let kept = ["attempt", "answer", "resolution", "journal"]
    let changing = kept.flatMap { ["UPDATE \($0) SET batch = batch", "TRUNCATE \($0)"] }
    let guards = try await tables.flatMap { table, _ in
      ["DROP TABLE \(table)", "ALTER TABLE \(table) DISABLE TRIGGER ALL", "TRUNCATE \(table)"]
    }
    let others = [
      "DELETE FROM journal", "DELETE FROM resolution", "CREATE TABLE mine (a int)", "DROP FUNCTION only_inserted",
    ]
    try await expectRefused(changing + guards + others, as: "aopbatch")
    // They may be deleted with drafts alone.
    try await expectRefused(["DELETE FROM attempt", "DELETE FROM answer"], as: "aopbatch", state: "23001")
  }

  /// The ledger's tables, each with a column.
  private var tables: [(table: Substring, column: Substring)] {
    get async throws {
      let sql = """
        SELECT table_name, min(column_name) FROM information_schema.columns WHERE table_schema = 'public' GROUP BY 1
        """
      let lines = try await server.run(sql, in: "aopbatch").split(separator: "\n").map { $0.split(separator: "|") }
      try #require(lines.count > 10)
      return lines.map { ($0[0], $0[1]) }
    }
  }

  /// Each statement is refused by itself, 42501 for lack of a right, and nothing is changed.
  private func expectRefused(_ statements: [String], as role: String, state: String = "42501") async throws {
    let before = try await contents
    let settings = "\\set VERBOSITY sqlstate\nSET default_transaction_read_only = off;\n"
    try write("write.sql", settings + statements.map { "BEGIN; \($0); COMMIT;\n" }.joined())
    let end = try await run("psql service=\(role) -XAtq -f write.sql")
    let refused = end.stderr.split(separator: "\n").count { $0.hasSuffix(state) }
    #expect(refused == statements.count, "\(role): \(end.stdout)\(end.stderr)")
    #expect(try await contents == before)
  }

  private var contents: [String] {
    get async throws {
      var contents: [String] = []
      for (table, _) in try await tables {
        let sql = "SELECT md5(string_agg(t::text, '' ORDER BY t::text)) FROM \(table) AS t"
        contents.append(try await server.run(sql, in: "aopbatch"))
      }
      return contents
    }
  }
}
