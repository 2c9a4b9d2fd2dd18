import Sheet
import TestSupport
import Testing

@testable import Operations

/// Headers of real templates (banks, payout products, payroll programs), and how people write them.
@Suite("Headers of real sheets")
struct HeaderTests {
  static let names: [(field: String, headers: [String])] = [
    (
      "accountNumber",
      [
        "BENE_ACC_NO", "BNFCY_ACC_NO", "BENE_ACC_NUM", "Beneficiary's Account Number (Mandatory) Typically 9-18 digits",
        "Beneficiary’s Account Number", "Beneficiary Account Number (Mandatory)",
        "Beneficiary Account number (Mandatory) Beneficiary Account number to which the money should be transferred",
        "Beneficiary Account number (Mandatory)\n\nBeneficiary Account number to which the money should be transferred",
        "Beneficiary Account number\r\n \r\nThe account to which the money goes", "bank_account", "bankAccount",
        "Payee Account No", "Fund Account Number", "Credit A/C No.", "CreditA/CNo.", "BankA/cNo", "Bank Account",
        "Bank A/c No.", "Bene Acc No",
        "Employee Account No", "Account #", "A/C NO", "BENEACCNO", "beneAcctNum", "* Account No",
        "Account No * (9-18 digits)",
        "Benificiary Account No", "Benefirciary A/c", "लाभार्थी खाता संख्या", "खाता नंबर",
      ]
    ),
    (
      "amount",
      [
        "TXN_AMOUNT", "Transaction Amount", "Transaction Amount (Mandatory)", "Instrument Amount", "Amount (Mandatory)",
        "Amount (Mandatory) Amount that needs to be transfered. Eg: 100.00",
        "Payout Amount (Mandatory) Amount should be in rupees", "Net Amount (INR)", "Total Amount (INR)", "Net Salary",
        "NTH Salary", "Amount (₹)", "Amt.", "Amount in Rs.", "राशि",
      ]
    ),
    (
      "transactionType",
      [
        "PYMT_MODE", "Pymt_Mode", "TXN_PAYMODE", "Payout Mode (Mandatory) Select IMPS/NEFT/RTGS",
        "Payment Mode (Mandatory)",
        "Transaction Type - IFT/NEFT/RTGS (MANDATORY)", "Payment Type", "Payout Method", "NETWORK_ID_PRB",
      ]
    ),
    (
      "beneficiaryIFSC",
      [
        "BNFCY_IFSC", "IFSC (MANDATORY for NEFT/RTGS)", "IFSC code (Mandatory) 11 digits",
        "IFSC Code (Mandatory) 11 digit code of the beneficiary’s bank account. Eg. HDFC0004277",
        "Beneficiary IFSC Code (Mandatory)", "Payee IFSC", "Fund Account Ifsc", "Receiver IFSC Code",
      ]
    ),
    (
      "beneficiaryName",
      [
        "BNF_NAME", "BNFCY_NAME", "Beneficiary Name (Mandatory) Special characters not supported",
        "Beneficiary Name (Mandatory) Full name of the customer - eg: Bruce Wayne", "Benefirciary Name",
        "Fund Account Name", "Contact Name", "Name As Per Bank Account", "Recipient Name", "Applicant Name",
      ]
    ),
    (
      "mobileNo",
      [
        "MOBILE_NUM", "Mobile Numder", "Phone Number (Optional)", "Contact Mobile", "Fund Account Phone Number",
        "Beneficiary Mobile Number", "Bene Mobile Number",
      ]
    ),
    (
      "emailID",
      [
        "BENE_EMAIL_ID", "BENE_EMAIL_ADDR1", "Email ID (Optional)", "Beneficiary Email ID (OPTIONAL)", "Contact Email",
        "Fund Account Email", "User Email ID",
      ]
    ),
  ]

  @Test("mean the field that they are for", arguments: names)
  func known(field: String, headers: [String]) throws {
    let operation = try Operation.require("payout")
    for header in headers {
      let index = try #require(operation.column(named: header), "\(header)")
      #expect(operation.columns[index].name == field, "\(header)")
    }
  }

  /// What a header of a payout has, so that only one column is in question.
  private func payout(_ field: String, _ header: [String]) throws -> Layout {
    let names = ["accountNumber", "amount", "transactionType", "beneficiaryIFSC", "beneficiaryName", "mobileNo"]
    return try layout(names.filter { $0 != field } + header, "payout")
  }

  static let plainerHeaders: [(field: String, generic: String, others: [String])] = [
    (
      "accountNumber", "Account No",
      [
        "Vendor Account Number", "Supplier A/c", "Customer Account No", "VENDOR_ACC_NO", "vendorAccountNumber",
        "Account No as per Bank", "Party Account Number", "Account No. of Vendor", "Contractor's A/c No",
        "Recipient Account", "Employee Bank Account Number", "Beneficiary Account No (Final)", "Vendor Bank Acct #",
        "Client Account Number", "Cr A/c", "Dealer Account No", "Student Account", "Labour Account", "Dest Acc No",
        "New Account No", "Salary A/c No", "Vndr Acct", "Credit Account Number (new)", "Benificiary Bank A/c",
        "Fund Account No.", "ग्राहक खाता संख्या", "Vendors Account No", "Employees A/c No", "Suppliers Account",
        "Customers' A/c", "Customers’ A/c", "Beneficiaries A/c", "Workers A/c", "Students Account Number",
        "Parties A/c",
        "Contractors A/c No", "Receivers A/c", "VendorsAccountNo", "Vendors Acount No", "BenificaryAcountNo",
        "vendoracountnumbr",
      ]
    ),
    ("accountNumber", "A/c Number", ["Vendor Account", "Merchant Account Number", "To Account No"]),
    (
      "beneficiaryIFSC", "IFSC",
      [
        "Vendor IFSC", "Supplier IFSC Code", "EMP_IFSC", "Customer IFSC", "Party Bank IFSC", "Credit IFSC",
        "Client IFSC", "New IFSC",
        "Payee Bank IFSC", "Vendors IFSC", "Employees' IFSC Code",
      ]
    ),
    (
      "beneficiaryName", "Name",
      [
        "Supplier Name", "Customer Name", "Name of Beneficiary", "NAME OF PAYEE", "Party Name", "Contractor Name",
        "Workers Name",
      ]
    ),
    (
      "amount", "Amount",
      [
        "Net Payable", "Net Pay", "Amount Payable", "To Pay", "Amount to be paid", "In Hand", "Take Home Salary",
        "NET_PAY",
        "Net of TDS", "Payable Amt", "Net Amt Payable (Rs)", "Transfer Amt (final)", "Payout", "netPayable",
        "Net Payable after TDS", "Salary in hand", "देय राशि", "शुद्ध वेतन", "Final Amount", "Nett Amount",
        "Amount After TDS", "Settlement Amount", "Approved Amount", "Sanctioned Amount", "Amount to be released",
        "TRF AMT", "Bank Transfer Amount", "Net Amount to Bank", "Net Amount (Bank)", "Net Salary Payable in Bank",
        "Net amount to bank a/c", "Net Payble", "Payble Amount", "Amt Payble", "Net Paybale", "Net Ammount",
        "Net Amout",
        "Net Salery", "NetPayble", "netpayble", "NetAmout", "PaybleAmt", "Amount to Remit", "Remit Amount",
        "Amount to Vendor", "Amount to Suppliers", "Pay Now",
      ]
    ),
  ]

  @Test(
    "that say more plainly what is meant than the generic one are refused beside it, by both names",
    arguments: plainerHeaders
  )
  func plainer(field: String, generic: String, others: [String]) throws {
    for other in others {
      for header in [[generic, other], [other, generic]] {
        let failure = #expect(throws: Failure.self, "\(other)") { try payout(field, header) }
        guard let failure else { continue }
        #expect([.sheetColumnPlainer, .sheetColumnTwice].contains(failure.code), "\(other): \(failure.code)")
        #expect(failure[.field] == field)
        #expect(Set([failure[.name], failure[.otherName]]) == [generic, other])
      }
    }
  }

  @Test("that say it both of an amount leave open which one is meant")
  func bothPlain() throws {
    for (one, other) in [
      ("Net Salary", "In Hand"), ("Net Amount (INR)", "Payout"), ("Transfer Amount", "Payable Amount"),
    ] {
      let failure = #expect(throws: Failure.self) { try payout("amount", [one, other]) }
      #expect(failure?.code == .sheetColumnPlainer, "\(one), \(other)")
    }
  }

  @Test("of what moves no money are refused likewise where it matters")
  func plainerElsewhere() throws {
    let header = ["Mobile", "BeneID", "Mode", "Amount", "Pincode", "Address", "DOB", "Latitude", "Longitude"]
    for (other, isRefused) in [
      ("Net Payable", true), ("Customer Mobile", true), ("Beneficiary Mobile", false), ("Status", false),
      ("GST", false),
    ] {
      let failure = Result { try layout(header + [other], "transfer-otp") }
      #expect((try? failure.get()) == nil ? isRefused : !isRefused, "\(other)")
    }
    #expect(throws: Failure.self) { try layout(header + ["Remitter Mobile"], "transfer-otp") }
  }

  static let ordinaryHeaders: [(field: String, generic: String, others: [String])] = [
    (
      "accountNumber", "Account No",
      [
        "Debit Account No", "DEBIT_ACC_NO", "CORP_ACC_NUM", "RazorpayX Account Number", "TRACE_ACID", "Account Type",
        "Beneficiary Account Type", "Vendor Account Holder", "Customer Account Status", "Own Account",
        "Vendor Account Code",
        "Remitter Account No", "Sender A/c", "Employee PF Account No", "Customer Loan Account Number", "Vendor Code",
        "Beneficiary Bank Name", "Fund Account Id", "Fund Account Type", "Fund Account Vpa", "Beneficiary Nick Name",
        "Customer Account Opening Date", "Employee Account Manager", "Our Vendor Account No", "Salary Account Bank",
        "Employer Account", "Vendor A/c Bank",
      ]
    ),
    (
      "beneficiaryIFSC", "IFSC",
      ["Debit IFSC", "IFSC Status", "Vendor Bank", "Bank Branch", "Remitter IFSC", "Beneficiary Branch"]
    ),
    (
      "beneficiaryName", "Name",
      [
        "Vendor Code", "Beneficiary Bank Name", "Employee Father Name", "Customer Bank Branch Name", "Employee ID",
        "Employee First Name", "Department Name", "Beneficiary Type", "Sender Name", "Contact Name", "Supplier Status",
        "Vendor Contact Name", "Applicant Name", "Name as per PAN", "Name as per Aadhaar",
      ]
    ),
    ("beneficiaryName", "Beneficiary Name", ["Supplier Name", "Customer Name", "Contact Name", "Remitter Name"]),
    (
      "amount", "Amount",
      [
        "Invoice Amount", "GST", "TDS", "Salary Month", "Gross", "Gross Amount", "TDS Payable", "GST Payable",
        "Net Weight",
        "Net Banking", "Payable Days", "Transfer Date", "Transfer Mode ID", "Payout Purpose", "Payout Currency",
        "Net Payable in Words", "Payable To", "Transfer Charges", "Debit Amount", "Payable At", "Internet",
        "Account Type",
        "Payout Status", "Net Payable Date", "Hand Delivery", "Network", "Transfer Remarks", "Net Payable Month",
        "Accounts Payable", "Net Profit", "Net Taxable Value", "Payable On", "Pay After", "Pay Before", "Payable Head",
        "Transfer Bank", "Payout Bank Name", "Net Bank", "Amount 2", "Amount Received",
      ]
    ),
    ("amount", "Net Amount", ["Gross"]), ("amount", "Amount", ["Approved", "Released", "Final", "Credit"]),
    ("transactionType", "Mode", ["Payment Type", "Type", "Payment Terms"]),
    ("mobileNo", "Mobile", ["Contact No", "Contact Mobile"]),
  ]

  @Test("that are about something else stay ordinary", arguments: ordinaryHeaders)
  func ordinary(field: String, generic: String, others: [String]) throws {
    let layout = try payout(field, [generic] + others)
    let index = try #require(layout.operation.columns.firstIndex { $0.name == field })
    #expect(layout.positions[index] == 5)
    #expect(layout.kept.dropFirst(6).allSatisfy { $0.known == nil })
  }

  @Test("of a fund account win over those of a contact, wherever they stand")
  func fundAccount() throws {
    let fund = ["Fund Account Name", "Fund Account Phone Number", "Fund Account Email"]
    let contact = ["Contact Name", "Contact Mobile", "Contact Email"]
    let others = ["accountNumber", "amount", "transactionType", "beneficiaryIFSC"]
    for header in [fund + contact + others, contact + fund + others] {
      let layout = try layout(header, "payout")
      let used = Set(layout.positions.compactMap { $0 }.map { header[$0] })
      #expect(used == Set(fund + others))
    }
    #expect(try layout(contact + others, "payout").kept.allSatisfy { $0.known != nil })
  }

  @Test("that say it are named as the nearest where the generic one is missing")
  func nearest() throws {
    let failure = try #require(throws: Failure.self) {
      try layout(["Vendor A/c", "Net Disbursal", "Supplier IFSC", "Landlord Name", "Mode", "Mobile"], "payout")
    }
    #expect(
      failure[.names]
        == "accountNumber (nearest: \"Vendor A/c\"), amount (nearest: \"Net Disbursal\"), "
        + "beneficiaryIFSC (nearest: \"Supplier IFSC\"), beneficiaryName (nearest: \"Landlord Name\")"
    )
  }
}
