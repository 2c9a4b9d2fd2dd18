/// The magic values of the sandbox, made from the very table that the answers come from.
public enum MagicValues {
  /// Every magic value, grouped by operation.
  static let table = Route.all.flatMap { route in
    route.magic.map { (operation: route.operation, value: $0.value, effect: $0.says) }
  }

  /// The table as text for `--help`, at most 120 columns wide.
  public static var helpText: String {
    let sections = Route.all.map { route in
      let title = "\(route.operation), by the last three characters of \(route.magicField):"
      return ([title] + route.magic.map { "  \($0.value)  \($0.says)" }).joined(separator: "\n")
    }
    return sections.joined(separator: "\n\n") + "\n\n" + footnote
  }

  private static let footnote = """
    Everything else is answered with the published success. pan-status takes every refid only once: a second time
    is answered 401 "Duplicate RefID", unless the first was refused with 401, 403 or 429 or never came.
    """

  /// What every operation with a reference understands: the reference's last three digits. The page's own 401 is
  /// published; the pages have no other errors, so the rest is plausible.
  static func common(unauthorized: Reply) -> [Trigger] {
    [
      ("401", .refuse(unauthorized), "401, the published body"),
      ("403", .refuse(error(403, "APIs not enabled. Please reach out to care@AOP.com")), "403, API not enabled"),
      (
        "429", .everyOther(.refuse(error(429, "Too many requests", retryAfterSeconds: 1))),
        "429 with Retry-After: 1; the same request is answered well when it comes again"
      ),
      ("500", .unclear(error(500, "Internal Server Error")), "500"),
      ("503", .unclear(.page(503, title: "503 Service Temporarily Unavailable")), "503, an HTML page"),
      ("555", .silence, "no answer: the connection is held until the client gives up"),
      ("557", .closeAfterBooking, "done and logged, then the connection is closed without an answer"),
      ("558", .closeUnseen, "the connection is closed without an answer; neither done nor logged"),
      ("559", .page, "200 with an HTML page"),
      ("561", .truncate, "done and logged, but the JSON of the answer breaks off half-way"),
    ]
  }

  private static func error(_ status: Int, _ message: String, retryAfterSeconds: Int? = nil) -> Reply {
    .object(
      status,
      ["status": "false", "response_code": "\(status)", "message": JSONText.quoted(message)],
      retryAfterSeconds: retryAfterSeconds
    )
  }
}
