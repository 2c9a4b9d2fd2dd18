import AOPay
import Operations
import Sheet
import TestSupport
import Testing

@testable import Dispatching
@testable import Reports
@testable import Validation

@Suite("what the provider repeats")
struct MaskerTests {
  @Test("in the result columns a row's own secret is masked from nine characters on, marks included")
  func ownColumns() throws {
    let operation = try #require(Operation.aopay.named("payout"))
    var fields = PackedRow()
    for column in operation.columns { fields.append(column.credential == .registrationID ? "AB-CD-1-2" : "12345678") }
    var judgement = Judgement(outcome: .accepted)
    judgement.own = ["ref AB-CD-1-2", "12345678"]
    let masked = Masker(operation, Credentials([:])).masked(judgement, fields: fields)
    #expect(masked.own == ["ref XXXXXX", "12345678"])
  }

  @Test("a reference is never masked, unless it is the account; what controls a terminal is replaced")
  func references() throws {
    let operation = try #require(Operation.aopay.named("payout"))
    var fields = PackedRow()
    for column in operation.columns { fields.append(column.rule == .accountNumber ? "50100123456789" : "x") }
    var judgement = Judgement(outcome: .accepted, message: "\u{1B}[2J501234567890 done for 50100123456789\r\n")
    judgement.own = ["501234567890", "5012-9988776655", "5012 \u{202E}", ""]
    judgement.reference = "501234567890"
    let masker = Masker(operation, Credentials([.registrationID: "5012"]))
    let masked = masker.masked(judgement, fields: fields)
    #expect(masked.own == ["501234567890", "5012-9988776655", "XXXX \u{FFFD}", ""])
    #expect(masked.reference == "501234567890")
    #expect(masked.message == "\u{FFFD}[2J501234567890 done for XXXXXXXXXX6789  ")
    judgement.own[0] = "50100123456789"
    #expect(masker.masked(judgement, fields: fields).own[0] == "XXXXXXXXXX6789")
    #expect(masker.masked(judgement, fields: fields).message.hasSuffix("done for XXXXXXXXXX6789  "))
  }
}
