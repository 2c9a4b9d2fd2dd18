/// The magic values that every operation with a reference understands: the reference's last three digits.
enum CommonMagic {
  /// The page's own 401 is published; the pages have no other errors, so the rest is plausible.
  static func triggers(unauthorized: Reply) -> [Trigger] {
    [
      Trigger("401", .refuse(unauthorized), "401, the published body"),
      Trigger("403", .refuse(error(403, "APIs not enabled. Please reach out to care@AOP.com")), "403, API not enabled"),
      Trigger(
        "429",
        .everyOther(.refuse(error(429, "Too many requests", retryAfterSeconds: 1))),
        "429 with Retry-After: 1; the same request is answered well when it comes again"
      ),
      Trigger("500", .unclear(error(500, "Internal Server Error")), "500"),
      Trigger("503", .unclear(.page(503, title: "503 Service Temporarily Unavailable")), "503, an HTML page"),
      Trigger("555", .silence, "no answer: the connection is held until the client gives up"),
      Trigger("557", .closeAfterBooking, "done and logged, then the connection is closed without an answer"),
      Trigger("558", .closeUnseen, "the connection is closed without an answer; neither done nor logged"),
      Trigger("559", .page, "200 with an HTML page"),
      Trigger("561", .truncate, "done and logged, but the JSON of the answer breaks off half-way"),
    ]
  }

  private static func error(_ status: Int, _ message: String, retryAfterSeconds: Int? = nil) -> Reply {
    let body = """
      {
        "status": false,
        "response_code": \(status),
        "message": \(JSONText.quoted(message))
      }
      """
    return Reply(status: status, body: body, retryAfterSeconds: retryAfterSeconds)
  }
}
