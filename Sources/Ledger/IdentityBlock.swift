/// Hashes of identities with their rows' numbers, 12 bytes each, as the ledger keeps them: little-endian, eight bytes of
/// hash, four of number. A block costs a hundredth of an index over as many rows, and is looked through in no time.
struct IdentityBlock {
  private static let entryBytes = 12

  private(set) var bytes: [UInt8]

  init(_ bytes: [UInt8] = []) { self.bytes = bytes }

  mutating func append(_ hash: UInt64, _ number: Int) {
    withUnsafeBytes(of: hash.littleEndian) { bytes.append(contentsOf: $0) }
    withUnsafeBytes(of: UInt32(clamping: number).littleEndian) { bytes.append(contentsOf: $0) }
  }

  var count: Int { bytes.count / Self.entryBytes }

  /// Shows every entry in its order.
  func forEach(_ visit: (_ hash: UInt64, _ number: Int) throws -> Void) rethrows {
    // Safe: every load lies inside the bytes, for an entry that is not whole is left out, and needs no alignment.
    try bytes.withUnsafeBytes { bytes in
      var at = 0
      while at + Self.entryBytes <= bytes.count {
        let hash = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
        try visit(hash, Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: at + 8, as: UInt32.self))))
        at += Self.entryBytes
      }
    }
  }
}

/// Whether an identity may be among many: a Bloom filter with two bits for each.
struct IdentityFilter {
  /// Bits for each identity: then about one in 250 that is not among them looks as if it were.
  private static let bitsPerIdentity = 32

  private var words: [UInt64]
  private let mask: UInt64

  init(_ hashes: [UInt64]) {
    var bits = 64
    while bits < hashes.count * Self.bitsPerIdentity { bits *= 2 }
    words = [UInt64](repeating: 0, count: bits / 64)
    mask = UInt64(bits - 1)
    for hash in hashes {
      for bit in [hash & mask, (hash >> 32) & mask] { words[Int(bit >> 6)] |= 1 << (bit & 63) }
    }
  }

  /// False only if the identity is not among them.
  func mayContain(_ hash: UInt64) -> Bool {
    let (one, two) = (hash & mask, (hash >> 32) & mask)
    return words[Int(one >> 6)] >> (one & 63) & 1 == 1 && words[Int(two >> 6)] >> (two & 63) & 1 == 1
  }
}
