import Operations
import Testing

@testable import Provider

let path = "/api/V6/Payout/AOPPayout"
/// A body as long as a payout's.
let body = Array(
  #"{"accountNumber":"100000011836","amount":"12.00","filling":"\#(String(repeating: "x", count: 200))"}"#.utf8
)

/// An answer of 200 with that body.
func answer(_ text: String, _ headers: String = "") -> String {
  "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\(headers)Content-Length: \(text.utf8.count)\r\n\r\n\(text)"
}

let good = answer(#"{"status":"SUCCESS"}"#)

extension TransportSettings {
  /// Settings with a time limit that no healthy test reaches.
  init(_ address: String, timeout: Duration = .seconds(20)) {
    self.init(address: address, timeout: timeout, userAgent: "aopbatch/test")
    // However slow the machine is.
    restMax = .seconds(3600)
  }
}

/// Makes a transport for the test, and lets go of it at the end.
func withTransport<T>(_ settings: TransportSettings, _ test: (HTTPTransport) async throws -> T) async throws -> T {
  let transport = HTTPTransport(settings)
  do {
    let result = try await test(transport)
    await transport.shutdown()
    return result
  } catch {
    await transport.shutdown()
    throw error
  }
}

extension ScriptedProvider {
  var address: String { "http://127.0.0.1:\(port)" }
}

extension Observation {
  var trouble: Trouble? { if case .trouble(let trouble) = self { trouble } else { nil } }
  var answer: Answer? { if case .answer(let answer) = self { answer } else { nil } }

  /// What the engine would believe: an answer proves that the body was read.
  var mayHaveLeft: Bool { trouble?.bodyMayHaveLeft ?? true }
}
