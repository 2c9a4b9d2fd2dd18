public import Ledger
public import Operations
public import Reports
public import Validation

/// How a run came to its end.
public struct RunEnd: Sendable {
  public let report: BatchReport
  /// The brake that stopped this process.
  public let halt: Halt?
  /// The signal that stopped this process.
  public internal(set) var stopped: StopFlag.Reason
  /// No row got any answer: the provider could not be reached, or closed every connection without one.
  public internal(set) var isUnreached: Bool
  /// Rows that stay unsent because another batch has made the payment since, or may have.
  public let heldBack: [Int: Repeat]
  /// The sheet's column that a credential came from which the provider refused; nil if the settings' was refused, or none.
  public internal(set) var credentialColumn: String?
  /// What was made of the sheet's columns; nil if no sheet was read.
  public internal(set) var columns: SheetColumns?
}
