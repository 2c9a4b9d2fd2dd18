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
