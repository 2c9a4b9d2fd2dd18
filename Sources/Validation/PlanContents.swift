public import Ledger
public import Operations
public import Payments
public import Sheet

/// A row by name, for a person to look at before money moves.
public struct NamedRow: Sendable, Equatable {
  /// As a spreadsheet shows it.
  public let number: Int
  /// What would be paid.
  public let amount: Amount
  /// The payee's name; of what is no payment, its reference, or its mobile with the last digits alone.
  public let payee: String

  init(number: Int, paise: Int64, payee: String, _ operation: Operation) {
    self.number = number
    amount = Amount(paise: paise)
    // Without a whole number of a person; a reference stays as it is.
    self.payee =
      switch operation.payeeColumn.map({ operation.columns[$0].rule }) {
      case .mobile: Masking.masked(payee)
      case .reference: payee
      default: Masking.masked(words: payee)
      }
  }

  /// A row by its values as sent.
  public init(number: Int, paise: Int64, _ fields: PackedRow, _ operation: Operation) {
    self.init(number: number, paise: paise, payee: operation.payeeColumn.map(fields.string) ?? "", operation)
  }
}

/// What would be sent, as a person looks at it.
public struct PlanContents: Sendable {
  /// By the way of sending.
  public internal(set) var modes: [TransactionType: Total] = [:]
  /// The rows with the largest amounts, largest first, at most three.
  public internal(set) var largest: [NamedRow] = []

  private static let largestMax = 3

  /// Nothing so far.
  public init() {}

  /// Takes in a row that would be sent, by its values as sent.
  public mutating func add(number: Int, paise: Int64, _ fields: PackedRow, _ operation: Operation) {
    let name = operation.index(of: .transactionType).map(fields.string)
    if let mode = TransactionType.allCases.first(where: { $0.name == name }) {
      modes[mode, default: Total()].add(paise: paise)
    }
    if paise > smallestLarge { addLarge(NamedRow(number: number, paise: paise, fields, operation)) }
  }

  /// Only what is more than this belongs among the largest amounts.
  var smallestLarge: Int64 { largest.count == Self.largestMax ? largest.last?.amount.paise ?? 0 : 0 }

  mutating func addLarge(_ row: NamedRow) {
    largest.insert(row, at: largest.firstIndex { row.amount > $0.amount } ?? largest.count)
    if largest.count > Self.largestMax { largest.removeLast() }
  }
}

/// Rows that repeat a payment: how many, and the first ones by name.
public struct Repetitions: Sendable {
  /// What a row repeats.
  public enum Original: Sendable, Equatable {
    /// An earlier row of the same sheet.
    case row(Int)
    case otherBatch(Repeat)
  }

  /// Whether they are sent all the same, because a person allowed it.
  public let areSent: Bool
  public private(set) var total = Total()
  /// In the sheet's order, at most ten.
  public private(set) var named: [(row: NamedRow, original: Original)] = []

  private static let namedMax = 10

  /// None so far.
  public init(areSent: Bool = false) { self.areSent = areSent }

  /// Whether there is room for another name.
  public var isNaming: Bool { named.count < Self.namedMax }

  /// Takes in the next one, by name as long as there is room.
  public mutating func add(paise: Int64, _ original: Original, _ row: NamedRow?) {
    total.add(paise: paise)
    if isNaming, let row { named.append((row, original)) }
  }
}
