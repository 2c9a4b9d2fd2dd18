public import Operations
public import Sheet

/// The kinds of ledgers, of which what uses one knows nothing.
public enum Ledgers {
  /// Opens the ledger at a place: the name of a file, or the address of a server's database.
  ///
  /// - Parameter makes: A server's database gets the tables of a ledger, if it has none and is not opened for reading; else
  ///   that is `ledgerMissing`. Whether there is a file sees who names it.
  /// - Throws: a `Failure` if it cannot be opened, is damaged, is of a newer version, cannot promise durability, or may
  ///   not be sent from.
  public static func open(
    _ place: String,
    _ operations: [Operation],
    for purpose: LedgerPurpose,
    makes: Bool = true
  ) throws(Failure) -> any Ledger {
    PostgresPlace.isAddress(place)
      ? try PostgresLedger(place, operations: operations, for: purpose, makes: makes)
      : try SQLiteLedger(path: place, operations: operations, for: purpose)
  }

  /// Why nothing may be sent from the ledger at a place; nil if it may. Damage is not looked for.
  public static func refusal(of place: String, _ operations: [Operation]) -> Failure? {
    PostgresPlace.isAddress(place)
      ? PostgresLedger.refusal(place) : SQLiteLedger.refusal(path: place, operations: operations)
  }
}

/// What a ledger is opened for.
public enum LedgerPurpose: Sendable {
  /// Nothing is written, nor made beside the ledger; one of an earlier version is read as this one would have it.
  case reading
  /// To write down what people decide. A ledger is made if there is none; one of an earlier version is copied beside
  /// itself, then brought up to this one; drafts that dead processes left are dropped.
  case recording
  /// The same, to send rows: only from the newest state of the ledger, and from no memory file system. The event is a
  /// person's word that another state may be gone on with: an older one of a file, or that of another server which has
  /// taken the place of the one that the ledger was on.
  case sending(after: Event?)
}
