import Ledger
import Sheet
import TestSupport
import Testing

@testable import Commands

@Suite("The ledger's place")
struct LedgerPlaceTests {
  @Test("is what was typed, else what was set")
  func order() throws {
    #expect(try LedgerPlace(typed: "/srv/typed", set: "/srv/set").path == "/srv/typed")
    #expect(try LedgerPlace(typed: "/srv/typed", set: "").path == "/srv/typed")
    #expect(try LedgerPlace(typed: nil, set: "/srv/set").path == "/srv/set")
    #expect(try LedgerPlace(typed: nil, set: nil).path.hasSuffix("/aopbatch/ledger.sqlite"))
  }

  @Test("is not left open by an empty setting")
  func empty() {
    let failure = expect(.ledgerPlaceEmpty) { try LedgerPlace(typed: nil, set: "") }
    #expect(failure?[.name] == "AOPBATCH_LEDGER")
  }

  @Test("may be a server's database, which is shown without user and password", arguments: ["postgresql", "postgres"])
  func server(_ scheme: String) throws {
    let address = "\(scheme)://asha:geheim@db/pay"
    let place = try LedgerPlace(typed: nil, set: address)
    #expect(place.path == "postgresql://db/pay" && !place.isNew)
    #expect(LedgerPlace.named(address) == "postgresql://db/pay")
    let typed = "\(scheme)://asha@db/pay"
    #expect(try LedgerPlace(typed: typed, set: nil).path == "postgresql://db/pay" && LedgerPlace.named(typed) == typed)
    let failure = expect(.usage) { try LedgerPlace(typed: address, set: nil) }
    #expect(failure?.message.text.contains("geheim") == false)
    expect(.ledgerAddress) { try LedgerPlace(typed: "\(scheme)://db/pay?heim=1", set: nil) }
  }

  @Test("is on no other server", arguments: [" postgres:geheim", "mysql://geheim@db", "host=db Password = geheim"])
  func otherServer(_ place: String) {
    let failure = expect(.usage) { try LedgerPlace(typed: nil, set: place) }
    #expect(failure?.message.text.contains("geheim") == false)
  }

  @Test("is named from the root, and is new until there is a ledger in it")
  func new() async throws {
    let folder = try Folder()
    let place = try LedgerPlace(typed: folder["ledger.sqlite"], set: nil)
    #expect(place.isNew && place.path == folder["ledger.sqlite"])
    expect(.ledgerMissing) { try place.reading { _ in } }
    try await place.with(for: .recording, isMade: true) { _ in }
    #expect(try !LedgerPlace(typed: folder["ledger.sqlite"], set: nil).isNew)
    #expect(try LedgerPlace(typed: "ledger.sqlite", set: nil).path.hasPrefix("/"))
    let unreachable = try LedgerPlace(typed: folder["no/such/ledger.sqlite"], set: nil)
    let failure = await #expect(throws: Failure.self) {
      try await unreachable.with(for: .recording, isMade: true) { _ in }
    }
    #expect(failure?.code == .ledgerOpen)
  }
}
