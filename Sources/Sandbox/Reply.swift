/// What the server writes as an HTTP response.
struct Reply: Sendable, Equatable {
  var status: Int
  var body: String
  var contentType = "application/json; charset=utf-8"
  var retryAfterSeconds: Int?

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
}

/// One complete request, as received.
struct Request: Sendable {
  var method: String
  var path: String
  var contentType: String
  var body: [UInt8]
}
