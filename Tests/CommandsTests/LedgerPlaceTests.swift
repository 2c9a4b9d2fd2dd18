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

  @Test("is no server, whose address may have a password inside", arguments: ["postgresql", "postgres", "PostgreSQL"])
  func server(_ scheme: String) {
    let failure = expect(.usage) { try LedgerPlace(typed: "\(scheme)://asha:geheim@db/ledger", set: nil) }
    #expect(failure?.message.text.contains("geheim") == false)
    for place in ["\(scheme)://asha:geheim@db", " \(scheme):geheim", "mysql://geheim@db", "host=db Password = x"] {
      expect(.usage) { try LedgerPlace(typed: nil, set: place) }
    }
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
