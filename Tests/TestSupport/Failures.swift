public import Sheet
public import Testing

/// Expects that `body` fails with this code, and gives the failure to look at its facts.
@discardableResult
public func expect(
  _ code: Failure.Code,
  sourceLocation: SourceLocation = #_sourceLocation,
  _ body: () throws -> some Any
) -> Failure? {
  let failure = #expect(throws: Failure.self, sourceLocation: sourceLocation) { _ = try body() }
  #expect(failure?.code == code, sourceLocation: sourceLocation)
  return failure
}

/// The same for what takes its time.
@discardableResult
public func expect(
  _ code: Failure.Code,
  sourceLocation: SourceLocation = #_sourceLocation,
  _ body: () async throws -> some Any
) async -> Failure? {
  let failure = await #expect(throws: Failure.self, sourceLocation: sourceLocation) { _ = try await body() }
  #expect(failure?.code == code, sourceLocation: sourceLocation)
  return failure
}
