/// What a column holds.
enum Kind: Sendable {
  case account, amount, mode, ifsc, name, mobile, email, reference, beneficiary, pin, address, birth, latitude,
    longitude
  case title, word
}

/// A column of an operation.
struct Field: Sendable {
  let name: String
  let kind: Kind
  var isRequired = true
  /// Headers that mean it, beside its own name: of the contract, and of the templates in the facts.
  var headers: [String] = []
}

/// An operation as the contract's tables have it.
struct Operation: Sendable {
  let name: String
  let fields: [Field]

  func field(_ kind: Kind) -> Field? { fields.first { $0.kind == kind } }

  static let all = [payout, rechargeStatus, panStatus, panNew, transferOTP]

  static let payout = Operation(
    name: "payout",
    fields: [
      Field(name: "accountNumber", kind: .account, headers: accountHeaders),
      Field(name: "amount", kind: .amount, headers: amountHeaders),
      Field(name: "transactionType", kind: .mode, headers: modeHeaders),
      Field(name: "beneficiaryIFSC", kind: .ifsc, headers: ifscHeaders),
      Field(name: "beneficiaryName", kind: .name, headers: nameHeaders),
      Field(name: "mobileNo", kind: .mobile, headers: mobileHeaders),
      Field(name: "emailID", kind: .email, isRequired: false, headers: emailHeaders),
      Field(name: "registrationID", kind: .word, isRequired: false),
    ]
  )

  static let rechargeStatus = Operation(
    name: "recharge-status",
    fields: [
      Field(name: "referenceid", kind: .reference, headers: ["Reference ID"]),
      Field(name: "RegistrationID", kind: .word, isRequired: false),
    ]
  )

  static let panStatus = Operation(
    name: "pan-status",
    fields: [
      Field(name: "refid", kind: .reference, headers: ["Ref ID", "REF_ID"]),
      Field(name: "nep_id", kind: .reference, headers: ["NEP ID"]),
      Field(name: "nep_key", kind: .word, isRequired: false, headers: ["NEP Key"]),
      Field(name: "domain", kind: .word, isRequired: false),
      Field(name: "partnerId", kind: .word, isRequired: false, headers: ["Partner ID"]),
      Field(name: "RegistrationID", kind: .word, isRequired: false),
    ]
  )

  static let panNew = Operation(
    name: "pan-new",
    fields: [
      Field(name: "mobileno", kind: .mobile, headers: ["Mobile", "Mobile No", "Phone"]),
      Field(name: "lastname", kind: .name, headers: ["Last Name"]),
      Field(name: "refid", kind: .reference, headers: ["Ref ID"]),
      Field(name: "email", kind: .email, headers: ["Email"]),
      Field(name: "title", kind: .title),
      Field(name: "firstname", kind: .name, isRequired: false, headers: ["First Name"]),
      Field(name: "middlename", kind: .name, isRequired: false, headers: ["Middle Name"]),
      Field(name: "nep_key", kind: .word, isRequired: false),
      Field(name: "domain", kind: .word, isRequired: false),
      Field(name: "partnerId", kind: .word, isRequired: false, headers: ["Partner ID"]),
      Field(name: "RegistrationID", kind: .word, isRequired: false),
    ]
  )

  static let transferOTP = Operation(
    name: "transfer-otp",
    fields: [
      Field(name: "MobileNumber", kind: .mobile, headers: ["Mobile", "Mobile No", "Phone"]),
      Field(name: "BeneID", kind: .beneficiary, headers: ["Bene ID"]),
      Field(name: "Txntype", kind: .mode, headers: ["Mode", "Payment Mode", "Transfer Type", "Txn Type"]),
      Field(name: "Amount", kind: .amount),
      Field(name: "Pincode", kind: .pin, headers: ["Pin Code"]),
      Field(name: "Address", kind: .address),
      Field(name: "DOB", kind: .birth),
      Field(name: "Latitude", kind: .latitude),
      Field(name: "Longitute", kind: .longitude, headers: ["Longitude"]),
      Field(name: "RegistrationID", kind: .word, isRequired: false),
    ]
  )
}

extension Operation {
  /// Headers that do not say whose they are: a plainer one beside them refuses the sheet.
  static let genericHeaders: [Kind: [String]] = [
    .account: ["Account No", "Account Number", "A/c Number"], .ifsc: ["IFSC", "IFSC Code"], .name: ["Name"],
    .amount: ["Amount"],
  ]

  /// Headers that say more plainly what is meant.
  static let plainerHeaders: [Kind: [String]] = [
    .account: [
      "Payee Account No", "Vendor Account Number", "Fund Account Number", "Credit A/C No.", "BENE_ACC_NO",
      "Supplier Account No", "Employee Account No", "Customer Account Number", "Beneficiary Account Number (Mandatory)",
    ],
    .ifsc: [
      "Payee IFSC", "Vendor IFSC", "Beneficiary IFSC Code (Mandatory)", "Supplier IFSC Code", "Fund Account Ifsc",
    ],
    .name: ["Payee Name", "Beneficiary Name", "Name As Per Bank", "BNF_NAME"],
    .amount: [
      "Net Payable", "Net Pay", "Amount Payable", "To Pay", "Payout Amount (in Rupees)", "In Hand", "Net Salary",
    ],
  ]

  /// Unknown columns of people's sheets that must stay without any effect.
  static let ordinaryUnknown = [
    "Remarks", "Narration", "Sr No", "Debit Account No", "Invoice No", "Department", "Salary Month", "Account Type",
    "Invoice Amount", "GST", "AOP_ID", "Employee Code", "Cost Centre", "Payment Date", "Remitter Name",
    "Beneficiary Account Type", "CORP_ACC_NUM", "Invoice Date", "Net Pay in Words", "Branch",
  ]

  /// Headers that could mean paise or rupees.
  static let ambiguousAmounts = ["Payout Amount", "Amount (paise)"]

  private static let accountHeaders = [
    "Account No", "Account Number", "A/c Number", "Bene Account number", "BENE_ACC_NO", "BNFCY_ACC_NO", "BENE_ACC_NUM",
    "Beneficiary's Account Number (Mandatory) Typically 9-18 digits", "Beneficiary Account Number (Mandatory)",
    "Beneficiary Account number (Mandatory) Beneficiary Account number to which the money should be transferred",
    "Beneficiary Account number (Mandatory)\n\nBeneficiary Account number to which the money should be transferred",
    "bank_account", "bankAccount", "Payee Account No", "Fund Account Number", "Credit A/C No.", "Bank Account",
    "Bank A/c No.", "Bene Acc No", "Employee Account No",
  ]
  private static let amountHeaders = [
    "TXN_AMOUNT", "Transaction Amount", "Transaction Amount (Mandatory)", "Instrument Amount", "Amount (Mandatory)",
    "Amount (Mandatory) Amount that needs to be transfered. Eg: 100.00", "Payout Amount (in Rupees)",
    "Payout Amount (Mandatory) Amount should be in rupees", "Net Amount (INR)", "Total Amount (INR)", "Net Salary",
    "NTH Salary",
  ]
  private static let modeHeaders = [
    "Mode", "Payment Mode", "Transfer Type", "PYMT_MODE", "Pymt_Mode", "TXN_PAYMODE",
    "Payout Mode (Mandatory) Select IMPS/NEFT/RTGS", "Payment Mode (Mandatory)",
    "Transaction Type - IFT/NEFT/RTGS (MANDATORY)", "Payment Type", "Payout Method", "NETWORK_ID_PRB",
  ]
  private static let ifscHeaders = [
    "IFSC", "IFSC Code", "Bene IFSC", "BNFCY_IFSC", "IFSC (MANDATORY for NEFT/RTGS)", "IFSC code (Mandatory)",
    "IFSC Code (Mandatory) 11 digit code of the beneficiary\u{2019}s bank account. Eg. HDFC0004277",
    "Beneficiary IFSC Code (Mandatory)", "Payee IFSC", "Fund Account Ifsc", "Receiver IFSC Code",
  ]
  private static let nameHeaders = [
    "Beneficiary Name", "Bene Name", "Name", "BNF_NAME", "BNFCY_NAME",
    "Beneficiary Name (Mandatory) Special characters not supported",
    "Beneficiary Name (Mandatory) Full name of the customer - eg: Bruce Wayne", "Benefirciary Name",
    "Fund Account Name",
    "Contact Name", "Name As Per Bank Account", "Recipient Name", "Applicant Name",
  ]
  private static let mobileHeaders = [
    "Mobile", "Mobile No", "Phone", "MOBILE_NUM", "Mobile Numder", "Phone Number (Optional)", "Contact Mobile",
    "Fund Account Phone Number", "Beneficiary Mobile Number", "Bene Mobile Number",
  ]
  private static let emailHeaders = [
    "Email", "BENE_EMAIL_ID", "BENE_EMAIL_ADDR1", "Email ID (Optional)", "Beneficiary Email ID (OPTIONAL)",
    "Contact Email", "Fund Account Email", "User Email ID",
  ]
}
