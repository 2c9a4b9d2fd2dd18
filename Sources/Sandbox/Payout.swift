import Foundation

/// The provider's page `Payout`: moves money, has no reference of the caller's.
extension Route {
  static let payout = Route(
    operation: "payout",
    path: "/api/V6/Payout/AOPPayout",
    fields: [
      Field("accountNumber", .filled), Field("amount", .rupeesAndPaise), Field("transactionType", .mode),
      Field("beneficiaryIFSC", .ifsc), Field("beneficiaryName", .filled), Field("emailID"),
      Field("mobileNo", .filled), Field("registrationID"),
    ],
    registrationField: "registrationID",
    magicField: "amount",
    magic: payoutMagic,
    identity: ["accountNumber", "amount"],
    accept: { form, references in
      let reference = form.text("transactionType") == "NEFT" ? references.utr() : references.rrn()
      let body = payoutBody(
        reference: reference,
        transactionID: "TERF" + references.digits(),
        name: form.text("beneficiaryName")
      )
      return Booking(reply: Reply(status: 200, body: body), reference: reference)
    },
    stranger: "APIs not enabled. Please reach out to care@AOP.com",
    refuse: { status, message in payoutError(status, message) }
  )

  private static let payoutMagic: [Trigger] = [
    (
      ".03", .refuse(payoutError(403, "APIs not enabled. Please reach out to care@AOP.com")),
      "403, APIs not enabled"
    ),
    (".09", .refuse(payoutError(409, "Beneficiary Id already exists")), "409, beneficiary exists already"),
    (".12", .refuse(payoutError(412, "Post data is empty or not a valid JSON")), "412, body refused"),
    (".22", .refuse(payoutError(422, "Please provide a valid Bank IFSC code.")), "422, IFSC refused"),
    (
      ".29", .everyOther(.refuse(payoutError(429, "Too many requests", retryAfterSeconds: 1))),
      "429 with Retry-After: 1; the same account and amount is accepted when it comes again"
    ),
    (".50", .unclear(payoutError(500, "Internal Server Error")), "500; whether it was booked is not told"),
    (
      ".53", .unclear(.page(503, title: "503 Service Temporarily Unavailable")),
      "503, an HTML page; whether it was booked is not told"
    ),
    (".55", .silence, "no answer: the connection is held until the client gives up"),
    (".57", .closeAfterBooking, "booked and logged, then the connection is closed without an answer"),
    (".58", .closeUnseen, "the connection is closed without an answer; neither booked nor logged"),
    (".59", .page, "200 with an HTML page; whether it was booked is not told"),
    (".61", .truncate, "booked and logged, but the JSON of the answer breaks off half-way"),
    (".70", .refuse(shortOfFunds), "200 with the bank's ERROR: your own account is short of funds"),
  ]

  /// The published errors, and others in their form.
  private static func payoutError(_ status: Int, _ message: String, retryAfterSeconds: Int? = nil) -> Reply {
    .object(
      status,
      ["status": "\"ERROR\"", "subCode": "\"\(status)\"", "message": JSONText.quoted(message)],
      retryAfterSeconds: retryAfterSeconds
    )
  }

  /// The published good answer, with the page's own indentation and its commas that JSON does not allow.
  private static func payoutBody(reference: String, transactionID: String, name: String) -> String {
    """
    {
      "initiateAuthGenericFundTransferAPIResp": {
        "metaData": {
             "status": "SUCCESS",
             "message": "fundTransfer successfully processed",
             "version": "v1",
             "time": "\(Date().utc)",
         },
        "resourceData": {
             "status": "ACPT",
             "transactionReferenceNo": "\(reference)",
             "transactionID": "\(transactionID)",
             "beneficiaryName": \(JSONText.quoted(name))
         }
       },
    "statuss": "SUCCESS",
    "message": "fundTransfer successfully processed",
    "value": ""\u{20}\u{20}
    }
    """
  }

  /// Not on the page: the bank's envelope with its refusal, as the provider hands it through; there is no instruction.
  private static let shortOfFunds = Reply(
    status: 200,
    body: """
      {
        "initiateAuthGenericFundTransferAPIResp": {
          "metaData": {
               "status": "ERROR",
               "message": "CLEARED BAL/FUNDS/DP NOT AVAILABLE",
               "version": "v1",
               "time": "2025-02-25T06:42:43.469Z",
           },
          "resourceData": {
           }
         },
      "statuss": "ERROR",
      "message": "CLEARED BAL/FUNDS/DP NOT AVAILABLE",
      "value": ""\u{20}\u{20}
      }
      """
  )
}
