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
}
