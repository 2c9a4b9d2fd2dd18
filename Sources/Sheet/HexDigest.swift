internal import Crypto

extension [UInt8] {
  /// Adds the SHA-256 of some bytes in lower-case hex.
  public mutating func append(hexDigestOf bytes: Span<UInt8>) {
    // Not unsafe in effect: the pointer does not leave the closure.
    let digest = bytes.withUnsafeBytes { SHA256.hash(data: $0) }
    for byte in digest {
      append(Self.digit(byte >> 4))
      append(Self.digit(byte & 15))
    }
  }

  private static func digit(_ value: UInt8) -> UInt8 { value &+ (value < 10 ? 0x30 : 0x57) }
}
