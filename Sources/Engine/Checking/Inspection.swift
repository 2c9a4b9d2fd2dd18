public import Operations
public import Payments

/// What reading a whole sheet found.
public struct Inspection: Sendable {
  public internal(set) var layout: Layout
  /// Of the sheet's bytes.
  public internal(set) var sha256 = ""
  /// Of the rows' trimmed cells; empty if it was not asked for.
  var rowsSHA256 = ""
  /// `sha256:` and the digest of what would be sent.
  public internal(set) var plan = ""
  public internal(set) var rows = RowCounts()
  public internal(set) var amounts = AmountSums()
  public internal(set) var highlights = Highlights()
  /// Valid rows without a final result from an earlier run.
  public internal(set) var rowsToSend = 0
  /// Rows by error code, and valid rows by warning code.
  public internal(set) var errors: [String: Int] = [:]
  public internal(set) var warnings: [String: Int] = [:]
  /// Credentials that some valid row needs from the settings.
  var neededCredentials: Set<Credential> = []
  /// Whether a row carries an earlier result that says it was paid, or may have been.
  var carriesPaidOutcome = false
  /// A batch of the last days that has a payment like every valid row's.
  var repeatedBatch: String?

  init(layout: Layout) { self.layout = layout }
}

public struct RowCounts: Sendable, Equatable {
  /// All rows that are not blank: the sum of valid and rejected.
  public var read: Int { valid + rejected }
  public var blank = 0
  public var valid = 0
  public var rejected = 0
  /// Valid rows with warnings.
  public var warned = 0

  public init() {}
}

/// Sums of amounts; a rejected row whose amount cannot be read counts 0.
public struct AmountSums: Sendable, Equatable {
  public var valid = Amount.zero
  public var rejected = Amount.zero
  /// Nil if the sum is too large for any bank.
  public var read: Amount? { valid.adding(rejected) }

  public init() {}
}
