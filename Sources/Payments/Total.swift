/// A number of rows and the sum of their amounts. The sum cannot overflow: 2⁶³ paise a row leave room for 2⁶⁴ rows.
public struct Total: Sendable, Equatable {
  public var rows: Int
  /// The sum in paise.
  public var paise: Int128

  /// A sum; by default of nothing.
  public init(rows: Int = 0, paise: Int128 = 0) {
    self.rows = rows
    self.paise = paise
  }

  /// Counts one row.
  public mutating func add(paise: Int64) {
    rows += 1
    self.paise += Int128(paise)
  }

  public static func + (first: Total, second: Total) -> Total {
    Total(rows: first.rows + second.rows, paise: first.paise + second.paise)
  }

  /// The sum in rupees with two decimals and nothing else: `12.00`.
  public var rupees: String { RupeeText.rupees(paise) }

  /// For people: with the rupee sign, Indian grouping and two decimals, `₹1,00,000.00`.
  public var grouped: String { RupeeText.grouped(paise) }

  /// In English words with lakh and crore: `one lakh twenty-three thousand rupees and five paise`.
  public var inWords: String { RupeeText.words(paise) }
}
