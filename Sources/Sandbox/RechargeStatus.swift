/// The provider's page `Recharge Status`: a look-up.
extension Route {
  static let rechargeStatus = Route(
    operation: "recharge-status",
    path: "/api/AOP/RechargeStatus",
    fields: [Field("referenceid", .filled), Field("RegistrationID")],
    registrationField: "RegistrationID",
    magicField: "referenceid",
    magic: CommonMagic.triggers(unauthorized: rechargeError("Invalid signature encoding")) + rechargeMagic,
    identity: ["referenceid"],
    accept: { form, references in rechargeAnswer(form, references, status: "1") },
    notJSON: rechargeError("Post data is empty or not a valid JSON"),
    stranger: rechargeError("Invalid signature encoding"),
    refuse: { message in rechargeError(message) }
  )

  private static let rechargeMagic: [Trigger] = [
    Trigger("570", .instead(rechargePending), "the recharge is pending (data.status \"2\")"),
    Trigger(
      "571",
      .instead { form, references in rechargeAnswer(form, references, status: "0") },
      "the recharge failed (data.status \"0\")"
    ),
    Trigger("572", .instead(rechargeRefunded), "the recharge failed and the money came back (refunded \"1\")"),
    Trigger("573", .first(2, .instead(rechargePending)), "pending when asked for the first two times, then success"),
  ]

  private static let rechargePending: Booking.Maker = { form, references in
    rechargeAnswer(form, references, status: "2")
  }

  private static let rechargeRefunded: Booking.Maker = { form, references in
    rechargeAnswer(
      form,
      references,
      status: "0",
      refunded: "1",
      refundID: references.digits(),
      refundDate: "\"2021-08-20 16:02:31\""
    )
  }

  /// The published 401, and others in its form.
  private static func rechargeError(_ message: String) -> Reply {
    let body = """
      {
        "status": false,
        "response_code": 7,
        "message": \(JSONText.quoted(message))
      }
      """
    return Reply(status: 401, body: body)
  }

  private static func rechargeAnswer(
    _ form: Form,
    _ references: References,
    status: String,
    refunded: String = "0",
    refundID: String = "",
    refundDate: String = "null"
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
          "refunded": "\(refunded)",
          "refundtxnid": "\(refundID)",
          "daterefunded": \(refundDate)
        },
        "message": "Transaction Enquiry Successful"
      }
      """
    return Booking(reply: Reply(status: 200, body: body), reference: transactionID)
  }
}
