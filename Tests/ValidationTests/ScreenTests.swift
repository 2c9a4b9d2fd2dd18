import Ledger
import Operations
import Payments
import Sheet
import Testing

@testable import Validation

@Suite("What is known from elsewhere about valid rows")
struct ScreenTests {
  private static let text = Sheets.sheet(
    (2..<40).map { Sheets.payout($0, amount: $0 == 10 ? "x" : "1.00") } + [Sheets.payout(2, amount: "1.00")]
  )
  /// Something is known of every row, or of those with these numbers.
  private func screened(
    _ numbers: ClosedRange<Int> = 2...40,
    keepsEveryRow: Bool = false,
    by look: @escaping (inout [NewRow]) throws -> Void
  ) throws -> Validated {
    var request = try request()
    request.reading.limits.blockBytes = 500
    let known = try validate(Self.text).rows.filter { numbers.contains($0.number) }.compactMap(\.identity)
    let screen = Validator.Screen(hashes: Set(known), look: look)
    return try validate(Array(Self.text.utf8), request, keepsEveryRow: keepsEveryRow, screen: screen)
  }

  private static let finding = Finding(code: "row.repeat", sentence: "It was paid before.")

  @Test("begins with the identities of the rows that are valid")
  func identities() throws {
    let validated = try validate(Self.text)
    #expect(validated.summary.identities == validated.rows.compactMap(\.identity))
    #expect(validated.summary.identities.count == 37)
    #expect(try validate("referenceid\nR1\n", "recharge-status").summary.identities.isEmpty)
  }

  @Test("is asked of those rows alone", arguments: [true, false])
  func some(keepsEveryRow: Bool) throws {
    var shown: [Int] = []
    let validated = try screened(9...11, keepsEveryRow: keepsEveryRow) { rows in shown += rows.map(\.number) }
    #expect(shown == [9, 11])
    #expect(validated.rows.map(\.number) == (keepsEveryRow ? Array(2...40) : [10, 40]))
  }

  @Test("is asked of every row that is valid still, some rows at a time, in order")
  func shown() throws {
    var shown: [[Int]] = []
    _ = try screened { rows in shown.append(rows.map(\.number)) }
    #expect(shown.flatMap { $0 } == (2..<40).filter { $0 != 10 })
    #expect(shown.count > 2 && shown.count < 20)
  }

  @Test("can warn of a row, which is counted and given out with the warning", arguments: [true, false])
  func warning(keepsEveryRow: Bool) throws {
    let plain = try validate(Self.text)
    let validated = try screened(keepsEveryRow: keepsEveryRow) { rows in
      for index in rows.indices where rows[index].number == 30 { rows[index].warnings.append(Self.finding) }
    }
    #expect(validated.warnings == ["row.repeat": 1])
    #expect(validated.totals.warned == 1)
    #expect(validated.plan == plain.plan)
    let numbers = keepsEveryRow ? Array(2...40) : [10, 30, 40]
    #expect(validated.rows.map(\.number) == numbers)
    #expect(validated.rows.first { $0.number == 30 }?.warnings == [Self.finding])
  }

  @Test("can reject a row, which is then not sent")
  func error() throws {
    let validated = try screened { rows in
      for index in rows.indices where rows[index].number == 30 { rows[index].errors.append(Self.finding) }
    }
    #expect(validated.errors == ["amount.format": 1, "row.duplicate": 1, "row.repeat": 1])
    #expect(validated.totals.valid.rows == 36)
    #expect(validated.rows.map(\.number) == [10, 30, 40])
    #expect(validated.rows[1].fields == nil && validated.rows[1].identity == nil)
    let without = try validate(Self.text.replacing(Sheets.payout(30, amount: "1.00"), with: ",,"))
    #expect(validated.plan == without.plan)
  }

  @Test("ends the validation when it fails")
  func failing() throws {
    expectFailure(.ledgerBusy) { _ = try screened { _ in throw Failure(.ledgerBusy) } }
  }
}

@Suite("A sheet that is an earlier results file")
struct EarlierResultTests {
  private static let text = """
    referenceid,aop_outcome,aop_attempts,aop_message,aop_sent_at,aop_answered_at
    R1,success,2,all is well,2026-11-20T10:00:00.000Z,2026-11-20T10:00:01.000Z
    R2,pending,1,,,
    R3, FAILED ,x,,yesterday,
    R 4,refunded,1,,,
    R5,,,,,
    R6,refunded,1,,,

    """

  @Test("keeps what is final, and has only the others sent", arguments: [true, false])
  func final(keepsEveryRow: Bool) throws {
    let validated = try validate(Self.text, "recharge-status", keepsEveryRow: keepsEveryRow) { $0.skipsFinal = true }
    let totals = validated.totals
    #expect(totals.valid.rows == 5 && totals.rejected.rows == 1)
    #expect(totals[.planned].rows == 2)
    #expect(totals[.success].rows == 1 && totals[.failed].rows == 1 && totals[.refunded].rows == 1)
    let asked = try validate("referenceid\n,\nR2\n,\n,\nR5\n", "recharge-status")
    #expect(validated.plan == asked.plan)
    if keepsEveryRow {
      #expect(validated.rows.map { $0.carried?.outcome } == [.success, nil, .failed, nil, nil, .refunded])
      let first = try #require(validated.rows[0].carried)
      #expect(first.tries == 2 && first.answer.message == "all is well")
      #expect(first.sentAt.text == "2026-11-20T10:00:00.000Z" && first.answer.at.text == "2026-11-20T10:00:01.000Z")
      #expect(validated.rows[2].carried?.tries == 1, "what cannot be read is once")
    }
  }

  @Test("has every row sent when nobody asked for the difference")
  func all() throws {
    let validated = try validate(Self.text, "recharge-status")
    #expect(validated.totals[.planned].rows == 5)
    #expect(validated.rows.allSatisfy { $0.carried == nil })
  }

  @Test("is asked for, but is none")
  func none() throws {
    expectFailure(.sheetNoResults) { _ = try validate("referenceid\nR1\n", "recharge-status") { $0.skipsFinal = true } }
  }

  @Test("says that something was created", arguments: [("success", true), ("registration_required", false)])
  func created(outcome: String, isDone: Bool) throws {
    let text = """
      MobileNumber,BeneID,Txntype,Amount,Pincode,Address,DOB,Latitude,Longitude,aop_outcome
      9876543210,7,IMPS,100,110045,Delhi,20/08/2000,28.6090,77.2362,\(outcome)

      """
    #expect(try validate(text, "transfer-otp").summary.carriesPaidOutcome == isDone)
    #expect(
      try validate("referenceid,aop_outcome\nR1,success\n", "recharge-status").summary.carriesPaidOutcome == false
    )
  }

  @Test(
    "says that something was paid, or may have been",
    arguments: [("accepted", true), (" In_Doubt", true), ("failed", false), ("", false), ("paid", false)]
  )
  func paid(outcome: String, isPaid: Bool) throws {
    let text = "aop_outcome,\(Sheets.header)\n,\(Sheets.payout(2))\n\(outcome),\(Sheets.payout(3))\n"
    #expect(try validate(text).summary.carriesPaidOutcome == isPaid)
    let rejected = text.replacing("20000000003", with: "x")
    #expect(try validate(rejected).summary.carriesPaidOutcome == false, "a rejected row is not paid again")
  }
}
