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
    case .ifsc: for index in 0..<min(4, value.count) { identity.append(value[index]) }
    case .accountNumber:
      var start = 0
      while start < value.count, value[start] == UInt8(ascii: "0") { start += 1 }
      for index in start..<value.count { identity.append(value[index].uppercased) }
    default: for index in value.indices { identity.append(value[index]) }
    }
    identity.append(Self.identityEnd)
  }

  /// Stands behind each value of an identity: none that is compared has such a byte, so that none can run into the next.
  public static let identityEnd = UInt8(ascii: " ")
}

/// A number that stands for an identity in ledgers: the same for years and on every machine (FNV-1a, 64 bits, with its
/// bits mixed once more). Two identities can have the same one, so what it finds has to be compared as it is.
public enum IdentityHash {
  public static func hash(_ identity: [UInt8]) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in identity { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    hash = (hash ^ (hash >> 32)) &* 0xD6E8_FEB8_6659_FD93
    return hash ^ (hash >> 32)
  }
}

extension UInt8 {
  /// An ASCII letter in capitals; any other byte as it is.
  fileprivate var uppercased: UInt8 { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) ? self & ~0x20 : self }
}
