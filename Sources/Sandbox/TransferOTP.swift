/// The provider's page `Transaction Send OTP`: sends an SMS.
extension Route {
  static let transferOTP = Route(
    operation: "transfer-otp",
    path: "/api/AOP/DMTV1/TransactionSendOtp",
    fields: [
      Field("MobileNumber", .filled), Field("BeneID", .filled), Field("Txntype", .mode), Field("Amount", .rupees),
      Field("Pincode", .filled), Field("Address", .filled), Field("DOB", .filled), Field("Latitude", .filled),
      Field("Longitute", .filled), Field("RegistrationID"),
    ],
    registrationField: "RegistrationID",
    magicField: "BeneID",
    magic: transferMagic + CommonMagic.triggers(unauthorized: transferError("Authentication failed")),
    identity: ["MobileNumber", "BeneID", "Amount"],
    accept: { _, references in
      let state = references.digits()
      return Booking(reply: Reply(status: 200, body: sentBody(state)), reference: state)
    },
    notJSON: transferError("Post data is empty or not a valid JSON"),
    stranger: transferError("Authentication failed"),
    refuse: { message in transferError(message) }
  )

  private static let transferMagic: [Trigger] = [
    Trigger(
      "202",
      .instead { _, references in
        let state = references.uuid()
        return Booking(reply: Reply(status: 202, body: registrationBody(state)), reference: state)
      },
      "202, the remitter is not registered"
    )
  ]

  /// The published 401, and others in its form.
  private static func transferError(_ message: String) -> Reply {
    let body = """
      {
        "response_code": 11,
        "status": false,
        "message": \(JSONText.quoted(message))
      }
      """
    return Reply(status: 401, body: body)
  }

  private static func sentBody(_ state: String) -> String {
    """
    {
      "status": true,
      "response_code": 1,
      "message": "OTP has been send to the remitter mobile number.",
      "stateresp": "\(state)",
      "Status": "True",
      "Value": "OTP has been send to the remitter mobile number."
    }
    """
  }

  private static func registrationBody(_ state: String) -> String {
    """
    {
      "status": false,
      "response_code": 0,
      "stateresp": "\(state)",
      "message": "Remitter not registered OTP sent for new registration."
    }
    """
  }
}
