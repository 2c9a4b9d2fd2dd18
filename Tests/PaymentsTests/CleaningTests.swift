import Payments
import TestSupport
import Testing

@Suite("Cleaning of cells")
struct CleaningTests {
  @Test(
    "invisible ends and one apostrophe are dropped, nothing inside",
    arguments: [
      ("", ""), ("a", "a"), ("  a b  ", "a b"), ("\u{A0}a\u{A0}", "a"), ("\u{FEFF}a", "a"), ("\t\r\na\n\r\t", "a"),
      ("\u{200B}\u{200E}\u{2066}a\u{2069}\u{202C}\u{200D}", "a"), ("'a", "a"), ("' a", "a"), (" ' a '", "a '"),
      ("''a", "'a"), ("'", ""), ("''", "'"), ("'''", "''"), ("a'", "a'"), ("\u{3000}a\u{2009}", "a"), ("'=A1", "=A1"),
      ("\u{61C}a\u{AD}", "a"), ("–a–", "–a–"), ("é", "é"), (" é ", "é"), ("\u{1F600} ", "\u{1F600}"),
      ("\u{B}a", "\u{B}a"),
      ("\u{0}a ", "\u{0}a"), ("\u{85}a", "\u{85}a"), ("'\u{A0}", ""), ("\u{2028}a\u{2029}", "a"),
    ]
  )
  func cleaned(_ cell: String, _ expected: String) {
    let bytes = Array(cell.utf8)
    #expect(cleaned(bytes) == Array(expected.utf8))
  }

  @Test("damaged UTF-8 is kept and crashes nothing")
  func damaged() {
    for bytes: [UInt8] in [
      [0xC2], [0xE2, 0x80], [0xA0], [0x80, 0x8B], [0x20, 0xE2], [0xE2, 0x20], [0x27, 0xC2], [0xC2, 0x27],
    ] {
      let left = cleaned(bytes)
      #expect(left.count >= bytes.filter { $0 >= 0x80 }.count)
    }
  }

  @Test("cleaning a cleaned cell without apostrophe changes nothing more")
  func idempotent() {
    var random = SeededGenerator()
    let alphabet: [UInt8] = [0x20, 0x09, 0x41, 0xC2, 0xA0, 0xE2, 0x80, 0x8B, 0xEF, 0xBB, 0xBF]
    for _ in 0..<20_000 {
      let bytes = (0..<Int.random(in: 0...8, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? 0 }
      let once = cleaned(bytes)
      #expect(cleaned(once) == once)
    }
  }

  @Test(
    "control characters are C0, DEL and C1",
    arguments: [
      ("", false), ("a b", false), ("\u{0}", true), ("a\u{1F}", true), ("\u{7F}", true), ("\u{80}", true),
      ("\u{9F}", true), ("\u{A0}", false), ("À", false), ("é\u{2028}", false), ("ア", false),
    ]
  )
  func control(_ cell: String, _ expected: Bool) {
    #expect(holdsControl(cell) == expected)
    #expect(holdsControl(cell, allowingBreaks: true) == expected)
  }

  @Test("line breaks and TAB are fine where they are allowed", arguments: ["\n", "\r\n", "\t"])
  func breaks(_ cell: String) {
    #expect(holdsControl("a\(cell)b"))
    #expect(!holdsControl("a\(cell)b", allowingBreaks: true))
  }

  private func cleaned(_ bytes: [UInt8]) -> [UInt8] {
    let span = bytes.span.cleaned()
    return span.indices.map { span[$0] }
  }

  private func holdsControl(_ text: String, allowingBreaks: Bool = false) -> Bool {
    let bytes = Array(text.utf8)
    return ControlCharacters.contains(bytes.span, allowingBreaks: allowingBreaks)
  }
}
