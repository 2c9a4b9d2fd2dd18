public import Operations
public import Reports

/// How a run came to its end.
public struct RunEnd: Sendable {
  public let report: BatchReport
  /// The brake that stopped this process.
  public let halt: Halt?
  /// The signal that stopped this process.
  public let stopped: StopFlag.Reason
}
