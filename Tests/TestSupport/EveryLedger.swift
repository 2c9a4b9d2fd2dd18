import Glibc
public import Testing

/// Where a test's own ledger is: in a fresh folder, and on a server where the test is about that kind.
public struct TestedPlace: Sendable {
  public let folder: Folder
  /// Of a fresh database; nil for a file in the folder.
  public let address: String?

  @TaskLocal fileprivate static var known: TestedPlace?

  /// The one of the test that runs.
  public static func current() throws -> TestedPlace {
    try #require(known, "the suite has no trait `everyLedger`")
  }

  /// As a user names it.
  public var name: String { address ?? folder.ledger }
}

/// Runs each test once for every kind of ledger, one after the other. To see one alone, set `AOPBATCH_TEST_LEDGER` to
/// `file` or `server`.
public struct EveryLedger: SuiteTrait, TestTrait, TestScoping {
  public let isRecursive = true
  /// Ledgers are opened to be sent from.
  fileprivate var isOnDisk = false

  public func provideScope(
    for test: Test,
    testCase: Test.Case?,
    performing function: @Sendable () async throws -> Void
  ) async throws {
    let wanted = getenv("AOPBATCH_TEST_LEDGER").map { String(cString: $0) }
    let isAboutFiles = test.traits.contains { $0 is OnlyFile }
    if wanted != "server" || isAboutFiles {
      let place = TestedPlace(folder: try Folder(isOnDisk: isOnDisk), address: nil)
      try await run(function, at: place)
    }
    if wanted == "file" || isAboutFiles { return }
    await Self.gate.enter()
    let result: Result<Void, any Error>
    do {
      let place = TestedPlace(folder: try Folder(), address: try await PostgresServer.shared.database())
      result = .success(try await run(function, at: place))
    } catch { result = .failure(error) }
    await Self.gate.leave()
    try result.get()
  }

  private func run(_ function: @Sendable () async throws -> Void, at place: TestedPlace) async throws {
    try await withTaskExecutorPreference(Threads.shared) {
      try await TestedPlace.$known.withValue(place, operation: function)
    }
  }

  /// So many ledgers on the server at once: each has its connections.
  private static let gate = Gate(places: 8)
}

/// A test in such a suite that is about what only a ledger in a file has.
public struct OnlyFile: TestTrait {}

extension Trait where Self == EveryLedger {
  public static var everyLedger: Self { Self() }
  public static func everyLedger(isOnDisk: Bool) -> Self { Self(isOnDisk: isOnDisk) }
}

extension Trait where Self == OnlyFile {
  public static var onlyFile: Self { Self() }
}
