import AOPay
import Operations
import Payments
import Testing

@testable import Commands
@testable import Dispatching

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

  @Test("say what a second signal does to what is in flight, if anything is", arguments: Operation.all)
  func stopping(_ operation: Operation) {
    let words = Words.stopping(operation, Progress(toSend: Total(rows: 1)))
    #expect(words.contains("once more") && words.contains("in doubt") == operation.effect.isJournalled)
    #expect(Words.stopping(operation, Progress(toSend: Total())) == "stopping; no request is in flight.")
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
