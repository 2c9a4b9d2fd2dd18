import ArgumentParser
import Dispatching
import Testing

@testable import Commands

@Suite("how rows are sent, as typed")
struct SendingArgumentsTests {
  @Test("connections are kept only if somebody says so", arguments: [([], false), (["--keep-connections"], true)])
  func keepConnections(_ typed: [String], _ keeps: Bool) throws {
    let address = "http://127.0.0.1:1"
    let settings = try SettingsOptions.parse(["--base-url", address]).read()
    let options = try SendingArguments.parse(typed).options(settings, address: Address(address))
    #expect(options.keepsConnections == keeps)
  }
}
