import Operations

/// Names that people's sheets give to fields that several operations have.
extension Operation {
  static let amountAliases = [
    "Amount (Rs)", "Amount (INR)", "Amount (₹)", "Amount ₹", "Amount Rs", "Amount INR", "Amount (in Rs)",
    "Amount in Rupees",
    "Amount (in Rupees)", "Amount (Rupees)", "Payout Amount (in Rupees)", "Payout Amount (Rupees)",
    "Payout Amount in Rupees",
    "Payout Amount (Rs)", "Payout Amount (INR)", "Net Amount", "Transfer Amount",
  ]
  static let modeAliases = [
    "Mode", "Payment Mode", "Transfer Type", "Transfer Mode", "Transaction Mode", "Txn Type", "Payout Mode", "Type",
  ]
  static let mobileAliases = [
    "Mobile", "Mob No", "Mobile No", "Mobile Number", "Phone", "Phone No", "Phone Number", "Contact No",
    "Contact Number",
    "Bene Mobile", "Beneficiary Mobile", "Beneficiary Mobile No", "Bene Mobile No",
  ]
  static let emailAliases = [
    "Email", "E-mail", "Email ID", "Email Address", "Mail ID", "Bene Email", "Beneficiary Email",
    "Beneficiary Email ID",
  ]
  static let registrationColumn = Column("RegistrationID", .credential, .credential(.registrationID))
  static let nepKeyColumn = Column("nep_key", .credential, .credential(.nepKey))
  static let domainColumn = Column("domain", .credential, .credential(.domain))
  static let partnerColumn = Column("partnerId", .credential, .credential(.partnerID))
}
