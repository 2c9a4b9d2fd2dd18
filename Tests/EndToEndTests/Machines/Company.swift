import Foundation
import Glibc
import TestSupport
import Testing

/// Several machines with one ledger on a server, each behind a network of its own, and a provider that can hold back its
/// answers. Whenever a request arrives, another session looks whether its intent is in the ledger.
struct Company: Sendable {
  var office: Office
  let provider: HeldProvider
  var server: PostgresServer
  let database: String
  fileprivate let witness: Witness

  /// A further machine.
  func machine(_ concurrency: Int, _ options: [String] = []) throws -> Machine {
    let network = try server.network()
    return Machine(
      company: self,
      concurrency: concurrency,
      options: options,
      network: network,
      address: network.address(database)
    )
  }

  /// The name of the only batch that is approved; nil if there is none, or no server.
  var batch: String? { rows("SELECT name FROM batch WHERE status <> 'draft'")?.first?[0] }

  /// How many rows are in some states.
  func count(_ states: String...) throws -> Int {
    let states = states.map { "'\($0)'" }.joined(separator: ", ")
    return try #require(rows("SELECT count(*) FROM row WHERE state IN (\(states))")?.first.flatMap { Int($0[0]) })
  }

  func rows(_ sql: String) -> [[String]]? { PostgresSession(server, database)?.rows(sql) }

  /// Bodies that came without an intent, so far.
  var unannounced: [String] { witness.unannounced }
}

/// A machine of a company, and the program that runs on it.
struct Machine: Sendable {
  let company: Company
  let concurrency: Int
  let options: [String]
  let network: PostgresProxy
  /// The ledger's, as this machine reaches it.
  var address: String
  var running: Running?

  /// The program on this machine.
  func start(_ words: [String]) throws -> Running {
    try company.office.start(words, environment: ["AOPBATCH_LEDGER": address])
  }

  private var sending: [String] { ["--concurrency", "\(concurrency)"] + options }

  mutating func run(_ sheet: String) throws {
    running = try start(company.office.sending("payout", sheet, sending))
  }

  /// Takes the place of whoever began the batch.
  mutating func resume(_ batch: String) throws { running = try start(["resume", batch, "--yes"] + sending) }

  mutating func join(_ batch: String) throws { running = try start(["join", batch] + sending) }
}

/// Looks in the ledger, by a session of its own, for the intent of each body that arrives.
private final class Witness: Sendable {
  private struct State {
    var session: PostgresSession?
    var bodies: [String: Int] = [:]
    var unannounced: [String] = []
  }

  private let server: PostgresServer
  private let database: String
  private let state = Watched(State())

  init(_ server: PostgresServer, _ database: String) { (self.server, self.database) = (server, database) }

  var unannounced: [String] { state.value.unannounced }

  /// A row is known by its amount, which no other row has. Nothing is asked while the server is away.
  func see(_ body: String) {
    guard let amount = try? JSON(body).text("amount") else { return }
    state.update { [server, database] state in
      state.bodies[amount, default: 0] += 1
      let question = """
        SELECT count(*) FROM attempt JOIN row USING (batch, number)
        WHERE row.amount = \(amount.replacing(".", with: "")) AND row.state <> 'planned'
        """
      state.session = state.session ?? PostgresSession(server, database)
      guard let rows = state.session?.rows(question) else { return state.session = nil }
      let intents = rows.first.flatMap { Int($0[0]) } ?? 0
      if intents < state.bodies[amount] ?? 0 { state.unannounced.append(body) }
    }
  }
}

/// Opens a company with a database of its own on a server, which goes with it: each takes some room.
func withCompany(
  _ server: PostgresServer,
  passing: Int = 0,
  _ work: (Company) async throws -> Void
) async throws {
  let database = try await server.makeDatabase()
  let witness = Witness(server, database)
  try await withOffice { office in
    let provider = try HeldProvider(before: office.url, passing: passing) { witness.see($0) }
    defer { provider.stop() }
    var office = office.behind(provider)
    office.database = (server, database)
    try await work(
      Company(office: office, provider: provider, server: server, database: database, witness: witness)
    )
  }
  // A server that another one took the place of is gone.
  _ = PostgresSession(server, "postgres")?.rows("DROP DATABASE \(database) WITH (FORCE)")
}
