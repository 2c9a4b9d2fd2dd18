import Payments
public import Sheet

// The same payment: what must not happen twice (contract, section 2). Look-ups have no identity, they may be repeated.
extension Operation {
  /// What makes two rows the same payment, however their other values differ. Nil where nothing does.
  ///
  /// - Parameter fields: The values as sent, in the order of the columns.
  public func identity(_ fields: borrowing PackedRow) -> [UInt8]? {
    if identityColumns.isEmpty { return nil }
    var identity: [UInt8] = []
    for index in identityColumns { appendIdentity(of: fields[index], column: index, to: &identity) }
    return identity
  }

  /// Adds what one value, as sent, contributes to the identity of its row.
  public func appendIdentity(of value: Span<UInt8>, column: Int, to identity: inout [UInt8]) {
    switch columns[column].rule {
    // The bank alone: an account is the same in all its branches.
    case .ifsc: identity.append(value.extracting(first: 4))
    case .accountNumber:
      let start = identity.count
      identity.append(value.extracting(value.leadingZeros...))
      let small = UInt8(ascii: "a")...UInt8(ascii: "z")
      for index in start..<identity.count where small.contains(identity[index]) { identity[index] &= ~0x20 }
    default: identity.append(value)
    }
    identity.append(Self.identityEnd)
  }

  /// Stands behind each value of an identity: none that is compared has such a byte, so that none can run into the next.
  public static let identityEnd = UInt8(ascii: " ")
}

/// A number that stands for an identity in ledgers: the same for years and on every machine. Two identities can have the
/// same one, so what it finds has to be compared as it is.
public enum IdentityHash {
  /// Takes in eight bytes at a time, and at the end the last eight, of which some may have been taken already.
  public static func hash(_ identity: [UInt8]) -> UInt64 {
    let bytes = identity.span.bytes
    var state = mixed(UInt64(identity.count))
    if identity.count < 8 { return identity.reduce(state) { mixed($0 ^ UInt64($1)) } }
    func take(at offset: Int) {
      // Safe: no word reaches behind the end.
      let word = bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
      state = mixed(state ^ UInt64(littleEndian: word))
    }
    for offset in stride(from: 0, to: identity.count - 8, by: 8) { take(at: offset) }
    take(at: identity.count - 8)
    return state
  }

  private static func mixed(_ word: UInt64) -> UInt64 {
    (word ^ 0x9E37_79B9_7F4A_7C15).folded(with: 0xD6E8_FEB8_6659_FD93)
  }
}
