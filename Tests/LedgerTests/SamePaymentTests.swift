import Operations
import Payments
import Sheet
import TestSupport
import Testing

@testable import Ledger

/// Contract, section 2: what must not happen twice is told by these values, however the others differ.
@Suite("What makes a row of another batch the same payment, for every operation", .everyLedger)
struct SamePaymentTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let operation: String
    /// What is changed of a sample row, by the column's name.
    let changes: [String: String]
    let isSame: Bool

    init(_ operation: String, _ changes: [String: String], isSame: Bool) {
      self.operation = operation
      self.changes = changes
      self.isSame = isSame
    }

    var testDescription: String { "\(operation): \(changes)" }
  }

  static let payout = [
    "accountNumber": "00110012345678AB", "amount": "12500.00", "transactionType": "IMPS",
    "beneficiaryIFSC": "HDFC0000001", "beneficiaryName": "Asha Rao", "emailID": "asha@example.com",
    "mobileNo": "9876543210", "registrationID": "",
  ]
  static let panNew = [
    "mobileno": "9876543210", "lastname": "Rao", "firstname": "Asha", "refid": "PANN26110001",
    "email": "asha@example.com", "title": "2",
  ]
  static let transferOTP = [
    "MobileNumber": "9876543210", "BeneID": "60600077", "Txntype": "IMPS", "Amount": "2500.00", "Pincode": "110045",
    "Address": "14 Palam Road", "DOB": "20/08/1990", "Latitude": "28.6", "Longitute": "77.2",
  ]
  static let lookUps = ["referenceid": "12345678", "refid": "PANQ26110001", "nep_id": "NEP4471001"]

  static let cases: [Case] = [
    Case("payout", [:], isSame: true),
    Case("payout", ["beneficiaryIFSC": "HDFC0000240"], isSame: true),
    Case("payout", ["accountNumber": "110012345678ab"], isSame: true),
    Case("payout", ["accountNumber": "000000110012345678Ab"], isSame: true),
    Case(
      "payout",
      [
        "transactionType": "NEFT", "beneficiaryName": "A. Rao", "emailID": "", "mobileNo": "9123456780",
        "registrationID": "AOP-1",
      ],
      isSame: true
    ),
    Case("payout", ["beneficiaryIFSC": "ICIC0000001"], isSame: false),
    Case("payout", ["accountNumber": "00110012345678AC"], isSame: false),
    Case("payout", ["accountNumber": "001100123456780AB"], isSame: false),
    Case("payout", ["amount": "12500.01"], isSame: false),
    Case("pan-new", [:], isSame: true),
    Case(
      "pan-new",
      ["mobileno": "9123456780", "lastname": "Sen", "firstname": "", "email": "b@example.com", "title": "1"],
      isSame: true
    ),
    Case("pan-new", ["refid": "PANN26110002"], isSame: false),
    Case("transfer-otp", [:], isSame: true),
    Case(
      "transfer-otp",
      [
        "Txntype": "NEFT", "Pincode": "560001", "Address": "MG Road", "DOB": "01/01/1980", "Latitude": "12.9",
        "Longitute": "77.6",
      ],
      isSame: true
    ),
    Case("transfer-otp", ["MobileNumber": "9123456780"], isSame: false),
    Case("transfer-otp", ["BeneID": "60600078"], isSame: false),
    Case("transfer-otp", ["Amount": "2500.01"], isSame: false),
    Case("recharge-status", [:], isSame: false),
    Case("pan-status", [:], isSame: false),
  ]

  @Test("two rows that differ in some columns", arguments: cases)
  func same(_ example: Case) throws {
    let ledger = try TestedPlace.current().ledger()
    let operation = try Operation.require(example.operation)
    let samples = ["payout": Self.payout, "pan-new": Self.panNew, "transfer-otp": Self.transferOTP]
    let sample = samples[example.operation] ?? Self.lookUps
    func row(_ number: Int, _ changes: [String: String]) -> NewRow {
      let values = sample.merging(changes) { $1 }
      let fields = PackedRow(operation.columns.map { values[$0.name] ?? "" })
      return newRow(number, fields: fields, operation: example.operation)
    }
    let earlier = try ledger.record(newBatch(example.operation), rows: [row(2, [:])])
    let later = try ledger.recordDraft(
      newBatch(example.operation, path: ""),
      rows: [row(9, example.changes)],
      digests("b")
    )
    let found = Repeat(batch: earlier.batch.name, row: 2, state: .planned, since: now)
    let precedent = try ledger.precedent(of: later.batch, since: now)
    #expect(precedent.samePayments == (example.isSame ? [9: found] : [:]))
    let sent = try #require(row(9, example.changes).fields)
    let unrecorded = try ledger.samePayments(as: [sent], operation, address: sandbox, since: now)
    #expect(unrecorded == (example.isSame ? [0: found] : [:]))
  }
}
