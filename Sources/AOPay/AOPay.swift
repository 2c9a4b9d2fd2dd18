public import Operations

/// AOPay as a value: the rest of the project knows the provider by this table and by nothing else.
extension Operation {
  /// Everything that AOPay does for us, in the order in which it is listed.
  public static let aopay: [Operation] = [payout, rechargeStatus, panStatus, panNew, transferOTP]
}

extension Endpoint {
  static func payout(_ path: String) -> Endpoint {
    Endpoint(host: "https://payout.aopay.co.in", setting: "AOPAY_PAYOUT_URL", path: path)
  }

  static func api(_ path: String) -> Endpoint {
    Endpoint(host: "https://api.aopay.co.in", setting: "AOPAY_API_URL", path: path)
  }
}

extension Credential {
  /// The provider's only credential, but for the PAN operations.
  public static let registrationID = Credential("AOPAY_REGISTRATION_ID", isSecret: true)
  public static let nepKey = Credential("AOPAY_NEP_KEY", isSecret: true, isMaskedInResults: true)
  public static let domain = Credential("AOPAY_DOMAIN")
  public static let partnerID = Credential("AOPAY_PARTNER_ID")
}

/// Names that people's sheets give to fields that several operations have.
extension Operation {
  static let amountAliases = [
    "Amount (Rs)", "Payout Amount (in Rupees)", "Net Amount", "Net Amount (INR)", "Transfer Amount",
    "Transaction Amount", "Instrument Amount", "Total Amount (INR)", "Net Salary", "NTH Salary", "Payment Amount",
  ]
  static let amountFallbacks = ["Net Pay", "Net Payable", "Amount Payable", "Payable Amount"]
  static let modeAliases = [
    "Mode", "Payment Mode", "Transfer Type", "Transfer Mode", "Transaction Mode", "Transaction Pay Mode", "Payout Mode",
    "Network ID PRB", "Transaction Type - IFT/NEFT/RTGS", "Payout Method", "Payment Method", "Mode of Payment",
    "Pay Mode",
  ]
  static let modeFallbacks = ["Payment Type", "Type"]
  static let mobileAliases = ["Mobile", "Mobile No", "Phone", "Phone Number", "Mobile Numder"]
  static let mobileFallbacks = [
    "Contact", "Contact No", "Contact Mobile", "Contact Mobile No", "Registered Mobile", "Registered Mobile No",
    "WhatsApp No", "Vendor Mobile", "Employee Mobile", "Employee Mobile No",
  ]
  static let payeeMobileAliases = [
    "Beneficiary Mobile", "Beneficiary Mobile No", "Fund Account Phone", "Fund Account Phone Number",
  ]
  static let emailAliases = ["Email", "E-mail", "Email ID", "Email Address"]
  static let emailFallbacks = ["User Email ID", "Contact Email"]
  static let payeeEmailAliases = [
    "Beneficiary Email", "Beneficiary Email ID", "Beneficiary Email Addr1", "Fund Account Email",
  ]
  static let referenceAliases = ["Reference", "Reference ID", "Reference No"]
  static let registrationColumn = Column("RegistrationID", .credential, .credential(.registrationID))
  static let nepKeyColumn = Column("nep_key", .credential, .credential(.nepKey))
  static let domainColumn = Column("domain", .credential, .credential(.domain))
  static let partnerColumn = Column("partnerId", .credential, .credential(.partnerID))
}
