import Foundation
import Payments
import Testing

/// The library's first page: each line with a comment gives what the comment says.
@Suite("The page of the library")
struct LibraryPageTests {
  private static let values: [(code: String, value: String)] = {
    let rules = Rules(today: Rule.today)
    let wrong = IFSC.reading("SBINO000300", rules).findings.errors.first
    let amount = Amount(paise: 1_25_000_50)
    return [
      (#"IFSC.reading(" sbin0000300 ", rules).value"#, IFSC.reading(" sbin0000300 ", rules).value ?? "nil"),
      ("wrong.code", wrong?.code ?? ""),
      ("wrong.sentence", wrong?.sentence ?? ""),
      (
        #"MobileNumber.reading("+91 98765-43210", rules).value"#,
        MobileNumber.reading("+91 98765-43210", rules).value ?? "nil"
      ),
      (#"AccountNumber.reading("5.01E+13", rules).value"#, AccountNumber.reading("5.01E+13", rules).value ?? "nil"),
      (#"Amount.reading("₹ 1,25,000.50", rules).value"#, Amount.reading("₹ 1,25,000.50", rules).value ?? "nil"),
      ("amount.grouped", amount.grouped),
      ("amount.inWords", amount.inWords),
      (#"Masking.masked("50100123456789")"#, Masking.masked("50100123456789")),
      (
        #"IFSCDirectory.builtIn.isReached("SBIN0000300".utf8.span)"#,
        "\(IFSCDirectory.builtIn.isReached("SBIN0000300".utf8.span) ?? false)"
      ),
    ]
  }()

  @Test("says what the code gives")
  func page() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Sources/Payments/Payments.docc/Payments.md").standardized
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map { $0.drop { $0 == " " } }
    let said = lines.filter { $0.contains(" // ") }.compactMap { line in
      line.firstMatch(of: /^(.+?) +\/\/ (.+)$/).map { (code: String($0.output.1), value: String($0.output.2)) }
    }
    #expect(said.map(\.code) == Self.values.map(\.code))
    for (said, value) in zip(said, Self.values) {
      let known = said.value.split(separator: "…").first.map(String.init) ?? ""
      #expect(value.value.hasPrefix(known) || known.hasPrefix("\(value.value):"), "\(said.code): \(value.value)")
    }
  }

  @Test("an empty text is no rule's matter", arguments: Rule.allCases)
  fileprivate func empty(_ rule: Rule) {
    let (value, findings) = rule.type.reading("  ", Rules(today: Rule.today))
    #expect(value == "" && findings == .none)
  }
}
