/// The provider's page `Recharge Status`: a look-up.
extension Route {
  static let rechargeStatus = Route(
    operation: "recharge-status",
    path: "/api/AOP/RechargeStatus",
    fields: [Field("referenceid", .filled), Field("RegistrationID")],
    magicField: "referenceid",
    magic: MagicValues.common(unauthorized: rechargeError("Invalid signature encoding")) + [
      ("570", .instead(rechargePending), "the recharge is pending (data.status \"2\")"),
      ("571", .instead { rechargeAnswer($0, $1, status: "0") }, "the recharge failed (data.status \"0\")"),
      ("572", .instead(rechargeRefunded), "the recharge failed and the money came back (refunded \"1\")"),
      ("573", .first(2, .instead(rechargePending)), "pending when asked for the first two times, then success"),
    ],
    identity: ["referenceid"],
    accept: { form, references in rechargeAnswer(form, references, status: "1") },
    stranger: "Invalid signature encoding",
    refuse: { _, message in rechargeError(message) }
  )

  private static let rechargePending: Booking.Maker = { rechargeAnswer($0, $1, status: "2") }

  private static let rechargeRefunded: Booking.Maker = { form, references in
    rechargeAnswer(form, references, status: "0", refund: ("1", references.digits(), "\"2021-08-20 16:02:31\""))
  }

  /// The published 401, and others in its form.
  private static func rechargeError(_ message: String) -> Reply {
    .object(401, ["status": "false", "response_code": "7", "message": JSONText.quoted(message)])
  }

  private static func rechargeAnswer(
    _ form: Form,
    _ references: References,
    status: String,
    refund: (isMade: String, id: String, date: String) = ("0", "", "null")
  ) -> Booking {
    let transactionID = references.digits()
    let body = """
      {
        "response_code": 1,
        "status": true,
        "data": {
          "txnid": "\(transactionID)",
          "operatorname": "ICICI Bank",
          "canumber": "DL10CG6228",
          "amount": "1",
          "comm": "0.00",
          "tds": "0.00",
          "status": "\(status)",
          "refid": \(JSONText.quoted(form.text("referenceid"))),
          "operatorid": "MockLazYafrYZ7",
          "dateadded": "2021-08-20 15:41:08",
          "refunded": "\(refund.isMade)",
          "refundtxnid": "\(refund.id)",
          "daterefunded": \(refund.date)
        },
        "message": "Transaction Enquiry Successful"
      }
      """
    return Booking(reply: Reply(status: 200, body: body), reference: transactionID)
  }
}
