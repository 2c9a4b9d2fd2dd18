import Sheet

// The ledger itself; of it nothing is sent that it cannot keep.
extension Failure {
  private var ledger: String { self[.path].isEmpty ? "ledger" : "ledger \(self[.path])" }
  private var isOnServer: Bool { self[.path].hasPrefix("postgresql://") }
  private var kind: String { isOnServer ? "database" : "file" }

  /// A ledger that cannot be found, or is none.
  @Sentences var aboutLedgerFile: [String] {
    switch code {
    case .ledgerOpen:
      "The \(ledger) cannot be opened: \(self[.cause])."
      "Check the folder and its permissions, or give another file with --ledger."
    case .ledgerMissing:
      "There is no ledger at \(self[.path]): nothing was run yet, or the ledger is elsewhere."
      "Give its place with --ledger, or set it as \(Settings.ledgerName)."
    case .ledgerNoFile:
      "\(self[.path]) is no file but a folder, a pipe or a device, so it can be no ledger."
      "Give the ledger's file with --ledger, or set it as \(Settings.ledgerName)."
    case .ledgerNoPlace:
      "There is no home folder for the ledger."
      "Give its place with --ledger, or set it as \(Settings.ledgerName)."
    case .ledgerForeign:
      "\(self[.path]) is not a ledger of aopbatch. Nothing was sent."
      "Give another \(kind) with --ledger."
      "If it was the ledger, it is damaged: keep it, and restore the newest backup beside it."
    case .ledgerDamaged where self[.cause].contains("not a database"):
      "The \(ledger) is no ledger of aopbatch, or its first page is damaged (\(self[.cause])). Nothing more was sent."
      "If it is another file, give the right one with --ledger."
      "If it was the ledger, keep it, restore the newest backup beside it, and compare before you pay again."
    case .ledgerDamaged:
      "The \(ledger) is damaged (\(self[.cause])). Nothing more was sent."
      "Keep the \(kind), restore the newest backup beside it, and compare before you pay again."
    case .ledgerInMemory:
      "The \(ledger) is on a file system in memory: it would be gone at a power cut, and with it what was paid."
      "Put it on a local disk with --ledger."
    case .ledgerNotDurable:
      "The \(ledger) cannot promise to survive a power cut (\(self[.cause]))."
      "Put it on a local disk with --ledger, not on a network or memory file system."
    default: []
    }
  }

  /// A ledger that is older or newer than it should be.
  @Sentences var aboutLedgerAge: [String] {
    switch code {
    case .ledgerGone:
      "The \(ledger) is empty or was deleted, but batches were run with it: \(self[.name]) says so."
      "Restore the newest backup, or every sheet could be paid again."
      "To begin a new ledger all the same, delete \(self[.name])."
    case .ledgerBehind:
      "The \(ledger) is \(age) that \(self[.name]) knows of. Nothing was sent, for what is missing could be paid again."
      "Put the newest ledger back, with its -wal file if there is one."
      compared
    case .ledgerLogLost:
      "The \(ledger) has lost its log \(self[.name]): a program that worked with it died, and what it wrote last was there. "
        + "Nothing was sent, for what is missing could be paid again."
      "Put the log back."
      compared
    case .ledgerCopy:
      "The \(ledger) has no lock file \(self[.name]) beside it that says how new it is: it is a copy. "
        + "Nothing was sent, for a newer one may have paid more."
      "Use the ledger in its own place. If this one is to be used from now on, compare it with the results files and the "
        + "bank's statement, then give --after-restore with the reason."
    case .ledgerTampered:
      "The \(ledger) is not as its journal says: \(self[.cause]). Somebody changed it by hand, or a part of it is of another "
        + "time. Nothing is sent from what does not verify."
      "Find out who changed it; `aopbatch verify` checks all of it. To go on, restore the newest backup that verifies, compare "
        + "it with the results files and the bank's statement, then \(isOnServer ? "send" : "give --after-restore with the reason")."
    case .ledgerNewer:
      "The \(ledger) was written by a newer aopbatch: \(news)."
      "Install the newer version; nothing was changed."
    default: []
    }
  }

  private var age: String {
    let missing = [
      self[.count] == "0" ? nil : count(.count, "entry", "entries"),
      self[.requests] == "0" ? nil : count(.requests, "request"),
    ].compactMap { $0 }.joined(separator: " and ")
    return missing.isEmpty
      ? "another one than it was: its newest entry is not the one" : "older than it was: it lacks \(missing)"
  }

  private var compared: String {
    "If that cannot be, compare the ledger with the results files and the bank's statement, then give --after-restore with "
      + "the reason."
  }

  private var news: String {
    if !self[.version].isEmpty { return "its schema is \(self[.version]), and this one knows \(self[.knownVersion])" }
    return self[.state].isEmpty
      ? "it has a batch of the operation \(self[.name])" : "it has a row in the state \(self[.state])"
  }

  /// A ledger that cannot be worked with just now.
  @Sentences var aboutLedger: [String] {
    switch code {
    case .ledgerReplaced:
      "The \(ledger) was deleted or replaced while it was in use. Nothing more was sent."
      "Put the ledger back from the newest backup and compare it with the results file."
    case .ledgerLinked:
      "The \(ledger) has a second name (a hard link), and what is written under one is not seen under the other. Nothing "
        + "was sent."
      "Remove the other name, or make it a copy of its own."
    case .ledgerChanged:
      "The \(ledger) was changed while it was read."
      "Give the command again."
    case .ledgerFull:
      "The disk with the \(ledger) is full. Nothing is sent that is not recorded."
      "Make room, then go on with `aopbatch resume BATCH`; `aopbatch batches` lists the batches."
    case .ledgerBusy:
      "Another program has kept the \(ledger) busy for \(self[.limit]) seconds."
      "Wait until it has ended, then try again; `aopbatch batches` lists what is not finished."
    case .ledgerAccess:
      "The \(ledger) cannot be read or written: \(self[.cause])."
      (isOnServer ? "See what the server's log says" : "Check the disk and the file's permissions")
        + ", then go on with `aopbatch resume BATCH`; `aopbatch batches` lists the batches."
    case .ledgerLock:
      "The lock file \(self[.path]) cannot be used: \(self[.cause])."
      "Check the permissions of its folder."
      "Some network drives have no locks: put the ledger on a local disk with --ledger."
    default: []
    }
  }
}
