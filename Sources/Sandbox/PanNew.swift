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
    magicField: "refid",
    magic: MagicValues.common(unauthorized: panNewError("Authentication failed")),
    identity: ["refid"],
    accept: { _, references in
      let encdata = references.encdata()
      return Booking(reply: Reply(status: 200, body: panNewBody(encdata)), reference: encdata)
    },
    refuse: { _, message in panNewError(message) }
  )

  /// The published 401, and others in its form.
  private static func panNewError(_ message: String) -> Reply {
    .object(401, ["response_code": "6", "status": "false", "message": JSONText.quoted(message)])
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
