import AOPay
import Operations
import Testing

@testable import Commands

@Suite("Words for people")
struct WordsTests {
  @Test("say what every code means that a row can have", arguments: Operation.all)
  func reasons(_ operation: Operation) {
    for code in operation.errorCodes + operation.warningCodes {
      let words = Reason.words(of: code)
      #expect(!words.hasPrefix(code), "\(code)")
    }
    #expect(Reason.words(of: "beneficiaryIFSC.letterO") == "beneficiaryIFSC has the letter O for a zero")
    #expect(Reason.words(of: "row.unheardOf") == "row.unheardOf")
  }

  @Test(
    "are broken at spaces, and what is broken off stands in",
    arguments: [
      ("one two three four five six", "one two three four\n  five six"),
      ("  row 1  a payee of a long name", "  row 1  a payee of a\n    long name"),
      ("short", "short"), ("", ""), ("a\n\nb", "a\n\nb"),
      ("awordthatislongerthantheline itself", "awordthatislongerthantheline\n  itself"),
      ("one awordthatislongerthantheline", "one\n  awordthatislongerthantheline"),
    ]
  )
  func wrapping(_ text: String, _ wrapped: String) {
    #expect(text.wrapped(to: 21) == wrapped)
    #expect(text.wrapped(to: 200) == text)
  }
}
