import Crypto
import Sheet
import Synchronization

/// A running SHA-256, in lower-case hex at the end. A class, because the reader keeps the closure that feeds it; locked,
/// because the reader goes from thread to thread.
final class Digest: Sendable {
  private let hash = Mutex(SHA256())

  func update(_ bytes: Span<UInt8>) {
    // Not unsafe in effect: the pointer does not leave the closure.
    bytes.withUnsafeBytes { bytes in hash.withLock { $0.update(bufferPointer: bytes) } }
  }

  func update(_ text: String) { hash.withLock { $0.update(data: Array(text.utf8)) } }

  /// The digest so far.
  var hex: String {
    hash.withLock { $0.finalize() }.map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }
}

/// A running SHA-256 over row numbers, taken in by the block: a million small updates would cost more than the rows.
struct NumberDigest {
  private static let blockNumbers = 4096

  private let digest = Digest()
  private var block: [UInt8] = []

  mutating func update(_ number: Int) {
    withUnsafeBytes(of: UInt64(number).littleEndian) { block.append(contentsOf: $0) }
    if block.count >= Self.blockNumbers * 8 { flush() }
  }

  consuming func finished() -> String {
    flush()
    return digest.hex
  }

  private mutating func flush() {
    digest.update(block.span)
    block.removeAll(keepingCapacity: true)
  }
}
