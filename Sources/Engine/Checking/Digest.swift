import Crypto
import Sheet

/// A running SHA-256, in lower-case hex at the end. A class, because the reader keeps the closure that feeds it.
final class Digest {
  private var hash = SHA256()

  func update(_ bytes: Span<UInt8>) {
    // Not unsafe in effect: the pointer does not leave the closure.
    bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
  }

  func update(_ text: String) { hash.update(data: Array(text.utf8)) }

  var hex: String {
    hash.finalize().map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }
}
