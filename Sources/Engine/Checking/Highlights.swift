public import Payments

/// What a person looks at first before money moves.
public struct Highlights: Sendable, Equatable {
  public struct Sum: Sendable, Equatable {
    public var rows = 0
    public var amount = Amount.zero
  }

  public struct LargeRow: Sendable, Equatable {
    public let number: Int
    public let amount: Amount
    /// The payee's name, or what else tells people which row it is.
    public let payee: String
  }

  /// How many of the largest rows are kept.
  public static let largestMax = 3

  /// Valid rows by the way of sending.
  public internal(set) var modes: [TransactionType: Sum] = [:]
  /// The valid rows with the largest amounts, largest first.
  public internal(set) var largest: [LargeRow] = []

  mutating func count(_ mode: TransactionType, _ amount: Amount) {
    modes[mode, default: Sum()].rows += 1
    modes[mode, default: Sum()].amount = modes[mode]?.amount.adding(amount) ?? amount
  }

  /// Whether a row of this amount belongs among the largest so far.
  func isLarge(_ amount: Amount) -> Bool {
    guard largest.count == Self.largestMax, let smallest = largest.last else { return true }
    return amount > smallest.amount
  }

  mutating func addLarge(_ row: LargeRow) {
    largest.insert(row, at: largest.firstIndex { row.amount > $0.amount } ?? largest.count)
    if largest.count > Self.largestMax { largest.removeLast() }
  }
}
