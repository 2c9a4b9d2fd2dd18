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
  /// The valid rows.
  public internal(set) var contents = PlanContents()
  /// Rows that repeat an earlier one.
  public internal(set) var duplicates = Repetitions()
  /// A row counts once for each code that it has.
  public internal(set) var findings = FindingCounts()
  /// Whether a row is rejected for nothing but that it repeats a payment of another batch.
  public internal(set) var hasMereRepeats = false
  /// Credentials that some valid row needs from the settings.
  public internal(set) var neededCredentials: Set<Credential> = []
  /// Hashes of the identities of the valid rows; empty if nobody asked.
  public internal(set) var identities: [UInt64] = []
  /// Whether a row carries an earlier result that says it was paid, or may have been.
  public internal(set) var carriesPaidOutcome = false

  /// Valid rows with credentials of their own that are not the settings', by the operation's column.
  public internal(set) var ownCredentials: [Int: Total] = [:]
  /// The first row that is a line of totals.
  public internal(set) var totalsRow: Int?

  init(layout: Layout) { self.layout = layout }
}

extension SheetSummary {
  /// What was made of the sheet's columns.
  public var columns: SheetColumns { (layout, ownCredentials) }
}

/// What was made of a sheet's columns, for a person to look at before anything is sent; see `SheetSummary`.
public typealias SheetColumns = (layout: Layout, ownCredentials: [Int: Total])
