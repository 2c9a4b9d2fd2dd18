import TestSupport
import Testing

/// A sheet as a bank's, a payout product's or a payroll program's template makes it; all data is made up.
struct TemplateSheet: Sendable, CustomStringConvertible {
  let description: String
  let header: [String]
  let row: [String]
  /// The fields that the template does not have, each with what `--default` is to say.
  var missing: [String: String] = [:]

  var text: String { [header, row].map { $0.map { "\"\($0)\"" }.joined(separator: ",") + "\r\n" }.joined() }
  var defaults: [String] { missing.sorted { $0.key < $1.key }.flatMap { ["--default", "\($0.key)=\($0.value)"] } }

  private static let both = ["transactionType": "NEFT", "mobileNo": "9876543210"]
  private static let (name, account, ifsc, mobile) = ("Asha Rao", "50100123456789", "HDFC0000240", "9876543210")

  static let all = [
    TemplateSheet(
      description: "ICICI NPAB bulk file",
      header: [
        "PYMT_PROD_TYPE_CODE", "PYMT_MODE", "DEBIT_ACC_NO", "BNF_NAME", "BENE_ACC_NO", "BENE_IFSC", "AMOUNT",
        "DEBIT_NARR",
        "CREDIT_NARR", "MOBILE_NUM", "EMAIL_ID", "REMARK", "PYMT_DATE", "REF_NO",
      ],
      row: [
        "PAB_VENDOR", "NEFT", "000405001234", name, account, ifsc, "1250.75", "", "", mobile, "", "Nov", "20-11-2026",
        "R1",
      ]
    ),
    TemplateSheet(
      description: "ICICI CMS",
      header: ["BNFCY_NAME", "BNFCY_ACC_NO", "BNFCY_IFSC", "AMOUNT", "BENE_EMAIL_ID"],
      row: [name, account, ifsc, "1250.75", ""],
      missing: both
    ),
    TemplateSheet(
      description: "Axis host-to-host",
      header: [
        "TXN_PAYMODE", "CORP_ACC_NUM", "BENE_NAME", "BENE_ACC_NUM", "BENE_IFSC_CODE", "TXN_AMOUNT", "BENE_EMAIL_ADDR1",
        "VALUE_DATE",
      ],
      row: ["NEFT", "917020012345678", name, account, ifsc, "1250.75", "", "20/11/2026"],
      missing: ["mobileNo": mobile]
    ),
    TemplateSheet(
      description: "HDFC CMS",
      header: [
        "Transaction Type", "Beneficiary Code", "Beneficiary Account Number", "Instrument Amount", "Beneficiary Name",
        "IFSC Code", "Beneficiary Email ID",
      ],
      row: ["NEFT", "B1", account, "1250.75", name, ifsc, ""],
      missing: ["mobileNo": mobile]
    ),
    TemplateSheet(
      description: "IDFC FIRST BLKPAY",
      header: [
        "Beneficiary Name (MANDATORY)", "Beneficiary Account Number (Mandatory)", "IFSC (MANDATORY for NEFT/RTGS)",
        "Transaction Type - IFT/NEFT/RTGS (MANDATORY)", "Debit Account Number (MANDATORY)",
        "Transaction Date (MANDATORY) DD/MM/YYYY", "Amount (MANDATORY)", "Currency (MANDATORY)",
        "Beneficiary Email ID (OPTIONAL)", "Remarks (OPTIONAL)",
      ],
      row: [name, account, ifsc, "NEFT", "10012345678", "20/11/2026", "1250.75", "INR", "", "Nov"],
      missing: ["mobileNo": mobile]
    ),
    TemplateSheet(
      description: "a bank's sheet of a Frappe page",
      header: [
        "Beneficiary Name (Mandatory)", "Beneficiary Account Number (Mandatory)", "Beneficiary IFSC Code (Mandatory)",
        "Transaction Amount (Mandatory)", "Payment Mode (Mandatory)",
      ],
      row: [name, account, ifsc, "1250.75", "IMPS"],
      missing: ["mobileNo": mobile]
    ),
    TemplateSheet(
      description: "Paytm bulk payout",
      header: [
        "Beneficiary Account number (Mandatory)\n\nBeneficiary Account number to which the money should be transferred",
        "IFSC code (Mandatory)\n\n11 digit code", "Amount (Mandatory) Amount that needs to be transfered. Eg: 100.00",
        "Beneficiary Name (Mandatory) Full name of the customer - eg: Bruce Wayne", "Comments (Optional)",
      ],
      row: [account, ifsc, "1250.75", name, ""],
      missing: both
    ),
    TemplateSheet(
      description: "Cashfree, version 2",
      header: [
        "transfer_id", "transfer_amount", "transfer_mode", "beneficiary_name", "bank_account", "ifsc", "phone", "email",
      ],
      row: ["T1", "1250.75", "imps", name, account, ifsc, mobile, ""]
    ),
    TemplateSheet(
      description: "Cashfree, version 1",
      header: ["transferId", "amount", "transferMode", "name", "bankAccount", "ifsc", "phone", "email", "remarks"],
      row: ["T1", "1250.75", "NEFT", name, account, ifsc, mobile, "", ""]
    ),
    TemplateSheet(
      description: "RazorpayX, 11 columns",
      header: [
        "Beneficiary Name (Mandatory) Special characters not supported",
        "Beneficiary's Account Number (Mandatory) Typically 9-18 digits",
        "IFSC Code (Mandatory) 11 digit code of the beneficiary’s bank account. Eg. HDFC0004277",
        "Payout Amount (Mandatory) Amount should be in rupees", "Payout Mode (Mandatory) Select IMPS/NEFT/RTGS",
        "Payout Narration (Optional) Will appear on bank statement", "Notes (Optional) A note",
        "Phone Number (Optional)",
        "Email ID (Optional)", "Contact Reference ID (Optional)", "Payout Reference ID (Optional)",
      ],
      row: [name, account, ifsc, "1250.75", "NEFT", "", "", mobile, "", "", ""]
    ),
    TemplateSheet(
      description: "RazorpayX classic, its amounts in rupees",
      header: [
        "RazorpayX Account Number", "Payout Amount (in Rupees)", "Payout Currency", "Payout Mode", "Payout Purpose",
        "Fund Account Id", "Fund Account Type", "Fund Account Name", "Fund Account Ifsc", "Fund Account Number",
        "Fund Account Vpa", "Fund Account Phone Number", "Contact Name", "Contact Type", "Contact Email",
        "Contact Mobile",
        "Contact Reference Id",
      ],
      row: [
        "2323230012345678", "1250.75", "INR", "NEFT", "vendor bill", "", "bank_account", name, ifsc, account, "",
        mobile,
        "Another Name", "vendor", "", "9123456780", "",
      ]
    ),
    TemplateSheet(
      description: "a payroll program's preset for ICICI",
      header: ["Debit Account No", "Payee Name", "Payee Account No", "Payee IFSC", "Amount", "Remarks"],
      row: ["000405001234", name, account, ifsc, "1250.75", ""],
      missing: both
    ),
    TemplateSheet(
      description: "Union Bank, salaries",
      header: ["Credit A/C No.", "Receiver IFSC Code", "Beneficiary Name", "Amount", "User Email ID"],
      row: [account, ifsc, name, "1250.75", ""],
      missing: both
    ),
    TemplateSheet(
      description: "a CIB converter",
      header: ["NETWORK_ID_PRB", "TRACE_ACID", "BENE_NAME", "BENE_ACC_NO", "IFSC", "AMOUNT"],
      row: ["NEFT", "000405001234", name, account, ifsc, "1250.75"],
      missing: ["mobileNo": mobile]
    ),
    TemplateSheet(
      description: "a loan program's file",
      header: ["Benefirciary Name", "Bene Acc No", "IFSC Code", "Transaction Amount", "Mobile Numder", "Pymt_Mode"],
      row: [name, account, ifsc, "1250.75", mobile, "IMPS"]
    ),
    TemplateSheet(
      description: "an HR sheet",
      header: [
        "Emp ID", "Name As Per Bank Account", "Bank A/c No.", "IFSC", "Basic", "TDS", "Net Salary", "Mobile No.",
      ],
      row: ["E1", name, account, ifsc, "2000", "749.50", "1250.75", mobile],
      missing: ["transactionType": "NEFT"]
    ),
    TemplateSheet(
      description: "commissions",
      header: ["Recipient Name", "Bank Account", "IFSC", "Total Amount (INR)", "Payout Method", "Phone"],
      row: [name, account, ifsc, "1250.75", "NEFT", mobile]
    ),
  ]
}

@Suite("Sheets of real templates", .timeLimit(.minutes(60)))
struct TemplateSheetTests {
  @Test("are paid as they are, or name what is missing, which can then be given", arguments: TemplateSheet.all)
  func paid(_ sheet: TemplateSheet) async throws {
    try await withOffice { office in
      try office.write("pay.csv", sheet.text)
      if !sheet.missing.isEmpty {
        let refused = try await office.run("check", "payout", "pay.csv")
        #expect(refused.status == 65)
        #expect(
          refused.stderr.contains("these are missing: \(sheet.fields.joined(separator: ", "))."),
          "\(refused.stderr)"
        )
        for field in sheet.fields { #expect(refused.stderr.contains("--default \(field)="), "\(refused.stderr)") }
      }
      let run = try await office.start(office.sending("payout", "pay.csv", sheet.defaults + ["--json"])).ended()
      #expect(run.status == 0, "\(run.stderr)")
      #expect(try run.json.counts("rows")?["warned"] == 0)
      let request = try #require(try office.requests.first)
      let expected = [
        "accountNumber": "50100123456789", "amount": "1250.75", "beneficiaryIFSC": "HDFC0000240",
        "beneficiaryName": "Asha Rao", "mobileNo": "9876543210",
      ]
      for (key, value) in expected { #expect(try request.value(key) == value) }
      #expect(try office.csv("pay.results.csv")["aop_outcome"] == ["accepted"])
    }
  }

  @Test("whose amounts may be paise say so, with the way out")
  func paise() async throws {
    try await withOffice { office in
      let sheet = try #require(TemplateSheet.all.first { $0.description.hasPrefix("RazorpayX classic") })
      try office.write("pay.csv", sheet.text.replacing("Payout Amount (in Rupees)", with: "Payout Amount"))
      let check = try await office.run("check", "payout", "pay.csv")
      #expect(check.status == 65)
      #expect(check.stderr.contains("paise or rupees") && check.stderr.contains("rename the column to \"amount\""))
      try office.write("pay.csv", sheet.text.replacing("Payout Amount (in Rupees)", with: "amount"))
      #expect(try await office.run("check", "payout", "pay.csv").status == 0)
    }
  }
}

extension TemplateSheet {
  /// In the order of the provider's page.
  fileprivate var fields: [String] { ["transactionType", "mobileNo"].filter { missing[$0] != nil } }
}
