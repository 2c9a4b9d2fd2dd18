import Sheet

// The ledger, and what it has of batches and rows.
extension Failure {
  private var ledger: String { self[.path].isEmpty ? "ledger" : "ledger \(self[.path])" }

  var ledgerOpen: Message {
    .trouble(
      "The \(ledger) cannot be opened: \(self[.cause]).",
      "Check the folder and its permissions, or give another file with --ledger."
    )
  }

  var ledgerMissing: Message {
    .trouble(
      "There is no ledger at \(self[.path]): nothing was run yet, or the ledger is elsewhere.",
      "Give its place with --ledger, or set it as \(Settings.ledgerName)."
    )
  }

  var ledgerNoFile: Message {
    .trouble(
      "\(self[.path]) is no file but a folder, a pipe or a device, so it can be no ledger.",
      "Give the ledger's file with --ledger, or set it as \(Settings.ledgerName)."
    )
  }

  var ledgerNoPlace: Message {
    .trouble(
      "There is no home folder for the ledger.",
      "Give its place with --ledger, or set it as \(Settings.ledgerName)."
    )
  }

  var ledgerGone: Message {
    .trouble(
      "The \(ledger) is empty or was deleted, but batches were run with it: \(self[.name]) says so.",
      "Restore the newest backup, or every sheet could be paid again. To begin a new ledger all the same, delete "
        + "\(self[.name])."
    )
  }

  var ledgerReplaced: Message {
    .trouble(
      "The \(ledger) was deleted or replaced while it was in use. Nothing more was sent.",
      "Put the ledger back from the newest backup and compare it with the results file."
    )
  }

  var ledgerBehind: Message {
    let isFork = self[.count] == "0" && self[.requests] == "0"
    return .trouble(
      "The \(ledger) is "
        + (isFork
          ? "another one than it was: its newest entry is not the one that "
          : "older than it was: \(rows(.count, "entry", "entries")) and \(rows(.requests, "request", "requests")) are missing that ")
        + "\(self[.name]) knows of. Nothing was sent, for what is missing could be paid again.",
      "Put the newest ledger back, with its -wal file if there is one. " + compared
    )
  }

  var ledgerLogLost: Message {
    .trouble(
      "The \(ledger) has lost its log \(self[.name]): a program that worked with it died, and what it wrote last was there. "
        + "Nothing was sent, for what is missing could be paid again.",
      "Put the log back. " + compared
    )
  }

  var ledgerLinked: Message {
    .trouble(
      "The \(ledger) has a second name (a hard link), and what is written under one is not seen under the other. Nothing "
        + "was sent.",
      "Remove the other name, or make it a copy of its own."
    )
  }

  private var compared: String {
    "If that cannot be, compare the ledger with the results files and the bank's statement, then give --after-restore with "
      + "the reason."
  }

  private func rows(_ fact: Fact, _ one: String, _ many: String) -> String {
    self[fact] == "1" ? "1 \(one)" : "\(self[fact]) \(many)"
  }

  var ledgerCopy: Message {
    .trouble(
      "The \(ledger) has no lock file \(self[.name]) beside it that says how new it is: it is a copy. "
        + "Nothing was sent, for a newer one may have paid more.",
      "Use the ledger in its own place. If this one is to be used from now on, compare it with the results files and the "
        + "bank's statement, then give --after-restore with the reason."
    )
  }

  var ledgerInMemory: Message {
    .trouble(
      "The \(ledger) is on a file system in memory: it would be gone at a power cut, and with it what was paid.",
      "Put it on a local disk with --ledger."
    )
  }

  var ledgerChanged: Message {
    .trouble("The \(ledger) was changed while it was read.", "Give the command again.")
  }

  var ledgerDamaged: Message {
    self[.cause].contains("not a database")
      ? .trouble(
        "The \(ledger) is no ledger of aopbatch, or its first page is damaged (\(self[.cause])). Nothing more was sent.",
        "If it is another file, give the right one with --ledger. If it was the ledger, keep it, restore the newest backup "
          + "beside it, and compare before you pay again."
      )
      : .trouble(
        "The \(ledger) is damaged (\(self[.cause])). Nothing more was sent.",
        "Keep the file, restore the newest backup beside it, and compare before you pay again."
      )
  }

  var ledgerForeign: Message {
    .trouble(
      "\(self[.path]) is not a ledger of aopbatch. Nothing was sent.",
      "Give another file with --ledger. If it was the ledger, it is damaged: keep it, and restore the newest backup beside it."
    )
  }

  var ledgerNewer: Message {
    .trouble(
      "The \(ledger) was written by a newer aopbatch: \(news).",
      "Install the newer version; nothing was changed."
    )
  }

  private var news: String {
    if !self[.version].isEmpty { return "its schema is \(self[.version]), and this one knows \(self[.knownVersion])" }
    return self[.state].isEmpty
      ? "it has a batch of the operation \(self[.name])" : "it has a row in the state \(self[.state])"
  }

  var ledgerNotDurable: Message {
    .trouble(
      "The \(ledger) cannot promise to survive a power cut (\(self[.cause])).",
      "Put it on a local disk with --ledger, not on a network or memory file system."
    )
  }

  var ledgerFull: Message {
    .trouble(
      "The disk with the \(ledger) is full. Nothing is sent that is not recorded.",
      "Make room, then go on with `aopbatch resume BATCH`; `aopbatch batches` lists the batches."
    )
  }

  var ledgerBusy: Message {
    .trouble(
      "Another program has kept the \(ledger) busy for \(self[.limit]) seconds.",
      "Wait until it has ended, then try again; `aopbatch batches` lists what is not finished."
    )
  }

  var ledgerAccess: Message {
    .trouble(
      "The \(ledger) cannot be read or written: \(self[.cause]).",
      "Check the disk and the file's permissions, then go on with `aopbatch resume BATCH`; `aopbatch batches` lists the "
        + "batches."
    )
  }

  var ledgerLock: Message {
    .trouble(
      "The lock file \(self[.path]) cannot be used: \(self[.cause]).",
      "Check the permissions of its folder. Some network drives have no locks: put the ledger on a local disk with "
        + "--ledger."
    )
  }

  var batchUnknown: Message {
    .trouble("The ledger has no batch \"\(self[.batch])\".", "`aopbatch batches` lists them.")
  }

  var batchAmbiguous: Message {
    .trouble(
      "Several batches begin with \"\(self[.batch])\".",
      "Give more of the name; `aopbatch batches` lists them."
    )
  }

  var batchBusy: Message {
    Message(
      status: .busy,
      what: "Another aopbatch is working on batch \(self[.batch]). Nothing was sent by this one.",
      remedy: "Wait until the other one has ended."
    )
  }

  var batchUnbalanced: Message {
    .trouble(
      "The rows or amounts of batch \(self[.batch]) do not add up: this is a defect of aopbatch. Nothing is lost.",
      "Keep the ledger and report it."
    )
  }

  var rowUnknown: Message {
    .usage(
      "Batch \(self[.batch]) has no row \(self[.row]).",
      "Give a number as in aop_row; `aopbatch show \(self[.batch])` lists the rows in doubt."
    )
  }

  var rowNotInDoubt: Message {
    .usage(
      "Row \(self[.row]) of batch \(self[.batch]) is \(self[.state]), not in doubt: there is nothing to resolve.",
      "`aopbatch show \(self[.batch])` lists the rows in doubt."
    )
  }

  var rowContradicted: Message {
    .trouble(
      "Row \(self[.row]) of batch \(self[.batch]) is to be sent, but what is recorded about it says that it was sent: the "
        + "ledger was changed by other means. Nothing was sent.",
      "Find out who changed the ledger; `aopbatch show \(self[.batch])` shows the batch. Keep the file, restore the newest "
        + "backup, compare, then give --after-restore with the reason."
    )
  }

  var rowState: Message {
    .trouble(
      "Row \(self[.row]) of batch \(self[.batch]) is not \(self[.state]), as it should be. Nothing more was sent.",
      "Look at it with `aopbatch show \(self[.batch])`, and report this."
    )
  }
}
