import Operations
import Testing

@testable import Commands

@Suite("What is said of brakes and outcomes")
struct HaltMessageTests {
  @Test("the codes of halts are those that ledgers hold")
  func codes() {
    #expect(
      Halt.allCases.map(\.rawValue) == [
        "credentials", "ourRequest", "funds", "wrongAddress", "untrusted", "unasked", "referenceTwice",
        "tooManyInDoubt", "noConnection",
      ]
    )
  }

  @Test("each halt has its own words and a remedy")
  func halts() {
    #expect(Set(Halt.allCases.map { $0.message().what }).count == Halt.allCases.count)
    #expect(Halt.allCases.allSatisfy { $0.message().what.hasSuffix(".") && $0.message().remedy.hasSuffix(".") })
    #expect(Halt.credentials.message().remedy.contains("AOPAY_REGISTRATION_ID"))
  }

  @Test("an outcome that leaves something to do says what, and only then", arguments: Outcome.allCases)
  func outcomes(_ outcome: Outcome) {
    let commands: [Outcome: String] = [.error: "resume", .inDoubt: "resolve", .notSent: "resume"]
    #expect(outcome.help.hasPrefix(outcome.meaning))
    #expect(!outcome.meaning.contains("`"))
    #expect((outcome.help == outcome.meaning) == (commands[outcome] == nil))
    if let command = commands[outcome] { #expect(outcome.help.contains("`\(command)`")) }
  }
}
