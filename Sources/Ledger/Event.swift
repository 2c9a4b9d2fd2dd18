public import Operations

/// Something that happened to a batch as a whole, or to the ledger.
public struct Event: Sendable, Equatable {
  public enum Kind: String, Sendable, CaseIterable {
    /// Recorded and approved; the detail is why it is processed once more, if it is.
    case recorded
    /// Rows that repeat payments of other batches were let through; the detail is why.
    case repeatsAllowed
    /// A process began to work on it; the detail is who ran that.
    case opened
    /// A brake stopped it; the detail is the brake's code.
    case halted
    /// A signal stopped it.
    case stopped
    /// A process came to its end.
    case finished
    /// A person gave it up; the detail is the reason.
    case cancelled
    /// A person let its rows be forgotten; the detail is who. What they came to stays.
    case pruned
    /// An older state of the whole ledger is gone on with; the detail is who compared, and why.
    case restored
    /// Written by an earlier version, in its own words.
    case other
  }

  public let at: Timestamp
  public let kind: Kind
  public let detail: String
  /// Rows that were left unsent.
  public let unsent: Int

  public init(at: Timestamp, _ kind: Kind, detail: String = "", unsent: Int = 0) {
    self.at = at
    self.kind = kind
    self.detail = detail
    self.unsent = unsent
  }
}
