/// What the server writes as an HTTP response.
struct Reply: Sendable, Equatable {
  var status: Int
  var body: String
  var contentType = "application/json; charset=utf-8"
  var retryAfterSeconds: Int?

  /// A JSON object, a line for each member, as the pages show theirs; the values are JSON.
  static func object(
    _ status: Int,
    _ members: KeyValuePairs<String, String>,
    retryAfterSeconds: Int? = nil
  ) -> Reply {
    let lines = members.map { "  \"\($0.key)\": \($0.value)" }.joined(separator: ",\n")
    return Reply(status: status, body: "{\n\(lines)\n}", retryAfterSeconds: retryAfterSeconds)
  }

  /// A page such as a load balancer or a firewall puts in front of a provider.
  static func page(_ status: Int, title: String) -> Reply {
    let body = """
      <html>
      <head><title>\(title)</title></head>
      <body><h1>\(title)</h1></body>
      </html>
      """
    return Reply(status: status, body: body, contentType: "text/html; charset=utf-8")
  }
}

/// What the provider decided about one request, before anything of it is written.
struct Verdict: Sendable {
  enum Act: Sendable, Equatable {
    case reply(Reply)
    /// Hold the connection and say nothing.
    case silence
    /// Close the connection without a word.
    case close
  }

  var act: Act
  /// The word for the log: the HTTP status, or the name of the fault.
  var answer: String
  /// Whether the provider did what was asked; `nil` where nobody can know.
  var isBooked: Bool?
  /// The fresh reference of a booked request, also when the answer that holds it never leaves.
  var reference: String?
  var isLogged = true

  static func refusal(_ reply: Reply) -> Verdict {
    Verdict(act: .reply(reply), answer: String(reply.status), isBooked: false)
  }

  /// The provider did it; the client may see something else than the good answer.
  static func booked(_ booking: Booking, _ act: Act? = nil, answer: String? = nil) -> Verdict {
    Verdict(
      act: act ?? .reply(booking.reply),
      answer: answer ?? String(booking.reply.status),
      isBooked: true,
      reference: booking.reference
    )
  }
}

/// One complete request, as received.
struct Request: Sendable {
  var method: String
  var path: String
  var contentType: String
  var body: [UInt8]
}
