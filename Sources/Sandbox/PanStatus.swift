/// The provider's page `Pan Status Check`: a look-up that takes every `refid` only once.
extension Route {
  static let panStatus = Route(
    operation: "pan-status",
    path: "/api/AOP/Status",
    fields: [
      Field("nep_key"), Field("refid", .filled), Field("domain"), Field("partnerId"), Field("nep_id", .filled),
      Field("RegistrationID"),
    ],
    registrationField: "RegistrationID",
    magicField: "refid",
    magic: CommonMagic.triggers(unauthorized: panStatusError("Duplicate RefID")) + panStatusMagic,
    identity: ["refid"],
    repeated: panStatusError("Duplicate RefID"),
    accept: { _, _ in panStatusAnswer("true", 1, "Application is under process at NSDL eGOV") },
    notJSON: panStatusError("Post data is empty or not a valid JSON"),
    stranger: panStatusError("Authentication failed"),
    refuse: { message in panStatusError(message) }
  )

  private static let panStatusMagic: [Trigger] = [
    Trigger(
      "571",
      .instead { _, _ in panStatusAnswer("false", 0, "Application rejected at NSDL eGOV") },
      "200, the application was rejected"
    ),
    Trigger(
      "574",
      .instead { _, _ in panStatusAnswer("true", 1, "PAN generated successfully") },
      "200, the PAN was generated"
    ),
  ]

  /// The published 401, and others in its form.
  private static func panStatusError(_ message: String) -> Reply {
    let body = """
      {
        "status": "Failed",
        "message": \(JSONText.quoted(message))
      }
      """
    return Reply(status: 401, body: body)
  }

  private static func panStatusAnswer(_ status: String, _ responseCode: Int, _ message: String) -> Booking {
    let body = """
      {
        "status": \(status),
        "response_code": \(responseCode),
        "message": \(JSONText.quoted(message))
      }
      """
    return Booking(reply: Reply(status: 200, body: body))
  }
}
