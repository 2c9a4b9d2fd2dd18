import Operations
import Testing

/// What a provider can do to a request, and what must be said of it.
struct Fault: Sendable, CustomTestStringConvertible {
  let name: String
  let steps: [Step]
  /// The kinds of trouble that describe it; empty if it is answered.
  let kinds: Set<Trouble.Kind>
  /// Whether the provider has read a byte of the body, so that anything else than doubt would be a lie.
  var reachesBody = true
  /// Whether only our own limit ends it.
  var isEndless = false

  var testDescription: String { name }
}

extension Fault {
  static let half = body.count / 2

  static let all: [Fault] = before + broken + stalled + malformed

  /// The connection ends before the provider read any of the body.
  static let before = [
    Fault(name: "closed at once", steps: [], kinds: [.connectionLost, .noConnection], reachesBody: false),
    Fault(name: "reset at once", steps: [.reset], kinds: [.connectionLost, .noConnection], reachesBody: false),
    Fault(name: "closed after the head", steps: [.readHead], kinds: [.connectionLost], reachesBody: false),
    Fault(name: "reset after the head", steps: [.readHead, .reset], kinds: [.connectionLost], reachesBody: false),
  ]

  /// The connection ends after the provider read some of the body.
  static let broken = [
    Fault(name: "closed after half the body", steps: [.readHead, .readBody(half)], kinds: [.connectionLost]),
    Fault(name: "reset after half the body", steps: [.readHead, .readBody(half), .reset], kinds: [.connectionLost]),
    Fault(name: "closed after the body", steps: Step.readRequest, kinds: [.connectionLost]),
    Fault(name: "reset after the body", steps: Step.readRequest + [.reset], kinds: [.connectionLost]),
    Fault(name: "closed in the answer's head", steps: answering(head), kinds: [.connectionLost, .badAnswer]),
    Fault(name: "reset in the answer's head", steps: answering(head) + [.reset], kinds: [.connectionLost]),
    Fault(name: "closed in the answer's body", steps: answering(cut), kinds: [.connectionLost, .badAnswer]),
    Fault(name: "reset in the answer's body", steps: answering(cut) + [.reset], kinds: [.connectionLost]),
    Fault(name: "closed inside a chunk", steps: answering(chunked + "20\r\n{"), kinds: [.connectionLost, .badAnswer]),
    Fault(
      name: "closed before the last chunk",
      steps: answering(chunked + "2\r\n{}\r\n"),
      kinds: [.connectionLost, .badAnswer]
    ),
  ]

  /// Nothing ends but our patience.
  static let stalled = [
    stalling("accepting", []),
    stalling("the head", [.readHead]),
    stalling("half the body", [.readHead, .readBody(half)]),
    stalling("the body", Step.readRequest),
    stalling("half the answer's head", answering(head)),
    stalling("half the answer's body", answering(cut)),
    Fault(name: "a dripping head", steps: Step.readRequest + [.drip(longHead)], kinds: [.timeout], isEndless: true),
    Fault(name: "a dripping body", steps: answering(long) + [.drip(blanks)], kinds: [.timeout], isEndless: true),
    Fault(
      name: "100 Continue and no more",
      steps: answering("HTTP/1.1 100 Continue\r\n\r\n") + [.stall],
      kinds: [.timeout],
      isEndless: true
    ),
  ]

  /// Answers that are none.
  static let malformed = [
    bad("words", "who are you?\r\n\r\n"),
    bad("another protocol", "SSH-2.0-OpenSSH_9.6\r\n"),
    bad("a length that is no number", "HTTP/1.1 200 OK\r\nContent-Length: two\r\n\r\n{}"),
    bad("a negative length", "HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\n{}"),
    bad("two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}"),
    bad("a status that is no number", "HTTP/1.1 OK\r\n\r\n"),
    bad("a chunk size that is no number", chunked + "zz\r\n{}\r\n0\r\n\r\n"),
    bad("a head of too many lines", "HTTP/1.1 200 OK\r\n" + String(repeating: "X-Filling: x\r\n", count: 300)),
    bad("a line of the head without end", "HTTP/1.1 200 OK\r\nX-Filling: " + String(repeating: blanks, count: 10)),
    tooLarge("a long answer", answer(String(repeating: " ", count: 65_537))),
    tooLarge(
      "a long answer in chunks",
      chunked + String(repeating: "1000\r\n\(blanks.prefix(4096))\r\n", count: 17) + "0\r\n\r\n"
    ),
    tooLarge("an answer that says it is long", "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n{"),
  ]

  private static let head = "HTTP/1.1 200 OK\r\nContent-Ty"
  private static let cut = String(good.dropLast(8))
  private static let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
  private static let longHead = "HTTP/1.1 200 OK\r\nX-Filling: \(blanks)"
  private static let long = "HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n"
  private static let blanks = String(repeating: "x", count: 10_000)

  private static func answering(_ text: String) -> [Step] { Step.readRequest + [.write(text)] }

  private static func stalling(_ place: String, _ steps: [Step]) -> Fault {
    Fault(name: "silence after \(place)", steps: steps + [.stall], kinds: [.timeout], isEndless: true)
  }

  private static func bad(_ name: String, _ text: String) -> Fault {
    Fault(name: name, steps: answering(text) + [.stall], kinds: [.badAnswer])
  }

  private static func tooLarge(_ name: String, _ text: String) -> Fault {
    Fault(name: name, steps: answering(text) + [.stall], kinds: [.answerTooLarge])
  }
}
