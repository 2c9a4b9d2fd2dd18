/// The provider's page `Pan Status Check`: a look-up that takes every `refid` only once.
extension Route {
  static let panStatus = Route(
    operation: "pan-status",
    path: "/api/AOP/Status",
    fields: [
      Field("nep_key"), Field("refid", .filled), Field("domain"), Field("partnerId"), Field("nep_id", .filled),
      Field("RegistrationID"),
    ],
    magicField: "refid",
    magic: MagicValues.common(unauthorized: panStatusError("Duplicate RefID")) + [
      (
        "571", .instead { _, _ in panStatusAnswer("false", 0, "Application rejected at NSDL eGOV") },
        "200, the application was rejected"
      ),
      (
        "574", .instead { _, _ in panStatusAnswer("true", 1, "PAN generated successfully") },
        "200, the PAN was generated"
      ),
    ],
    identity: ["refid"],
    repeated: panStatusError("Duplicate RefID"),
    accept: { _, _ in panStatusAnswer("true", 1, "Application is under process at NSDL eGOV") },
    refuse: { _, message in panStatusError(message) }
  )

  /// The published 401, and others in its form.
  private static func panStatusError(_ message: String) -> Reply {
    .object(401, ["status": "\"Failed\"", "message": JSONText.quoted(message)])
  }

  private static func panStatusAnswer(_ status: String, _ code: Int, _ message: String) -> Booking {
    let quoted = JSONText.quoted(message)
    return Booking(reply: .object(200, ["status": status, "response_code": "\(code)", "message": quoted]))
  }
}
