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
    magicField: "BeneID",
    magic: [("202", .instead(notRegistered), "202, the remitter is not registered")]
      + MagicValues.common(unauthorized: transferError("Authentication failed")),
    identity: ["MobileNumber", "BeneID", "Amount"],
    accept: { _, references in
      let state = references.digits()
      let sent = "\"OTP has been send to the remitter mobile number.\""
      let reply = Reply.object(
        200,
        [
          "status": "true", "response_code": "1", "message": sent, "stateresp": "\"\(state)\"", "Status": "\"True\"",
          "Value": sent,
        ]
      )
      return Booking(reply: reply, reference: state)
    },
    refuse: { _, message in transferError(message) }
  )

  private static let notRegistered: Booking.Maker = { _, references in
    let state = references.uuid()
    let message = "\"Remitter not registered OTP sent for new registration.\""
    return Booking(
      reply: .object(
        202,
        ["status": "false", "response_code": "0", "stateresp": "\"\(state)\"", "message": message]
      ),
      reference: state
    )
  }

  /// The published 401, and others in its form.
  private static func transferError(_ message: String) -> Reply {
    .object(401, ["response_code": "11", "status": "false", "message": JSONText.quoted(message)])
  }
}
