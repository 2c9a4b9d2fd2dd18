public import Payments

/// What a person looks at first before money moves.
public struct Highlights: Sendable, Equatable {
  public struct Sum: Sendable, Equatable {
    public var rows = 0
    public var amount = Amount.zero

    /// The sum of all rows is checked for overflow elsewhere, and this one is never more.
    mutating func add(_ other: Amount) {
      rows += 1
      amount = amount.adding(other) ?? amount
    }
  }

  public struct LargeRow: Sendable, Equatable {
    public let number: Int
    public let amount: Amount
    /// The payee's name, or what else tells people which row it is.
    public let payee: String
  }

  /// How many of the largest rows are kept.
  public static let largestMax = 3

  private var neft = Sum()
  private var imps = Sum()
  /// The valid rows with the largest amounts, largest first.
  public internal(set) var largest: [LargeRow] = []

  /// Valid rows by the way of sending.
  public func sum(_ mode: TransactionType) -> Sum { mode == .neft ? neft : imps }

  mutating func count(_ mode: TransactionType, _ amount: Amount) {
    if mode == .neft { neft.add(amount) } else { imps.add(amount) }
  }

  /// Whether a row of this amount belongs among the largest so far.
  func isLarge(_ amount: Amount?) -> Bool {
    guard let amount else { return false }
    guard largest.count == Self.largestMax, let smallest = largest.last else { return true }
    return amount > smallest.amount
  }

  mutating func addLarge(_ row: LargeRow) {
    largest.insert(row, at: largest.firstIndex { row.amount > $0.amount } ?? largest.count)
    if largest.count > Self.largestMax { largest.removeLast() }
  }
}
