import Foundation
import Glibc
import TestSupport
import Testing

@Suite("Columns", .timeLimit(.minutes(60)))
struct ColumnTests {
  private static let header = "Beneficiary Name,Account Number,IFSC,Mode,Amount,Mobile"
  private static let row = "Test Vendor,50100123456789,HDFC0000240,NEFT,1250.75,9876543210"

  /// A sheet with one row, a column more, and a value in it.
  private static func sheet(_ column: String, _ values: String...) -> String {
    let rows = values.enumerated().map { "\(row.replacing("456789", with: "\(456_789 + $0)")),\($1)\n" }
    return "\(header),\(column)\n\(rows.joined())"
  }

  static let both =
    "Account No,Vendor Account Number,Name,Amount,Net Payable,IFSC,Mode,Mobile\n"
    + "11000123456,50100123456789,Asha Rao,1000,900,HDFC0000240,NEFT,9876543210\n"

  @Test(
    "that cannot be shown, or typed plainly, are named by what the message says",
    arguments: ["Vendor Account 50100234567890", "Vendor $HOME's A/c No"]
  )
  func notPlain(header: String) async throws {
    try await withOffice { office in
      try office.write("pay.csv", Self.both.replacing("Vendor Account Number", with: header))
      let first = try await office.run("check", "payout", "pay.csv", "--column", "amount=Amount")
      #expect(first.status == 65 && !first.stderr.contains("50100234567890"))
      let options = first.stderr.matches(of: /--column '((?:[^']|'\\'')*)'/).map { match in
        String(match.output.1).replacing(#"'\''"#, with: "'")
      }
      #expect(options.count == 2, "\(first.stderr)")
      for option in options {
        let typed: [String] = ["check", "payout", "pay.csv", "--column", "amount=Amount", "--column", option]
        #expect(try await office.start(typed).ended().status == 0, "\(option)")
      }
    }
  }

  @Test("that are doubtful are asked about, and what the message says works")
  func plainer() async throws {
    try await withOffice { office in
      try office.write("pay.csv", Self.both)
      let first = try await office.run("check", "payout", "pay.csv")
      #expect(first.status == 65)
      let account = "accountNumber=Vendor Account Number"
      #expect(first.stderr.contains("--column '\(account)'"), "\(first.stderr)")
      let second = try await office.run("check", "payout", "pay.csv", "--column", account)
      #expect(second.status == 65)
      #expect(second.stderr.contains("--column 'amount=Net Payable'"), "\(second.stderr)")
      let options = ["--column", account, "--column", "amount=Net Payable", "--json"]
      let run = try await office.start(office.sending("payout", "pay.csv", options)).ended()
      #expect(run.status == 0, "\(run.stderr)")
      #expect(try office.requests.first?.value("accountNumber") == "50100123456789")
      #expect(try office.requests.first?.value("amount") == "900.00")
      let columns = try run.json.object("columns")
      #expect(columns.texts("used")?["amount"] == "Net Payable")
      #expect(columns.texts("used")?["beneficiaryName"] == "Name")
      #expect(columns.strings("unused") == ["Account No", "Amount"])
      for words in ["Columns used: accountNumber \"Vendor Account Number\"", "not used: \"Account No\", \"Amount\""] {
        #expect(run.stderr.contains(words), "\(run.stderr)")
      }
      #expect(try await office.run("export", try #require(try run.json.text("batch"))).status == 0)
    }
  }

  @Test("that may be values, for the header and a row became one line, are not shown")
  func values() async throws {
    try await withOffice { office in
      try office.write("a.csv", "referenceid,note TXN62940,my-secret-78,remark\nREF1,a,b,c\n")
      let check = try await office.run("check", "recharge-status", "a.csv", "--no-ledger")
      #expect(check.status == 0)
      #expect(check.stderr.contains("Column 2 (not shown)\", \"Column 3 (not shown)\", \"remark\""), "\(check.stderr)")
      try office.write("b.csv", "referenceid,note 2026,my-column-78\nREF1,a,b\n")
      let other = try await office.run("check", "recharge-status", "b.csv", "--no-ledger")
      #expect(other.stderr.contains("\"note 2026\", \"my-column-78\""), "\(other.stderr)")
    }
  }

  @Test("that a person chose are part of the plan")
  func plan() async throws {
    try await withOffice { office in
      try office.write("pay.csv", Self.both)
      func plan(_ options: String...) async throws -> String? {
        let all = ["check", "payout", "pay.csv", "--json", "--column", "amount=Amount"] + options
        return try await office.start(all).ended().json.text("plan")
      }
      let (one, other) = (
        try await plan("--column", "accountNumber=Account No"),
        try await plan("--column", "accountNumber=Vendor Account Number")
      )
      #expect(one != nil && other != nil && one != other)
      let options = [
        "--column", "accountNumber=Account No", "--column", "amount=Amount", "--approve", try #require(other),
      ]
      let run = try await office.start(["run", "payout", "pay.csv", "--base-url", office.url] + options).ended()
      #expect(run.status == 65)
      #expect(try office.requests.isEmpty)
    }
  }

  @Test("in the config file are as typed, and what is typed wins")
  func config() async throws {
    try await withOffice { office in
      try office.write("pay.csv", Self.both.replacing(",Mobile", with: "").replacing(",9876543210", with: ""))
      try office.write(
        "settings.json",
        #"{"columns":{"accountNumber":"Account No","amount":"Net Payable","referenceid":"X","Pincode":"P","pin code":"Q"},"defaults":{"mobileNo":"98765 43210"}}"#
      )
      #expect(chmod(office.work.appending(path: "settings.json").path(), 0o600) == 0)
      let check = try await office.run(
        "check",
        "payout",
        "pay.csv",
        "--json",
        "--config",
        "settings.json",
        "--column",
        "amount=Amount"
      )
      let typed = ["--column", "amount=Amount"]
      #expect(check.status == 0, "\(check.stderr)")
      let columns = try check.json.object("columns")
      #expect(columns.texts("used")?["amount"] == "Amount")
      #expect(columns.texts("used")?["accountNumber"] == "Account No")
      #expect(columns.texts("defaults") == ["mobileNo": "XXXXXX3210"])
      #expect(!check.stderr.contains("9876543210"))
      for (bad, words) in [
        (#"{"defaults":{"mobileNo":"12"}}"#, "mobileNo"), (#"{"columns":{"ammount":"A"}}"#, "Did you mean amount?"),
        (#"{"columns":"A"}"#, "columns"),
        (#"{"columns":{"amount":"Net","Amount":"Gross"}}"#, #"as "amount" and "Amount""#),
        (#"{"columns":{"amount":"Net","amount":"Gross"}}"#, #"as "amount" and "amount""#),
        (#"{"defaults":{"mobileNo":"9876543210","MobileNumber":"9876543211"}}"#, #"as "mobileNo" and "MobileNumber""#),
        (#"{"columns":{"amount":"Net"},"defaults":{"Amount":"5"}}"#, "more than once"),
        (#"{"columns":{"amount":"Name","emailID":"name"}}"#, "two fields, amount and emailID"),
        (#"{"columns":{"emailID":"Amount"}}"#, "two fields, amount and emailID"),
      ] {
        try office.write("settings.json", bad)
        #expect(chmod(office.work.appending(path: "settings.json").path(), 0o600) == 0)
        let options = ["--config", "settings.json", "--json"] + (bad.contains("emailID\":\"Amount") ? typed : [])
        let refused = try await office.start(["check", "payout", "pay.csv"] + options).ended()
        #expect(refused.status == 1)
        #expect(try refused.json.text("code")?.hasPrefix("settings.config") == true)
        #expect(refused.stderr.contains(words), "\(refused.stderr)")
      }
    }
  }

  @Test(
    "and defaults that make no sense are bad usage, with what is right",
    arguments: [
      (["--column", "amunt=Net"], "Did you mean amount?"), (["--column", "amount"], "FIELD=HEADER"),
      (["--column", "=Net"], "FIELD=HEADER"), (["--default", "mobileNo= "], "FIELD=VALUE"),
      (["--column", "amount=A", "--column", "Amount=B"], "more than once"),
      (["--column", "amount=A", "--default", "amount=5"], "more than once"),
      (["--column", "amount=A", "--column", "mobileNo=a"], "two fields"),
      (["--default", "mobileNo=12"], "2 digits"), (["--default", "transactionType=RTGS"], "transactionType"),
      (["--default", "registrationID=AOP-1"], "AOPAY_REGISTRATION_ID"),
      (["--default", "city=Pune"], "no field \"city\""),
    ]
  )
  func usage(_ options: [String], _ words: String) async throws {
    try await withOffice { office in
      try office.write("pay.csv", Self.sheet("x", ""))
      let check = try await office.start(["check", "payout", "pay.csv"] + options).ended()
      #expect(check.status == 64)
      #expect(check.stderr.contains(words), "\(check.stderr)")
    }
  }

  @Test(
    "that change what a row means reject it or warn, in every operation",
    arguments: ["payout", "recharge-status", "pan-status", "pan-new", "transfer-otp"]
  )
  func watched(_ operation: String) async throws {
    let cases: [(column: String, value: String, code: String?)] = [
      ("Currency", "USD", "row.currency"), ("CCY", "usd", "row.currency"), ("Payout Currency", "INR", nil),
      ("Currency", "₹", nil), ("Currency", "Rs.", nil), ("Currency", "rupees", nil), ("Currency", "", nil),
      ("Exchange Rate Currency", "USD", nil), ("Status", "PAID", "row.onHold"),
      ("Payment Status", "On-Hold", "row.onHold"),
      ("Status", "do not pay", "row.onHold"), ("STATUS", "Cancelled", "row.onHold"), ("Status", "unpaid", nil),
      ("Status", "Active", nil), ("Status", "yes", nil), ("Hold", "Y", "row.onHold"),
      ("On Hold?", "true", "row.onHold"),
      ("Hold", "No", nil), ("Account Holder", "Y", nil), ("Hold Reason", "paid", nil),
      ("Value Date", "25/12/2099", "row.later"), ("Value Date", "2099-12-25", "row.later"),
      ("PYMT_DATE", "25-Dec-99", "row.later"), ("Value Date", "25/12/2019", nil), ("Value Date", "soon", nil),
      ("Due Date", "25/12/2099", nil),
    ]
    try await withOffice { office in
      let lines = Sheets.magic(operation, "100").split(separator: "\n").map(String.init)
      for (column, value, code) in cases where !(operation == "payout" && column == "Account Holder") {
        try office.write("x.csv", "\(lines[0]),\(column)\n\(lines[1]),\(value)\n")
        let json = try await office.run("check", operation, "x.csv", "--json", "--no-ledger").json
        let found = [json.counts("errors"), json.counts("warnings")].compactMap { $0?.keys }.joined()
        #expect(Array(found) == [code].compactMap { $0 }, "\(column) \(value)")
      }
    }
  }

  @Test("that bring another registration id are said in the plan, and named when it is refused; the way out works")
  func registration() async throws {
    try await withOffice { office in
      // The sandbox refuses the credential of an amount that ends so.
      let sheet = Self.sheet("Registration ID", "STU-001", "", "STU-002").replacing("1250.75", with: "1250.03")
      try office.write("fees.csv", sheet)
      let check = try await office.run("check", "payout", "fees.csv")
      #expect(check.status == 0)
      #expect(
        check.stderr.contains(
          "2 rows, ₹2,500.06, would go out with the registrationID of the column \"Registration ID\""
        )
      )
      #expect(!check.stderr.contains("STU-001"))
      let run = try await office.start(office.sending("payout", "fees.csv", ["--json", "--concurrency", "1"])).ended()
      #expect(run.status == 5)
      let reason = try #require(try run.json.text("reason"))
      #expect(reason.contains("column \"Registration ID\""), "\(reason)")
      let batch = try #require(try run.json.text("batch"))
      #expect(reason.contains("`aopbatch cancel \(batch) --reason TEXT`"))
      #expect(try await office.run("cancel", batch, "--reason", "wrong column").status == 0)
      try office.write("fees.csv", Self.sheet("Student ID", "STU-001", "", "STU-002"))
      #expect(try await office.send("payout", "fees.csv").status == 0)
    }
  }

  static let noHeaders: [(name: String, text: String, words: [String])] = [
    ("a payment", "\(row)\n\(row)\n", ["looks like a payment, not like column names"]),
    ("settings", "AOPAY_REGISTRATION_ID=AOP-SECRET\nAOPAY_NEP_KEY=hunter2\n", ["these are missing"]),
    ("titles", "Debit Account: 000405001234\nNovember, final\n\n\(header)\n\(row)\n", ["row 4 looks like the header"]),
    ("titles, semicolons", "Report\n\(header)\n\(row)\n".replacing(",", with: ";"), ["row 2 looks like the header"]),
    ("counts first", "H,1,1250.75\n\(header)\n\(row)\n", ["row 2 looks like the header"]),
    ("quoted lines", "\"\(header)\"\n\"\(row)\"\n", ["each line is one quoted cell"]),
  ]

  @Test(
    "of a sheet without a header in its place: what it looks like is said, nothing of it is shown",
    arguments: noHeaders
  )
  func noHeader(name: String, text: String, words: [String]) async throws {
    try await withOffice { office in
      try office.write("pay.csv", text)
      let check = try await office.run("check", "payout", "pay.csv", "--json")
      #expect(check.status == 65)
      for word in words { #expect(check.stderr.contains(word), "\(check.stderr)") }
      for secret in ["50100123456789", "9876543210", "SECRET", "hunter2", "0004050", "November", "1250.75"] {
        #expect(!(check.stderr + check.stdout).contains(secret))
      }
    }
  }

  @Test("named by a delimiter that the sheet does not have")
  func delimiter() async throws {
    try await withOffice { office in
      try office.write("pay.csv", "\(Self.header)\n\(Self.row)\n")
      let check = try await office.run("check", "payout", "pay.csv", "--delimiter", ";")
      #expect(check.status == 65)
      #expect(check.stderr.contains("Leave --delimiter away"), "\(check.stderr)")
    }
  }

  @Test(
    "with a line of totals below: it is named where a control total does not match, and rejected as what it is",
    arguments: [
      "Total,,,,2501.50,", ",,,Grand Total:,2501,", "Total 2 payments,,,,2501,", ",,,,2501.50,", "कुल,,,,2501,",
      "G. Total,,,,2501.50,", "Gross Total,,,,2501,", ",,,Tot,2501,", "Batch Total : ,,,,2501,",
    ]
  )
  func totals(_ line: String) async throws {
    try await withOffice { office in
      try office.write("pay.csv", "\(Self.sheet("Note", "a", "b"))\(line),\n")
      for (option, value) in [("--expect-rows", "2"), ("--expect-total", "2501.50")] {
        let check = try await office.run("check", "payout", "pay.csv", option, value)
        #expect(check.status == 65)
        #expect(check.stderr.contains("Row 4 is a totals line"), "\(check.stderr)")
      }
      let errors = try await office.run("check", "payout", "pay.csv", "--json").json.counts("errors")
      #expect(errors?["row.total"] == 1)
    }
  }

  @Test("of the user's own that are named like ours, but are none of them, come back in every file")
  func ownNames() async throws {
    try await withOffice { office in
      try office.write("pay.csv", Self.sheet("AOP_ID", "7"))
      #expect(try await office.send("payout", "pay.csv").status == 0)
      #expect(try office.csv("pay.results.csv")["AOP_ID"] == ["7"])
      #expect(try office.csv("pay.rejected.csv").header.contains("AOP_ID"))
    }
  }
}
