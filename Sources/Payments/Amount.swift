/// An amount of Indian rupees, held as a whole number of paise. No floating point anywhere.
public struct Amount: Sendable, Hashable, Comparable {
  /// The amount in paise (100 paise are one rupee).
  public let paise: Int64

  /// An amount of this many paise.
  public init(paise: Int64) {
    self.paise = paise
  }

  /// Nothing, the start of a sum.
  public static let zero = Amount(paise: 0)

  /// ₹5,00,000.00, the most that one IMPS transfer carries (RBI, statement of 8 October 2021).
  public static let impsMax = Amount(paise: 5_00_000_00)

  /// ₹5,00,00,000.00; NEFT has no maximum, but an amount above this one deserves a second look.
  public static let neftNotable = Amount(paise: 5_00_00_000_00)

  /// By paise.
  public static func < (first: Amount, second: Amount) -> Bool { first.paise < second.paise }

  /// The sum, or nil when it does not fit (above ₹92,23,37,20,36,85,47,758.07).
  public func adding(_ other: Amount) -> Amount? {
    let (sum, overflow) = paise.addingReportingOverflow(other.paise)
    return overflow ? nil : Amount(paise: sum)
  }

  /// What this amount may not or should rarely be with the given way of sending: error `limit` for IMPS above
  /// `impsMax`, warning `large` for NEFT above `neftNotable`.
  public func findings(sentBy mode: TransactionType) -> Findings {
    switch mode {
    case .imps where self > Amount.impsMax:
      return .error(
        "limit",
        "IMPS carries at most \(Amount.impsMax.grouped) in one transfer; this is \(grouped). Send it by NEFT or split it."
      )
    case .neft where self > Amount.neftNotable:
      return .warning(
        "large",
        "The amount \(grouped) (\(inWords)) is above \(Amount.neftNotable.grouped). Check that it is meant."
      )
    case .imps, .neft:
      return .none
    }
  }
}

// MARK: - As text

extension Amount {
  /// Appends the amount in rupees with two decimals, `12.00`, as the provider wants it.
  public func appendRupees(to text: inout [UInt8]) {
    if paise < 0 { text.append(ASCII.dash) }
    appendDigits(paise.magnitude / 100, to: &text)
    text.append(ASCII.dot)
    let rest = UInt8(truncatingIfNeeded: paise.magnitude % 100)
    text.append(ASCII.zero + rest / 10)
    text.append(ASCII.zero + rest % 10)
  }

  private func appendDigits(_ number: UInt64, to text: inout [UInt8]) {
    var divisor: UInt64 = 1
    while number / divisor >= 10 { divisor *= 10 }
    while divisor > 0 {
      text.append(ASCII.zero + UInt8(truncatingIfNeeded: number / divisor % 10))
      divisor /= 10
    }
  }

  /// The amount in rupees with two decimals and nothing else: `12.00`.
  public var rupees: String {
    var text: [UInt8] = []
    appendRupees(to: &text)
    return String(decoding: text, as: UTF8.self)
  }

  /// For people: with the rupee sign, Indian grouping and two decimals, `₹1,00,000.00`.
  public var grouped: String {
    var digits: [UInt8] = []
    appendDigits(paise.magnitude / 100, to: &digits)
    var text = paise < 0 ? "-₹" : "₹"
    for (index, digit) in digits.enumerated() {
      let left = digits.count - index
      // The last group has three digits, all others two.
      if index > 0, left == 3 || (left > 3 && left % 2 == 1) { text.append(",") }
      text.unicodeScalars.append(Unicode.Scalar(digit))
    }
    return text + "." + String(rupees.suffix(2))
  }
}
