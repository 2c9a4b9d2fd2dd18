public import Ledger
public import Operations
public import Payments

/// What a whole sheet came to.
public struct SheetSummary: Sendable {
  /// What the header says.
  public let layout: Layout
  /// Of the sheet's bytes, of its cells (empty if nobody asked), and of what would be sent (see `PlanDigest`).
  public internal(set) var digests = SheetDigests(sha256: "", rowsSHA256: "", plan: "", blankRows: 0)
  /// What would be sent is `planned`; rows with an earlier final result have its outcome. A rejected row whose amount
  /// cannot be read counts 0.
  public internal(set) var totals = BatchTotals()
  /// Valid rows by the way of sending.
  public internal(set) var modes: [TransactionType: Total] = [:]
  /// The valid rows with the largest amounts, largest first, at most `largestMax`.
  public internal(set) var largest: [LargeRow] = []
  /// A row counts once for each code that it has.
  public internal(set) var findings = FindingCounts()
  /// Credentials that some valid row needs from the settings.
  public internal(set) var neededCredentials: Set<Credential> = []
  /// Whether a row carries an earlier result that says it was paid, or may have been.
  public internal(set) var carriesPaidOutcome = false

  /// How many of the largest rows are kept.
  public static let largestMax = 3

  /// A row that a person looks at first before money moves.
  public struct LargeRow: Sendable, Equatable {
    /// As a spreadsheet shows it.
    public let number: Int
    /// What would be paid.
    public let amount: Amount
    /// The payee's name.
    public let payee: String
  }

  init(layout: Layout) { self.layout = layout }

  mutating func addLarge(_ row: LargeRow) {
    largest.insert(row, at: largest.firstIndex { row.amount > $0.amount } ?? largest.count)
    if largest.count > Self.largestMax { largest.removeLast() }
  }
}
