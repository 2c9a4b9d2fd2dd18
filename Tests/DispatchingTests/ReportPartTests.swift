import AOPay
import Glibc
import Ledger
import Operations
import Payments
import Sheet
import TestSupport
import Testing

@testable import Dispatching
@testable import Reports
@testable import Validation

@Suite("The parts of a report")
struct ReportPartTests {
  @Test(
    "signs that mean something in markup are spelled out",
    arguments: [
      ("a<b>&\"'", "a&lt;b&gt;&amp;&quot;&#39;"), ("₹ आशा\n\t", "₹ आशा\n\t"),
      ("nul\u{0}esc\u{1B}", "nul\u{FFFD}esc\u{FFFD}"),
      ("turned \u{202E}round\u{2066}", "turned \u{FFFD}round\u{FFFD}"), ("\u{FFFE}\u{85}", "\u{FFFD}\u{FFFD}"),
    ]
  )
  func escapes(_ text: String, _ expected: String) { #expect(HTML.escaped(text) == expected) }

  @Test(
    "people read the day and time in India",
    arguments: [
      (0, "Thu 1 Jan 1970, 05:30:00 IST"), (1_795_250_100_000, "Sat 21 Nov 2026, 14:05:00 IST"),
      // Half past six in the evening in UTC is the next day in India.
      (1_709_145_000_000, "Thu 29 Feb 2024, 00:00:00 IST"),
    ]
  )
  func india(_ milliseconds: Int64, _ expected: String) {
    #expect(Timestamp(milliseconds: milliseconds).inIndia == expected)
  }

  @Test("quantiles are the smallest times within which so many were answered")
  func quantiles() {
    var latency = Latency()
    #expect(latency.milliseconds(percent: 50) == nil)
    for milliseconds in Int64(1)...100 { latency.add(milliseconds: milliseconds) }
    #expect([50, 90, 99, 100].map { latency.milliseconds(percent: $0) } == [50, 90, 99, 100])
  }

  @Test(
    "a long time is at most a 64th too long, and never above the longest",
    arguments: [127, 128, 1_999, 61_234, 86_400_000]
  )
  func quantileError(_ milliseconds: Int64) throws {
    var latency = Latency()
    latency.add(milliseconds: milliseconds)
    latency.add(milliseconds: 1 << 30)
    let half = try #require(latency.milliseconds(percent: 50))
    #expect((milliseconds...(milliseconds + milliseconds / 64)).contains(half))
    #expect(latency.milliseconds(percent: 100) == 1 << 30)
  }

  @Test(
    "a time stands in the bar that it is under",
    arguments: [(0, 0), (9, 0), (10, 1), (999, 6), (1000, 7), (60_000, 12), (-5, 0)]
  )
  func bars(_ milliseconds: Int64, _ bar: Int) {
    var latency = Latency()
    latency.add(milliseconds: milliseconds)
    #expect(latency.bars.firstIndex(of: 1) == bar)
  }

  @Test("the first few are kept in order, the rest is counted")
  func topRows() {
    var top = TopRows<Int>(most: 3) { $0 > $1 }
    for number in [5, 1, 9, 7, 9, 2] { top.add(number) }
    #expect(top.kept == [9, 9, 7])
    #expect(top.leftOut == 3)
  }

  @Test("reasons beyond the limit are counted together")
  func reasonsLimit() {
    var reasons = Reasons<String>(most: 2, rows: 2)
    for (row, reason) in ["a", "b", "b", "c", "b", "d"].enumerated() { reasons.add(reason, row: row, paise: .max) }
    #expect(reasons.sorted.map(\.reason) == ["b", "a"])
    #expect(reasons.sorted.map(\.count.total.rows) == [3, 1])
    #expect(reasons.sorted[0].count.firstRows == [1, 2])
    #expect(reasons.sorted[0].count.total.paise == 3 * Int128(Int64.max))
    #expect(reasons.others.total.rows == 2)
  }

  @Test(
    "what is more than nothing has a bar that is seen, and the largest fills its place",
    arguments: [(0, 10, 0), (10, 10, 140), (5, 10, 70), (1, Int64.max, 2), (.max, .max, 140), (0, 0, 0)]
  )
  func barLength(_ value: Int64, _ most: Int64, _ length: Int) {
    #expect(BarChart.length(Int128(value), of: Int128(most), 140) == length)
  }

  @Test(
    "counts are grouped the Indian way",
    arguments: [(0, "0"), (999, "999"), (100_000, "1,00,000"), (12_345_678, "1,23,45,678")]
  )
  func counts(_ number: Int, _ expected: String) { #expect(number.grouped == expected) }
}
