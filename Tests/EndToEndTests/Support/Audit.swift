import TestSupport
import Testing

/// Joins the sheet, the provider's log, the files and what the ledger says, after whatever was done to a run.
struct Audit {
  let rows: Int
  /// So many rows may be in doubt at most.
  let doubtsMax: Int

  /// Row n pays n rupees to an account of its own.
  static func sheet(rows: Int) -> String { Sheets.payout((1...rows).map { "\($0).00" }) }

  /// Gives the number of rows in doubt.
  @discardableResult
  func check(_ office: Office, _ comment: Comment) async throws -> Int {
    // Refused unless the prefix that all batches have is one batch's alone.
    let export = try await office.run("export", "20", "--out", "checked", "--json").json
    let results = try office.csv("checked/pay.results.csv")
    #expect(results["accountNumber"] == (0..<rows).map(Sheets.account), comment)
    #expect(results["aop_row"] == (0..<rows).map { "\($0 + 2)" }, comment)
    #expect(try office.csv("checked/pay.rejected.csv").rows.isEmpty, comment)

    let outcomes = results["aop_outcome"]
    #expect(Set(outcomes).isSubset(of: ["accepted", "in_doubt"]), comment)
    let doubts = outcomes.filter { $0 == "in_doubt" }.count
    #expect(doubts <= doubtsMax, comment)
    #expect(export.counts("outcomes") == ["accepted": rows - doubts, "failed": 0, "in_doubt": doubts, "not_sent": 0])
    let amounts = try #require(export.texts("amounts"))
    let total = try paise(amounts["accepted"]) + paise(amounts["in_doubt"])
    #expect(total == (1...rows).reduce(0, +) * 100, comment)
    try checkAgainstLog(office, results, comment)
    let verified = try await office.run("verify")
    #expect(verified.status == 0, "\(comment): \(verified.stderr)")
    return doubts
  }

  private func checkAgainstLog(_ office: Office, _ results: CSV, _ comment: Comment) throws {
    let requests = try office.requests
    let asked = try office.accountsAsked
    #expect(Set(asked).count == asked.count, comment)
    for (index, account) in results["accountNumber"].enumerated() {
      let request = try requests.first { try $0.value("accountNumber") == account }
      guard results["aop_outcome"][index] == "accepted" else { continue }
      #expect(request?.reference == results["aop_transaction_reference"][index], comment)
      #expect(try request?.value("amount") == "\(index + 1).00", comment)
    }
  }
}
