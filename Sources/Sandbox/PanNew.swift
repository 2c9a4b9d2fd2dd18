/// The provider's page `Pan New Generate`: creates a session for a PAN application.
extension Route {
  static let panNew = Route(
    operation: "pan-new",
    path: "/api/AOP/PanNewGenerate",
    // The page spells two fields one way in its table and another way in its code samples; both are asked for.
    fields: [
      Field("mobileno", .filled), Field("lastname", .filled), Field("firstname"), Field("middlename"),
      Field("nep_key"), Field("refid", .filled), Field("domain"), Field("partnerId"),
      Field("email", .filled), Field("title", .wholeNumber), Field("EmailID", .filled), Field("Title", .wholeNumber),
      Field("RegistrationID"),
    ],
    registrationField: "RegistrationID",
    magicField: "refid",
    magic: CommonMagic.triggers(unauthorized: panNewError("Authentication failed")),
    identity: ["refid"],
    accept: { _, references in
      let encdata = references.encdata()
      return Booking(reply: Reply(status: 200, body: panNewBody(encdata)), reference: encdata)
    },
    notJSON: panNewError("Post data is empty or not a valid JSON"),
    stranger: panNewError("Authentication failed"),
    refuse: { message in panNewError(message) }
  )

  /// The published 401, and others in its form.
  private static func panNewError(_ message: String) -> Reply {
    let body = """
      {
        "response_code": 6,
        "status": false,
        "message": \(JSONText.quoted(message))
      }
      """
    return Reply(status: 401, body: body)
  }

  private static func panNewBody(_ encdata: String) -> String {
    """
    {
      "status": true,
      "response_code": 1,
      "data": {
        "url": "https://AOP.in/service-api/api/v1/service/pan/V2/validateurl",
        "encdata": "\(encdata)"
      },
      "message": "Encdata Successfully Generated"
    }
    """
  }
}
