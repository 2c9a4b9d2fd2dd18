import Synchronization

/// A request body that knows whether it left.
///
/// The client asks a body for its bytes only when it writes them, after the head. The first one who comes decides for
/// good: the writer (released: from now on anything may have arrived) or the caller who gave up (revoked: no byte will
/// ever leave, which is the proof that the request was not made).
final class HandOver: Sendable {
  private enum State: UInt8, AtomicRepresentable { case armed, released, revoked }

  private let state = Atomic(State.armed)
  let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The bytes for the wire; nothing if the request was given up before.
  func release() -> [UInt8] {
    let (_, found) = state.compareExchange(expected: .armed, desired: .released, ordering: .sequentiallyConsistent)
    return found == .revoked ? [] : bytes
  }

  /// Gives the request up; true if no byte of it left or ever will.
  func revoke() -> Bool {
    let (_, found) = state.compareExchange(expected: .armed, desired: .revoked, ordering: .sequentiallyConsistent)
    return found != .released
  }
}

/// The body as the HTTP client takes it: asked for its count at once, for its bytes at the moment of writing.
struct HandOverBody: Collection, Sendable {
  let handOver: HandOver

  var startIndex: Int { 0 }
  var endIndex: Int { handOver.bytes.count }
  func index(after index: Int) -> Int { index + 1 }
  subscript(position: Int) -> UInt8 { handOver.bytes[position] }

  func makeIterator() -> IndexingIterator<[UInt8]> { handOver.release().makeIterator() }

  func withContiguousStorageIfAvailable<R>(_ body: (UnsafeBufferPointer<UInt8>) throws -> R) rethrows -> R? {
    try handOver.release().withContiguousStorageIfAvailable(body)
  }
}
