import Operations
import Testing

@testable import Transport

@Suite("addresses")
struct HostTests {
  @Test(
    "an address is taken apart",
    arguments: [
      ("https://payout.aopay.co.in", true, "payout.aopay.co.in", 443, "payout.aopay.co.in", "payout.aopay.co.in"),
      (
        "https://payout.aopay.co.in:8443", true, "payout.aopay.co.in", 8443, "payout.aopay.co.in:8443",
        "payout.aopay.co.in"
      ),
      ("http://127.0.0.1:18080", false, "127.0.0.1", 18080, "127.0.0.1:18080", nil),
      ("http://localhost", false, "localhost", 80, "localhost", "localhost"),
      ("http://[::1]:8080", false, "::1", 8080, "[::1]:8080", nil), ("https://[::1]", true, "::1", 443, "[::1]", nil),
    ] as [(String, Bool, String, Int, String, String?)]
  )
  func parts(_ text: String, _ isEncrypted: Bool, _ name: String, _ port: Int, _ header: String, _ server: String?)
    throws
  {
    let host = try #require(Host(address: text))
    #expect(host.isEncrypted == isEncrypted)
    #expect(host.name == name)
    #expect(host.port == port)
    #expect(host.header == header)
    #expect(host.serverName == server)
  }

  @Test("what is no address is refused, and nothing is sent", arguments: ["", "payout", "http://host:port"])
  func none(_ text: String) async throws {
    #expect(Host(address: text) == nil)
    let seen = try await withTransport(TransportSettings(text)) { await $0.send() }
    #expect(seen.trouble?.kind == .noConnection)
    #expect(!seen.mayHaveLeft)
  }
}
