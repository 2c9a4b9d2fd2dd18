import Payments
import Sheet
import TestSupport
import Testing

@testable import Operations

/// Contract, section 2: what a status or hold column says in a person's words.
@Suite("Columns that change what a row means")
struct WatchTests {
  private func stops(_ header: String, _ value: String) throws -> Bool {
    let watch = try #require(Watch(ColumnName(header)), "\(header)")
    let today = try #require(CalendarDay(year: 2026, month: 11, day: 26))
    return !watch.isPlain(PackedRow([value])[0], today: today)
  }

  @Test(
    "hold a row back that is said to be paid, held or cancelled, in whatever words",
    arguments: [
      "PAID", "Paid on 12/11", "Paid - 12 Nov", "PAID (UTR 123)", "Fully Paid", "PAID/HOLD", "Hold - dispute",
      "HOLD till Friday", "Payment on hold", "Keep on hold", "Payment stopped", "cancel", "Void", "ＨＯＬＤ", "do not pay",
    ]
  )
  func stopping(_ value: String) throws {
    for header in ["Status", "HOLD/RELEASE"] { #expect(try stops(header, value), "\(header)") }
  }

  @Test(
    "let a row pass that says something else",
    arguments: ["Unpaid", "Not paid", "Not on hold", "Paid: no", "Active", "Pending approval", "To be paid", ""]
  )
  func passing(_ value: String) throws {
    for header in ["Status", "Hold"] { #expect(try !stops(header, value), "\(header)") }
  }

  @Test("take a yes under a name that says it", arguments: ["Hold", "Paid?", "Already Paid", "Cancelled", "Withheld"])
  func flags(_ header: String) throws {
    for yes in ["Yes", "1"] { #expect(try stops(header, yes)) }
    for other in ["No", "500.00"] { #expect(try !stops(header, other)) }
  }

  @Test(
    "are none where the name speaks of something else",
    arguments: ["Paid Amount", "Hold Reason", "Account Holder", "Fee Status", "Marital Status", "Paid By", "Remarks"]
  )
  func others(_ header: String) { #expect(Watch(ColumnName(header)) == nil) }
}
