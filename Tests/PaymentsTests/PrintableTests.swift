import Payments
import Testing

@Suite("Words that are shown")
struct PrintableTests {
  @Test(
    "do nothing to a terminal, and stay on one line",
    arguments: [
      ("Asha Rao", "Asha Rao"), ("\u{1B}[31mred\u{7}", "\u{FFFD}[31mred\u{FFFD}"), ("a\r\nb\tc", "a  b c"),
      ("\u{9B}2J", "\u{FFFD}2J"), ("\u{202E}0052", "\u{FFFD}0052"), ("a\u{2028}b\u{85}c", "a b c"),
      ("\u{200F}\u{2066}\u{61C}", "\u{FFFD}\u{FFFD}\u{FFFD}"), ("क्\u{200D}ष ₹", "क्\u{200D}ष ₹"), ("", ""),
      ("\u{0}\u{7F}", "\u{FFFD}\u{FFFD}"),
    ]
  )
  func printable(_ text: String, _ expected: String) {
    #expect(Array(text.printable.unicodeScalars) == Array(expected.unicodeScalars))
  }

  @Test("keep their lines where they have some")
  func lines() {
    #expect("a\nb\r\u{1B}c".printable(keepsLines: true) == "a\nb \u{FFFD}c")
  }
}
