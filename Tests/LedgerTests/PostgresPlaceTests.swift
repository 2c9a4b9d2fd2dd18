import Sheet
import TestSupport
import Testing

@testable import Ledger

@Suite("The place of a ledger on a server", .blocking)
struct PostgresPlaceTests {
  @Test(
    "is shown without user and password, and is an address again",
    arguments: [
      ("postgresql://db.firm.in/pay", "postgresql://db.firm.in/pay"),
      ("postgres://asha:geheim@db.firm.in:5433/pay", "postgresql://db.firm.in:5433/pay"),
      ("postgresql://asha:ge?heim&x@db/pay?sslmode=verify-full&password=geheim", "postgresql://db/pay"),
      ("postgresql://a:1,b:2/pay?target_session_attrs=read-write", "postgresql://a:1,b:2/pay"),
      ("postgresql://a,b/pay", "postgresql://a,b/pay"),
      ("postgresql://[::1]:5433/pay%20roll", "postgresql://[::1]:5433/pay%20roll"),
      ("postgresql://asha@/pay?host=/run/postgresql&port=5433", "postgresql:///pay?host=/run/postgresql&port=5433"),
      ("postgresql://?service=ledger", "postgresql:///?service=ledger"),
      ("postgresql://db/pay?durability=single", "postgresql://db/pay"), ("postgresql://", "postgresql:///"),
    ]
  )
  func text(_ address: String, _ text: String) throws {
    let place = try PostgresPlace(address)
    #expect(place.text == text)
    #expect(try PostgresPlace(text).text == text)
    var dumped = ""
    dump(place, to: &dumped)
    for words in ["\(place)", "\(String(reflecting: place))", dumped] { #expect(!words.contains("heim")) }
  }

  @Test(
    "tells whether there is a password in it",
    arguments: [
      ("postgresql://asha@db/pay", false), ("postgresql://asha:x@db/pay", true), ("postgresql://db/?password=x", true),
      ("postgresql://db/?sslpassword=x", true), ("postgresql://asha:@db/pay", false),
    ]
  )
  func password(_ address: String, _ has: Bool) throws { #expect(try PostgresPlace(address).hasPassword == has) }

  @Test("takes what is ours from what libpq is told")
  func durability() throws {
    let place = try PostgresPlace("postgresql://a:b?c@db/pay?durability=single&sslmode=require")
    #expect(place.isSingle)
    #expect(place.address == "postgresql://a:b?c@db/pay?sslmode=require")
    #expect(try !PostgresPlace("postgresql://db/pay").isSingle)
  }

  @Test(
    "is refused if it is none, and the words about it do not repeat it",
    arguments: [
      "ledger.sqlite", "postgresql://asha:ge%zzheim@db/pay", "postgresql://db/pay?heim=1", "mysql://db/pay",
      "postgresql://db/pay?durability=none", "postgresql://[::1/pay", "host=db password=geheim",
    ]
  )
  func none(_ address: String) throws {
    let failure = try #require(expect(.ledgerAddress) { try PostgresPlace(address) })
    #expect(failure.facts.isEmpty)
  }
}
