/// An amount of Indian rupees, held as a whole number of paise. No floating point anywhere.
public struct Amount: Sendable, Hashable, Comparable {
  /// The amount in paise (100 paise are one rupee).
  public let paise: Int64

  /// An amount of this many paise.
  public init(paise: Int64) { self.paise = paise }

  /// ₹5,00,000.00, the most that one IMPS transfer carries (RBI, statement of 8 October 2021).
  static let impsMax = Amount(paise: 5_00_000_00)

  /// ₹5,00,00,000.00; NEFT has no maximum, but an amount above this one deserves a second look.
  static let neftNotable = Amount(paise: 5_00_00_000_00)

  /// ₹1,000,00,00,000.00 (1,000 crore), from which on it is no amount that anybody pays by a sheet.
  static let unreal = Amount(paise: 1_000_00_00_000_00)

  /// By paise.
  public static func < (first: Amount, second: Amount) -> Bool { first.paise < second.paise }

  /// Appends the amount in rupees with two decimals, `12.00`, as the provider wants it.
  public func appendRupees(to text: inout [UInt8]) {
    if paise < 0 { text.append(ASCII.dash) }
    let start = text.count
    // From the last digit to the first, and at least three.
    var (rest, digits) = (paise.magnitude, 0)
    while digits < 3 || rest > 0 {
      if digits == 2 { text.append(ASCII.dot) }
      text.append(ASCII.zero + UInt8(truncatingIfNeeded: rest % 10))
      (rest, digits) = (rest / 10, digits + 1)
    }
    text[start...].reverse()
  }

  /// The amount in rupees with two decimals and nothing else: `12.00`.
  public var rupees: String { RupeeText.rupees(Int128(paise)) }

  /// For people: with the rupee sign, Indian grouping and two decimals, `₹1,00,000.00`.
  public var grouped: String { RupeeText.grouped(Int128(paise)) }

  /// In English words with lakh and crore: `one lakh twenty-three thousand rupees and five paise`.
  public var inWords: String { RupeeText.words(Int128(paise)) }
}
