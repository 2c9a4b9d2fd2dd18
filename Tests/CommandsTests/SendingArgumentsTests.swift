import ArgumentParser
import Dispatching
import Testing

@testable import Commands

@Suite("how rows are sent, as typed")
struct SendingArgumentsTests {
  @Test("connections are kept only if somebody says so", arguments: [([], false), (["--keep-connections"], true)])
  func keepConnections(_ typed: [String], _ keeps: Bool) throws {
    let arguments = try SendingArguments.parse(typed + ["--base-url", "http://127.0.0.1:1"])
    #expect(
      try arguments.options(arguments.settings(), address: Address("http://127.0.0.1:1")).keepsConnections == keeps
    )
  }
}
