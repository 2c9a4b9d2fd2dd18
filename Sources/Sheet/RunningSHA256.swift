internal import Crypto
internal import Synchronization

/// A running SHA-256, in lower-case hex at the end. A class, because the reader keeps the closure that feeds it; locked,
/// because the reader goes from thread to thread.
public final class RunningSHA256: Sendable {
  private let hash = Mutex(SHA256())

  /// The digest of nothing yet.
  public init() {}

  /// Takes in the bytes that come next.
  public func update(_ bytes: Span<UInt8>) {
    // Not unsafe in effect: the pointer does not leave the closure.
    bytes.withUnsafeBytes { bytes in hash.withLock { $0.update(bufferPointer: bytes) } }
  }

  /// The digest of some bytes, in lower-case hex.
  public static func hex(of bytes: [UInt8]) -> String {
    let hash = RunningSHA256()
    hash.update(bytes.span)
    return hash.hex
  }

  /// The digest of a text.
  public static func hex(of text: String) -> String { hex(of: Array(text.utf8)) }

  /// The digest so far.
  public var hex: String {
    hash.withLock { $0.finalize() }.map { String(0x100 + Int($0), radix: 16).dropFirst() }.joined()
  }
}
