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
      "Not approved", "h", "Payment Hold", "Bill Hold", "In hold", "Payment done", "Done", "Settled on 3/11", "Blocked",
      "DNP", "Deferred", "Hold - no bill", "Hold till cleared",
    ]
  )
  func stopping(_ value: String) throws {
    for header in ["Status", "HOLD/RELEASE"] { #expect(try stops(header, value), "\(header)") }
  }

  @Test(
    "let a row pass that says something else",
    arguments: [
      "Unpaid", "Not paid", "Not on hold", "Paid: no", "Active", "Pending approval", "To be paid", "Hold cleared",
      "Cancelled cheque received",
      "Hold has been released", "Payment not done", "Payment: no", "",
    ]
  )
  func passing(_ value: String) throws {
    for header in ["Status", "Hold"] { #expect(try !stops(header, value), "\(header)") }
  }

  @Test(
    "take a yes under a name that says it",
    arguments: [
      "Hold", "Paid?", "Already Paid", "Cancelled", "Withheld", "Payment Block", "Bill Paid", "Paid (Y/N)",
      "Salary Paid",
    ]
  )
  func flags(_ header: String) throws {
    for yes in ["Yes", "1"] { #expect(try stops(header, yes)) }
    for other in ["No", "500.00"] { #expect(try !stops(header, other)) }
  }

  @Test(
    "hold a payment back whose status is a rejection",
    arguments: ["Rejected", "DECLINED", "Rejected - bills missing"]
  )
  func rejected(_ value: String) throws {
    for header in ["Status", "Approval Status", "Decision"] { #expect(try stops(header, value), "\(header)") }
  }

  @Test(
    "hold back what the payment's own status says was sent",
    arguments: ["Completed", "PROCESSED", "Success", "Successful", "Payment processed on 12/11", "Processed - UTR 12"]
  )
  func sent(_ value: String) throws {
    for header in ["Status", "Payment Status", "Txn Status", "Transfer Status"] { #expect(try stops(header, value)) }
    for header in ["Project Status", "Onboarding Status", "Account Validation Status", "Bank Status"] {
      #expect(try !stops(header, value), "\(header)")
    }
  }

  @Test(
    "pass what the payment's own status says is to come",
    arguments: ["Processed for payment", "Not processed", "To be processed", "In process", "Completed: no", "Pending"]
  )
  func toCome(_ value: String) throws { #expect(try !stops("Status", value)) }

  @Test("take remarks for a hold only if they say nothing else", arguments: ["Remarks", "Payment Remarks", "Note"])
  func remarks(_ header: String) throws {
    for hold in ["HOLD", "On hold", "Do not pay", "Don't pay", "STOP PAYMENT", "Paid", "Cancelled"] {
      #expect(try stops(header, hold), "\(hold)")
    }
    for other in ["Hold of October released", "Bus stop repair", "Paid leave encashed", "Cancelled cheque", "rent", ""]
    {
      #expect(try !stops(header, other), "\(other)")
    }
  }

  @Test("hold back what an action or a flag holds", arguments: ["Action", "Decision", "Flag", "Payment Action"])
  func decisions(_ header: String) throws {
    #expect(try stops(header, "HOLD"))
    for other in ["Pay", "N", "Release", ""] { #expect(try !stops(header, other), "\(other)") }
  }

  @Test("take no work or approval that is done for a payment", arguments: ["Approval Status", "Work Status"])
  func doneOtherwise(_ header: String) throws {
    #expect(try !stops(header, "Done"))
    #expect(try stops(header, "Hold"))
  }

  @Test("take a yes in whatever sign, and an H for hold", arguments: ["x", "X", "t", "T", "✓", "H"])
  func signs(_ value: String) throws { #expect(try stops("Hold", value)) }

  @Test(
    "take a no under a name that asks whether to pay",
    arguments: [
      "Pay (Y/N)", "Approved", "Process?", "To Pay (Yes/No)", "Ok to pay", "Release", "Payment (Y/N)",
      "Manager Approval",
      "Eligible", "Include", "Approved for Payment",
    ]
  )
  func releases(_ header: String) throws {
    for no in ["N", "No", "FALSE", "f", "0", "No - dispute", "N.", "✗", "Rejected", "Not approved", "Hold"] {
      #expect(try stops(header, no), "\(no)")
    }
    for other in ["Y", "Yes", "x", "1", "OK", "N/A", "No objection", "S. Iyer", "12,500.00", "Pending", ""] {
      #expect(try !stops(header, other), "\(other)")
    }
  }

  @Test("take a yes under a name that forbids", arguments: ["Do Not Pay", "Don't pay", "Exclude", "Skip?"])
  func forbidding(_ header: String) throws {
    #expect(try stops(header, "Y"))
    #expect(try !stops(header, "N"))
  }

  @Test(
    "ask for another day",
    arguments: ["Date", "Date (DD/MM/YYYY)", "Value Date", "Pay On", "Payment Date", "Release On", "PYMT_DATE"]
  )
  func laterDays(_ header: String) throws {
    // The 26th and the 27th of November 2026 as spreadsheets number them.
    for later in ["27/11/2026", "2026-11-27", "27-Nov-26", "46353", "46353.5833333333"] {
      #expect(try stops(header, later), "\(later)")
    }
    for other in ["26/11/2026", "46352", "46352.75", "01/11/2026", "4635", "463530", "daily"] {
      #expect(try !stops(header, other), "\(other)")
    }
  }

  @Test(
    "are none where the name speaks of something else",
    arguments: [
      "Paid Amount", "Hold Reason", "Account Holder", "Fee Status", "Marital Status", "Paid By", "Credit Note",
      "PF Eligible",
      "Mobile Verified", "GST Payable", "Pay Slip", "Approved By Date", "Due Date", "Invoice Date", "Date of Birth",
      "Joining Date", "Next Payment Date", "Payment Due On", "On Behalf Of", "Processed", "Released",
      "Cancelled Cheque", "Cancelled Cheque Received", "Cancelled Cheque (Attached)", "GST Paid", "TDS Paid",
      "Tax Paid",
      "Fee Paid", "Advance Paid", "PF Paid", "Bonus Paid", "Premium Paid", "Paid Holidays", "Paid Leaves", "Bus Stop",
      "Stop No", "Exclude GST", "TDS Withheld", "Tax Withheld", "PAN Status", "GST Status", "Insurance Status",
      "Order Status", "Policy Status", "Country Currency", "Action Required", "Block", "Rent Paid", "Freight Paid",
      "Toll Paid (Y/N)", "Narration",
    ]
  )
  func others(_ header: String) { #expect(Watch(ColumnName(header)) == nil) }
}
