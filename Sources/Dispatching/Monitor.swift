public import Ledger

/// Who is told what while rows are sent.
public struct Monitor: Sendable {
  /// The batch is recorded and held; sending begins.
  public var begins: @Sendable (Batch, Progress) -> Void
  /// Set it to drain.
  public var stop: StopFlag

  public init(begins: @escaping @Sendable (Batch, Progress) -> Void = { _, _ in }, stop: StopFlag = StopFlag()) {
    self.begins = begins
    self.stop = stop
  }
}
