import NIOCore
import Operations
import Testing

@testable import Transport

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
  /// Settings with time limits that no test reaches, however slow the machine is.
  init(_ address: String, keepsConnections: Bool = false) {
    self.init(
      address: address,
      timeout: .seconds(300),
      userAgent: "aopbatch/test",
      keepsConnections: keepsConnections
    )
    connectMax = timeout
    encryptionMax = timeout
    restMax = timeout
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

extension HTTPTransport {
  func send(_ body: [UInt8] = body, slot: Int = 0) async -> Observation {
    await send(body, to: path, slot: slot, by: .now + .seconds(600))
  }

  /// Begins to send: whatever the event loop is told after this comes after the request.
  func begin(_ body: [UInt8] = body, slot: Int = 0) -> Task<Observation, Never> {
    Task(executorPreference: executor(slot: slot)) { await send(body, slot: slot) }
  }

  /// Has a slot's event loop see nothing of what happens until then.
  func blockLoop(of slot: Int = 0, until signal: Signal) { lane(slot).loop.execute { signal.block() } }

  /// Makes it so late that the slot's connection has been long enough as it is.
  func passTime(slot: Int = 0) async throws {
    let lane = lane(slot)
    _ = try await lane.loop.submit { lane.slots.value.slots[slot]?.handle { $0.timePassed(at: .distantFuture) } }.get()
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
