import TestSupport

/// A careless provider: it answers every request with one answer that repeats the body that it got, word for word.
struct EchoServer {
  private let listener: Listener

  var url: String { listener.url }

  /// - Parameters:
  ///   - status: The HTTP status line's code and words.
  ///   - answer: Makes the answer's JSON of the request's body, which comes as the inside of a JSON string.
  init(status: String, answer: @escaping @Sendable (_ echoed: String) -> String) throws {
    listener = try Listener { connection in
      guard let body = connection.read()?.body else { return }
      let text = answer(body.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))
      let reply = """
        HTTP/1.1 \(status)\r
        Content-Type: application/json\r
        Content-Length: \(text.utf8.count)\r
        Connection: close\r
        \r
        \(text)
        """
      connection.write(Array(reply.utf8))
    }
  }

  func stop() { listener.stop() }
}
