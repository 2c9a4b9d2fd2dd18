import TestSupport
import Testing

@testable import Payments

@Suite("Days as people write them")
struct DateReadingTests {
  static let christmas = [
    "25/12/2026", "25-12-2026", "25.12.2026", "25/12/26", "2026-12-25", "2026/12/25", "20261225", "25122026",
    "25-Dec-2026",
    "25-DEC-26", "25 December 2026", "25th December 2026", "December 25, 2026", "Dec 25 2026", "12/25/2026",
    "46381", "46381.0", "46381.4375000000", "2026-12-25 10:30:00", "2026-12-25T10:30:00Z", "25/12/2026 10:30",
    "2026 Dec 25",
  ]

  @Test("are read", arguments: christmas)
  func day(_ written: String) throws {
    #expect(CalendarDay(written: Array(written.utf8).span) == CalendarDay(year: 2026, month: 12, day: 25))
  }

  @Test("put the day before the month where both are possible")
  func order() {
    #expect(CalendarDay(written: Array("03/04/2026".utf8).span) == CalendarDay(year: 2026, month: 4, day: 3))
  }

  @Test(
    "are nothing else",
    arguments: [
      "", "soon", "31/02/2026", "2026", "12/2026", "99/99/9999", "39999", "60000", "1", "25-Foo-2026", "25_12_2026",
      "//", "T",
      "999999999999", "दिसंबर",
    ]
  )
  func none(_ written: String) {
    #expect(CalendarDay(written: Array(written.utf8).span) == nil)
  }
}
