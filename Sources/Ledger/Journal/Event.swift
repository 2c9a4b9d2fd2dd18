public import Operations

/// Something that happened to a batch as a whole, or to the ledger: an entry of its journal.
public struct Event: Sendable, Equatable {
  public enum Kind: String, Sendable, CaseIterable {
    /// The ledger was made: the first entry, whose own mark tells the ledger from all others.
    case made
    /// A sheet was recorded and approved.
    case recorded
    /// Its sheet is processed once more; the reason is why.
    case again
    /// Rows that repeat payments of other batches are let through; the reason is why.
    case repeatsAllowed = "repeats allowed"
    /// People signed what is about to be done.
    case approved
    /// Another policy holds from now on.
    case policy
    /// A process began to work on it.
    case opened
    /// Another machine began to help; the reason says where it is.
    case joined
    /// A brake stopped it; the reason is the brake's code.
    case halted
    /// A signal stopped it; or, as the reason says then, a person who is about to give it up.
    case stopped
    /// A process came to its end.
    case finished
    /// Its files were written.
    case closed
    /// A person decided about a row that was in doubt.
    case resolved
    /// An answer came when others had gone on without it.
    case late
    /// A person gave it up; the reason is why.
    case cancelled
    /// A person let its rows be forgotten. What they came to stays.
    case pruned
    /// An older state of the whole ledger is gone on with; the reason is who compared, and why.
    case restored
    /// It is gone on with on another server, or on another course of the server's history; the reason is who compared, and
    /// why.
    case failedOver = "failover"
    /// Written by an earlier version, in its own words.
    case other
  }

  /// The fact of `approved` that has the SHA-256 of the text that was signed.
  public static let approval = "approval"

  /// What the fact of `policy` says where none holds any more.
  public static let noPolicy = "none"

  /// The reason of `stopped` where a person gives the batch up.
  public static let byCancelling = "cancelled"

  public let at: Timestamp
  public let kind: Kind
  /// Who did it; empty if no person did.
  public let by: String
  public let reason: String
  /// Rows that were left unsent.
  public let unsent: Int
  /// What else the journal says of it.
  public internal(set) var facts: [JSONValue.Pair]

  public init(
    at: Timestamp,
    _ kind: Kind,
    by: String = "",
    reason: String = "",
    unsent: Int = 0,
    facts: [JSONValue.Pair] = []
  ) {
    (self.at, self.kind, self.by, self.reason, self.unsent, self.facts) = (at, kind, by, reason, unsent, facts)
  }

  /// Who signed, and with which keys.
  public var approvers: [(principal: String, key: String)] {
    guard case .array(let signers)? = JSONValue.object(facts)["approvals"] else { return [] }
    return signers.map { ($0.text("principal") ?? "", $0.text("key") ?? "") }
  }

  /// The text of a fact.
  public func fact(_ name: String) -> String? { JSONValue.object(facts).text(name) }
}
