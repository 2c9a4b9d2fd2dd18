import Payments
import Testing

@Suite("Masking")
struct MaskingTests {
  @Test(
    "an identifier keeps its last four characters, a short one none",
    arguments: [
      ("100200011836", "XXXXXXXX1836"), ("9876543210", "XXXXXX3210"), ("123456789", "XXXXX6789"),
      ("12345678", "XXXXXXXX"), ("AOP-554", "XXXXXXX"), ("", ""), ("ab", "XX"), ("ééééééééé1", "XXXXXXééé1"),
    ]
  )
  func identifier(_ text: String, _ expected: String) {
    #expect(Masking.masked(text) == expected)
    let bytes = Array(text.utf8)
    let masked = Masking.masked(bytes.span)
    #expect(masked == expected)
  }

  @Test(
    "numbers in foreign words are masked, also with spaces and dashes inside",
    arguments: [
      ("Account 100200011836 is closed", "Account XXXXXXXX1836 is closed"),
      ("mobile 98765 43210.", "mobile XXXXXX3210."), ("98765-43210", "XXXXXX3210"), ("98765 - 43210", "XXXXXX3210"),
      ("98765\u{A0}43210", "XXXXXX3210"), ("+91 98765 43210", "+XXXXXXXX3210"), ("12345678", "12345678"),
      ("amount 500.00 sent", "amount 500.00 sent"), ("ref 1234 5678", "ref 1234 5678"), ("", ""),
      ("on 2025-02-25 06:42:43", "on 2025-02-25 06:42:43"), ("12 2025-02-25 12345", "12 2025-02-25 12345"),
      ("2025-13-25 06", "XXXXXX2506"), ("2012-34-5678", "XXXXXX5678"), ("987654321 é", "XXXXX4321 é"),
    ]
  )
  func words(_ text: String, _ expected: String) {
    #expect(Masking.masked(words: text) == expected)
  }

  @Test(
    "numbers and secrets are masked however they are spelled; words without them stay as they are",
    arguments: [
      ("to %31%30%30%32%30%30%30%31%31%38%33%36 now", "to XXXXXXXX1836 now"),
      ("%2531%2530%2530%2532%2530%2530%2530%2531%2531%2538%2533%2536", "XXXXXXXX1836"),
      ("&#49;&#48;&#x30;200011836", "XXXXXXXX1836"), ("１００２０００１１８３６", "XXXXXXXX1836"),
      ("१००२०००११८३६", "XXXXXXXX1836"), ("١٠٠٢٠٠٠١١٨٣٦", "XXXXXXXX1836"), ("𝟏𝟎𝟎𝟐𝟎𝟎𝟎𝟏𝟏𝟖𝟑𝟔", "XXXXXXXX1836"),
      ("1002 0001１８３６", "XXXXXXXX1836"), ("98765%2043210", "XXXXXX3210"), ("ＡＯＰ－５５４", "XXXXXX"),
      (#"\u0031\u0030\u0030200011836"#, "XXXXXXXX1836"), (#"\\u0031\x30\x30200011836"#, "XXXXXXXX1836"),
      (#"C:\users\x \u00 \"#, #"C:\users\x \u00 \"#), ("%41OP%2D554", "XXXXXX"),
      ("50% of १२ for आशा &amp; co", "50% of १२ for आशा &amp; co"),
      ("100%", "100%"), ("%zz&#;&#x", "%zz&#;&#x"), ("ref 20261121-7k3fq is row 17", "ref 20261121-7k3fq is row 17"),
      ("20261121-76543", "XXXXXXXXX6543"),
    ]
  )
  func spellings(_ text: String, _ expected: String) {
    #expect(Masking.masked(words: text, secrets: Secrets(["AOP-554"])) == expected)
  }

  @Test(
    "each secret is masked wherever it stands, in any case",
    arguments: [
      ("id AOP-554 is off", ["AOP-554"], "id XXXXXX is off"), ("aop-554", ["AOP-554"], "XXXXXX"),
      ("AB12345678 twice AB12345678", ["AB12345678"], "XXXXXX5678 twice XXXXXX5678"),
      ("keys ab and abcd", ["ab", "abcd"], "keys ab and XXXX"), ("nothing", ["", "zzz"], "nothing"),
      ("acct 9912345", ["12345"], "acct 99XXXXX"), ("id X123456789", ["X123456789"], "id XXXXXX6789"),
      ("AOP-554", [], "AOP-554"), ("id A O P - 5 5 4!", ["AOP-554"], "id XXXXXX!"),
      ("to 9000.1000.0000 now", ["900010000000"], "to XXXXXXXX0000 now"), ("AOP 55, 4", ["AOP-554"], "XXXXXX"),
    ] as [(String, [String], String)]
  )
  func secrets(_ text: String, _ secrets: [String], _ expected: String) {
    #expect(Masking.masked(words: text, secrets: Secrets(secrets)) == expected)
  }
}

@Suite("Degrees of a row, days of the calendar")
struct PairTests {
  @Test(
    "swapped degrees are named, others are not",
    arguments: [
      ("77.2362", "28.6090", true), ("97.5", "37.6", true), ("68", "6", true), ("28.6090", "77.2362", false),
      ("97.51", "28", false), ("77", "37.61", false), ("77", "5.9", false), ("77", "77", false), ("28", "28", false),
      ("x", "28", false), ("", "", false), ("77", "", false), ("-77", "28", false),
    ]
  )
  func swapped(_ latitude: String, _ longitude: String, _ expected: Bool) {
    let rules = Rules(today: Rule.today)
    let cells = (Array(latitude.utf8), Array(longitude.utf8))
    var row = RowValues()
    _ = Latitude.read(cells.0.span, rules, into: &row)
    _ = Longitude.read(cells.1.span, rules, into: &row)
    let findings = Latitude.compare(row, rules)
    #expect(findings.errors.map(\.code) == (expected ? ["swapped"] : []))
    #expect(findings.warnings.isEmpty)
  }

  @Test("a date of birth on 29 February is judged in years without one")
  func leapDay() throws {
    let cell = Array("29/02/1908".utf8)
    for (day, isValid) in [(28, true), (29, false)] {
      let today = try #require(CalendarDay(year: 2028, month: 2, day: day))
      var row = RowValues()
      let findings = BirthDate.read(cell.span, Rules(today: today), into: &row)
      #expect(findings.isValid == isValid)
    }
  }

  @Test("a date of birth that is a spreadsheet's day number is called so", arguments: ["36758", "367588", "3675a"])
  func dayNumber(cell: String) throws {
    let today = try #require(CalendarDay(year: 2028, month: 2, day: 28))
    var row = RowValues()
    let findings = BirthDate.read(Array(cell.utf8).span, Rules(today: today), into: &row)
    #expect(findings.errors.first?.sentence.contains("day number") == (cell == "36758"))
  }

  @Test("the calendar has no other days")
  func days() {
    let lengths = (1...12).map { month in (1...40).count { CalendarDay(year: 2023, month: month, day: $0) != nil } }
    #expect(lengths == [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    #expect(CalendarDay(year: 2000, month: 2, day: 29) != nil)
    #expect(CalendarDay(year: 1900, month: 2, day: 29) == nil)
    #expect(CalendarDay(year: 2024, month: 13, day: 1) == nil)
    #expect(CalendarDay(year: 0, month: 1, day: 1) == nil)
  }
}
