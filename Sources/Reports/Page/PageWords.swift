public import Ledger

import Payments

/// What a page says about commands: they are made where commands are known.
public struct PageWords: Sendable {
  /// What happened to the batch as a whole, in words.
  public var event: @Sendable (Event) -> String
  /// The command that goes on with a batch, and the one that shows it.
  public var resume: @Sendable (Batch) -> String
  public var show: @Sendable (Batch) -> String
  /// The command that settles a row in doubt, and what is added to it if the row was paid, or was not.
  public var resolve: @Sendable (Batch, Int) -> String
  public var ifPaid: String
  public var ifNotPaid: String

  public init(
    event: @escaping @Sendable (Event) -> String,
    resume: @escaping @Sendable (Batch) -> String,
    show: @escaping @Sendable (Batch) -> String,
    resolve: @escaping @Sendable (Batch, Int) -> String,
    ifPaid: String,
    ifNotPaid: String
  ) {
    self.event = event
    self.resume = resume
    self.show = show
    self.resolve = resolve
    self.ifPaid = ifPaid
    self.ifNotPaid = ifNotPaid
  }
}
