import Sheet
import Testing

@testable import Commands

@Suite("Words that are typed wrongly")
struct SpellingTests {
  @Test(
    "are answered with what may be meant",
    arguments: [
      ("chekc payout x.csv", "`aopbatch check`"), ("resmue x", "`aopbatch resume`"),
      ("help exprot", "`aopbatch export`"),
      ("payout x.csv", "`aopbatch check payout SHEET`"), ("pan-satus x", "`aopbatch check pan-status SHEET`"),
      ("x.csv", "is no command."), ("--json", "The command is missing"), ("", ""), ("check payout", ""), ("--help", ""),
      ("--version --json", ""), ("help", ""), ("help run", ""), ("--generate-completion-script bash", ""),
    ]
  )
  func commands(_ arguments: String, _ words: String) {
    let failure = Spelling.failure(arguments.split(separator: " ").map(String.init))
    #expect(failure == nil ? words.isEmpty : failure?[.cause].contains(words) == true && !words.isEmpty)
  }

  @Test("and say what the operation is, also where it stands in the wrong place")
  func operations() {
    func words(_ value: String, _ arguments: [String]) -> String {
      let words = "The value '\(value)' is invalid for '<operation>'. Please provide one of 'payout'."
      return Spelling.failure(words, arguments)[.cause]
    }
    #expect(words("payuot", ["check", "payuot", "x"]) == "\"payuot\" is no operation. Did you mean payout?")
    #expect(words("x.csv", ["run", "x.csv", "payout"]).contains("`aopbatch run payout SHEET`"))
    #expect(words("x.csv", ["run", "x.csv"]).contains("recharge-status"))
    #expect(!Spelling.failure("Unexpected argument '50100123456789'", [])[.cause].contains("50100123456789"))
  }

  @Test("are not taken for what is far from them", arguments: ["pay", "x", "", "runner", "transfer"])
  func far(_ word: String) {
    #expect(Spelling.nearest(to: word, in: ["payout", "check", "transfer-otp", "batches"]) == nil)
  }
}
