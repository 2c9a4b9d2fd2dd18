import Sheet
import TestSupport
import Testing

@testable import Operations

@Suite("A header finds its columns")
struct LayoutTests {
  static let required: [(operation: String, header: [String])] = [
    ("payout", ["accountNumber", "amount", "transactionType", "beneficiaryIFSC", "beneficiaryName", "mobileNo"]),
    ("recharge-status", ["referenceid"]),
    ("pan-status", ["refid", "nep_id"]),
    ("pan-new", ["mobileno", "lastname", "refid", "email", "title"]),
    (
      "transfer-otp",
      ["MobileNumber", "BeneID", "Txntype", "Amount", "Pincode", "Address", "DOB", "Latitude", "Longitute"]
    ),
  ]
  static let optional: [String: [String]] = [
    "payout": ["emailID", "registrationID"], "recharge-status": ["RegistrationID"],
    "pan-status": ["nep_key", "domain", "partnerId", "RegistrationID"],
    "pan-new": ["firstname", "middlename", "nep_key", "domain", "partnerId", "RegistrationID"],
    "transfer-otp": ["RegistrationID"],
  ]

  /// Which of the operation's columns a header cell is taken for, among the other required ones.
  private func column(_ written: String, _ name: String) throws -> String? {
    let operation = try Operation.require(name)
    for column in operation.columns {
      let others = operation.columns.filter { $0.name != column.name }.map(\.name)
      guard let layout = try? Layout(header: PackedRow([written] + others), row: 1, operation: operation) else {
        continue
      }
      if let known = layout.kept[0].known { return operation.columns[known].name }
    }
    return nil
  }

  private func failure(_ header: [String], _ operation: String, row: Int = 1) throws -> Failure {
    try #require(throws: Failure.self) { try OperationsTests.layout(header, operation, row: row) }
  }

  @Test("the required columns are those of the contract, no more and no less", arguments: required)
  func requiredColumns(operation: String, header: [String]) throws {
    let layout = try layout(header, operation)
    #expect(layout.kept.map(\.name) == header)
    #expect(layout.kept.allSatisfy { $0.known != nil })
    for name in header {
      let failure = try failure(header.filter { $0 != name }, operation)
      #expect(failure.code == .sheetColumnsMissing)
      #expect(failure[.names].hasPrefix(name))
    }
    let all = try Operation.require(operation).columns.map(\.name)
    #expect(Set(all) == Set(header + (Self.optional[operation] ?? [])))
  }

  static let contractAliases: [(written: String, operation: String, column: String)] = [
    ("IFSC", "payout", "beneficiaryIFSC"), ("IFSC Code", "payout", "beneficiaryIFSC"),
    ("Bene IFSC", "payout", "beneficiaryIFSC"), ("Account No", "payout", "accountNumber"),
    ("Account Number", "payout", "accountNumber"), ("Bene Account number", "payout", "accountNumber"),
    ("Beneficiary Name", "payout", "beneficiaryName"), ("Bene Name", "payout", "beneficiaryName"),
    ("Name", "payout", "beneficiaryName"), ("Mode", "payout", "transactionType"),
    ("Payment Mode", "payout", "transactionType"), ("Transfer Type", "payout", "transactionType"),
    ("Mobile", "payout", "mobileNo"), ("Mobile No", "payout", "mobileNo"), ("Phone", "payout", "mobileNo"),
    ("Email", "payout", "emailID"), ("Payout Amount (in Rupees)", "payout", "amount"),
    ("Mobile", "pan-new", "mobileno"), ("Phone", "transfer-otp", "MobileNumber"), ("Mode", "transfer-otp", "Txntype"),
    ("Email", "pan-new", "email"), ("Longitude", "transfer-otp", "Longitute"),
    ("Payout Amount (in Rupees)", "transfer-otp", "Amount"),
  ]

  @Test("the aliases of the contract", arguments: contractAliases)
  func contractAlias(written: String, operation: String, column: String) throws {
    #expect(try self.column(written, operation) == column)
  }

  @Test("every listed alias means the column that lists it", arguments: Operation.all.map(\.name))
  func allAliases(name: String) throws {
    let columns = try Operation.require(name).columns
    for listed in columns {
      for alias in listed.aliases + listed.fallbacks + [listed.name] {
        #expect(try column(alias, name) == listed.name, "\(alias)")
      }
    }
    let names = columns.flatMap { column in (column.aliases + [column.name]).map { (ColumnName($0).text, column.name) }
    }
    for (text, column) in names { #expect(names.allSatisfy { $0.0 != text || $0.1 == column }, "\(text)") }
  }

  @Test(
    "case, spaces, underscores, dashes, dots and marks at the ends do not count",
    arguments: [
      "beneficiaryIFSC", "BENEFICIARYIFSC", "Beneficiary IFSC", "beneficiary_ifsc", "beneficiary-ifsc",
      "beneficiary.ifsc", "  Beneficiary\u{A0}IFSC\t", "'Beneficiary IFSC", "' beneficiaryifsc ",
      "\u{200B}Beneficiary IFSC\u{200E}", "Beneficiary\nIFSC", "B_e-n.e f_i-c.i a_r-y.IFSC", "Bene. IFSC Code",
      "Beneficiary IFSC *",
      "IFSC Code:", "Beneficiary\u{200B}IFSC", "bene\u{2011}ifsc",
    ]
  )
  func spelling(written: String) throws {
    #expect(try column(written, "payout") == "beneficiaryIFSC")
  }

  @Test(
    "other marks count: a header is not guessed",
    arguments: [
      "beneficiary/IFSC", "beneficiaryIFSC 1", "\"IFSC\"", "''IFSC", "Ifsc codes", "I F S X",
    ]
  )
  func otherNames(written: String) throws {
    #expect(try column(written, "payout") == nil)
  }

  @Test(
    "an amount that could be paise is refused with the fix, even beside a good amount",
    arguments: [
      "Payout Amount", "payout_amount", "PAYOUT-AMOUNT", "'Payout.Amount", "Amount (paise)", "Amount in Paise",
      "Amt Paise", "PAISE AMOUNT", "Payout Amount (Paise)", "amount_paise",
    ]
  )
  func ambiguousAmounts(written: String) throws {
    let others = ["accountNumber", "transactionType", "beneficiaryIFSC", "beneficiaryName", "mobileNo"]
    for header in [others + [written], ["amount"] + others + [written]] {
      let name = String(written.drop { $0 == "'" })
      #expect(try failure(header, "payout", row: 3) == Failure(.sheetAmountUnit, [.row: "3", .name: name]))
    }
  }

  @Test("an operation without amounts carries such a column through")
  func noAmount() throws {
    #expect(try layout(["referenceid", "Payout Amount"], "recharge-status").kept[1].known == nil)
  }

  @Test("two columns that mean one field are refused by both names")
  func doubled() throws {
    let facts: [Failure.Fact: String] = [
      .row: "1", .field: "referenceid", .name: "Ref No", .otherName: "Reference",
    ]
    #expect(try failure(["Ref No", "note", "Reference"], "recharge-status") == Failure(.sheetColumnTwice, facts))
    #expect(try failure(["referenceid", "referenceid"], "recharge-status").code == .sheetColumnTwice)
  }

  @Test("headers written together and wrongly are named as what they may mean")
  func mistyped() throws {
    let header = ["BenificaryNam", "AcountNo", "IFSCCod", "PaymntMode", "NetPayble", "MobilNo"]
    #expect(
      try failure(header, "payout")[.names]
        == "accountNumber (nearest: \"AcountNo\"), amount (nearest: \"NetPayble\"), transactionType (nearest: "
        + "\"PaymntMode\"), beneficiaryIFSC (nearest: \"IFSCCod\"), beneficiaryName (nearest: \"BenificaryNam\"), "
        + "mobileNo (nearest: \"MobilNo\")"
    )
  }

  @Test("all missing columns are named, with the nearest header found")
  func missing() throws {
    let failure = try failure(["Acount Number", "Benific Name", "mobileNo", "city", "Ammount"], "payout", row: 4)
    #expect(failure.code == .sheetColumnsMissing)
    #expect(failure[.row] == "4")
    #expect(
      failure[.names]
        == "accountNumber (nearest: \"Acount Number\"), amount (nearest: \"Ammount\"), transactionType, beneficiaryIFSC, "
        + "beneficiaryName (nearest: \"Benific Name\")"
    )
    #expect(failure[.headers] == "Acount Number, Benific Name, city, Ammount")
    #expect(failure[.field] == "accountNumber, amount, transactionType, beneficiaryIFSC, beneficiaryName")
  }

  @Test("a name that may mean something else is only told", arguments: ["Order ID", "TXN_ID", "Client Ref ID"])
  func hints(_ written: String) throws {
    let failure = try failure([written, "note"], "recharge-status")
    #expect(failure[.names] == "referenceid (nearest: \"\(written)\")")
  }

  @Test("our own columns are dropped, in any case, and no others")
  func ownColumns() throws {
    let layout = try layout(
      [
        "aop_row", "Note", "AOP_Outcome", "referenceid", "'Aop_TxnId", " aop_errors", "aopx", "aop", "AOP_ID",
        "aop_url",
      ],
      "recharge-status"
    )
    #expect(layout.keptHeader.strings == ["Note", "referenceid", "aopx", "aop", "AOP_ID", "aop_url"])
    #expect(layout.kept.map(\.name) == layout.keptHeader.strings)
    #expect(layout.ours == ["row": 0, "outcome": 2, "txnid": 4, "errors": 5])
    #expect(try OperationsTests.layout(["referenceid"], "recharge-status").ours.isEmpty)
  }

  @Test("empty header cells at the end are no columns; inside they are carried")
  func emptyCells() throws {
    let trailing = try layout(["referenceid", "", " ", "'", "\u{A0}"], "recharge-status")
    #expect(trailing.width == 1)
    #expect(trailing.kept.count == 1)
    let inside = try layout(["", "referenceid", "", "x", ""], "recharge-status")
    #expect(inside.width == 4)
    #expect(inside.keptHeader.strings == ["", "referenceid", "", "x"])
  }

  @Test("unknown columns are carried in their places, as they are written")
  func unknown() throws {
    let layout = try layout(["'=Narration ", "referenceid", "narration", "narration"], "recharge-status")
    #expect(layout.keptHeader.strings == ["'=Narration ", "referenceid", "narration", "narration"])
    #expect(layout.kept.map(\.known) == [nil, 0, nil, nil])
    #expect(layout.positions == [1, nil])
  }

  @Test(
    "the columns of a recorded sheet are known by their names, unless somebody had to say which one is meant",
    arguments: [
      (["Beneficiary Name", "Contact Name", "TDS"], 0), (["Contact Name", "Beneficiary Name"], 1), (["Name"], 0),
      (["Name", "Vendor Name"], nil), (["Beneficiary Name", "Payee Name"], nil), (["TDS"], nil),
    ] as [([String], Int?)]
  )
  func recorded(_ header: [String], _ place: Int?) throws {
    let operation = try Operation.require("payout")
    let layout = Layout(recorded: PackedRow(header), operation: operation)
    #expect(try layout.positions[#require(operation.payeeColumn)] == place)
    #expect(layout.keptHeader.strings == header)
  }
}
