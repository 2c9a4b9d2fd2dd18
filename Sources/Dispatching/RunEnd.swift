public import Ledger
public import Operations
public import Reports

/// How a run came to its end.
public struct RunEnd: Sendable {
  public let report: BatchReport
  /// The brake that stopped this process.
  public let halt: Halt?
  /// The signal that stopped this process.
  public internal(set) var stopped: StopFlag.Reason
  /// Rows that stay unsent because another batch has made the payment since, or may have.
  public let heldBack: [Int: Repeat]
}
