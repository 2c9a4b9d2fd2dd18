extension Failure {
  /// Every kind of failure, by the room that it comes from. The raw values are for programs and never change.
  ///
  /// Behind each stand the facts that come with it.
  public enum Code: String, Sendable, CaseIterable {
    /// The operating system would not do something with a file.
    case file = "file.system"  // path, attempt, cause, errno
    /// More than is read of a file of its kind.
    case fileSize = "file.size"  // path, limit in bytes
    /// A folder, a pipe or a device where a file with bytes in it is needed.
    case fileKind = "file.kind"  // path

    // A sheet that cannot be used (exit status 65).
    case sheetEmpty = "sheet.empty"
    case sheetDevice = "sheet.device"  // path
    case sheetSize = "sheet.size"  // limit in bytes
    case sheetXLSX = "sheet.xlsx"
    case sheetODS = "sheet.ods"
    case sheetXLS = "sheet.xls"
    case sheetHTML = "sheet.html"
    case sheetPDF = "sheet.pdf"
    case sheetUTF16 = "sheet.utf16"
    case sheetEncoding = "sheet.encoding"  // row, byte, encoding
    case sheetHeader = "sheet.header"
    case sheetFieldSize = "sheet.fieldSize"  // row, limit in bytes
    case sheetFieldNeverCloses = "sheet.fieldNeverCloses"  // row, limit in bytes
    case sheetRowSize = "sheet.rowSize"  // row, limit in bytes
    case sheetColumns = "sheet.columns"  // row, limit in cells
    case sheetQuoteNeverCloses = "sheet.quoteNeverCloses"  // row, cell
    case sheetQuoteInField = "sheet.quoteInField"  // row, cell
    case sheetTextAfterQuote = "sheet.textAfterQuote"  // row, cell
    case sheetAmountUnit = "sheet.amountUnit"  // row, name
    case sheetColumnTwice = "sheet.columnTwice"  // row, field, name, otherName
    case sheetColumnPlainer = "sheet.columnPlainer"  // row, field, name taken, otherName
    case sheetColumnUnknown = "sheet.columnUnknown"  // row, field, name asked for, otherName or empty
    case sheetColumnsMissing = "sheet.columnsMissing"  // row, field names, names with hints, headers (may be empty)
    case sheetFirstRowIsData = "sheet.firstRowIsData"  // row, name of what it looks like
    case sheetHeaderBelow = "sheet.headerBelow"  // row, otherRow that looks like the header
    case sheetQuotedLines = "sheet.quotedLines"  // row
    case sheetDelimiter = "sheet.delimiter"  // row, name of the delimiter, otherName of the one that the sheet has
    case sheetNoRows = "sheet.noRows"
    case sheetExpectedRows = "sheet.expectedRows"  // count, expected, row of totals (may be empty)
    case sheetExpectedTotal = "sheet.expectedTotal"  // count, expected as grouped amounts, row of totals (may be empty)
    case sheetMaximumTotal = "sheet.maximumTotal"  // count, limit as grouped amounts
    case sheetRejectedRows = "sheet.rejectedRows"  // count, path of the rejected file
    case sheetNoResults = "sheet.noResults"

    // A sheet that was processed before (exit status 6).
    case sheetProcessed = "sheet.processed"  // batch, sheet, moment
    case sheetUnfinished = "sheet.unfinished"  // batch
    case sheetOtherPlan = "sheet.otherPlan"  // batch
    case sheetCarriesResults = "sheet.carriesResults"
    case sheetInDoubt = "sheet.inDoubt"  // batch, names of rows
    case sheetUnknownResults = "sheet.unknownResults"  // path
    case sheetRepeats = "sheet.repeats"  // path of the rejected file; batch, row, state of the other row
    case sheetRecordedMeanwhile = "sheet.recordedMeanwhile"  // sheet

    // The ledger, each with its path where it is known.
    case ledgerOpen = "ledger.open"  // cause
    case ledgerMissing = "ledger.missing"
    case ledgerNoPlace = "ledger.noPlace"
    case ledgerNoFile = "ledger.noFile"
    case ledgerGone = "ledger.gone"  // name of the file that says that there was one
    case ledgerReplaced = "ledger.replaced"
    case ledgerBehind = "ledger.behind"  // name of the lock file, count of missing entries, missing requests
    case ledgerLogLost = "ledger.logLost"  // name of the log that is missing
    case ledgerLinked = "ledger.linked"
    case ledgerCopy = "ledger.copy"  // name of the lock file that is missing
    case ledgerInMemory = "ledger.memory"
    case ledgerChanged = "ledger.changed"
    case ledgerDamaged = "ledger.damaged"  // cause
    case ledgerForeign = "ledger.foreign"
    case ledgerNewer = "ledger.newer"  // version and knownVersion (of the schema), state (of a row) or name (operation)
    case ledgerNotDurable = "ledger.notDurable"  // cause
    case ledgerFull = "ledger.full"
    case ledgerBusy = "ledger.busy"  // limit in seconds
    case ledgerAccess = "ledger.access"  // cause
    case ledgerLock = "ledger.lock"  // path of the lock file, cause
    case ledgerTampered = "ledger.tampered"  // cause

    // The ledger's server, each with the ledger's place, and with a cause unless something else stands behind it.
    case ledgerLibrary = "ledger.libpq"  // cause
    case ledgerAway = "ledger.away"
    case ledgerCrowded = "ledger.crowded"
    case ledgerUntrusted = "ledger.untrusted"
    case ledgerPassword = "ledger.password"
    case ledgerRights = "ledger.rights"
    case ledgerNoDatabase = "ledger.noDatabase"
    case ledgerReadOnly = "ledger.readOnly"
    case ledgerPooler = "ledger.pooler"  // nothing, or a cause
    case ledgerServerOld = "ledger.serverOld"  // version, limit: the oldest that will do
    case ledgerServerSetting = "ledger.serverSetting"  // name, state that it is in, expected
    case ledgerEncoding = "ledger.encoding"  // encoding
    case ledgerAsynchronous = "ledger.asynchronous"  // names of standbys
    case ledgerBackup = "ledger.backup"
    case ledgerNotShared = "ledger.notShared"
    case ledgerTakenOver = "ledger.takenOver"
    case ledgerCollision = "ledger.collision"
    case ledgerConflict = "ledger.conflict"  // cause, name of the constraint
    /// Committed, but the server warned that it may not last.
    case ledgerUnconfirmed = "ledger.unconfirmed"
    /// Committed or not: the connection was lost before the answer.
    case ledgerCommitLost = "ledger.commitLost"  // cause, transaction: its number; empty if that is not known

    // Batches and their rows, each with the batch's name, or as much of it as was given.
    case batchUnknown = "batch.unknown"
    case batchAmbiguous = "batch.ambiguous"
    case batchBusy = "batch.busy"
    case batchIdle = "batch.idle"
    case batchFailedOver = "batch.failedOver"  // path of the ledger
    case batchRegistration = "batch.registration"  // batch
    case batchCancelled = "batch.cancelled"  // batch
    case batchFinished = "batch.finished"  // batch
    case batchPruned = "batch.pruned"  // batch, moment
    case batchAddress = "batch.address"  // address, otherAddress
    case batchUnbalanced = "batch.unbalanced"
    case rowUnknown = "row.unknown"  // row
    case rowMayLeave = "row.mayLeave"  // batch, row, moment when it can be decided
    case rowNotInDoubt = "row.notInDoubt"  // row, state
    case rowState = "row.state"  // row, state that it should be in
    case rowContradicted = "row.contradicted"  // row

    // Approval.
    case planDeclined = "plan.declined"
    case planOther = "plan.other"  // plan that was approved, otherPlan that it would be

    // The policy and the files that it names, which cannot be believed.
    case policyMissing = "policy.missing"  // path
    case policyMode = "policy.mode"  // path of a file or folder, name: the file that can be changed because of it
    case policyOwner = "policy.owner"  // the same, otherName: the number of the user that it belongs to
    case policyFolder = "policy.folder"  // the same as policyMode, of a folder in which everybody may put files
    case policyValue = "policy.value"  // path, name of the key (empty if it is no object)
    case policyUnknown = "policy.unknown"  // path, name, names that are known
    case policyTwice = "policy.twice"  // path, name
    case policyBands = "policy.bands"  // path, count: the first band that is wrong, from 1
    case policySigners = "policy.signers"  // path

    // Approvals that are not good, or not enough (exit status 77); path is the signature's unless something else is said.
    case approvalText = "approval.text"  // path of the text, row: its first line that is wrong
    case approvalFile = "approval.file"  // path of the text or signature, cause
    case approvalSignature = "approval.signature"
    case approvalNamespace = "approval.namespace"  // name that it is for, expected
    case approvalUnknownKey = "approval.unknownKey"  // name of the file of allowed signers
    case approvalPattern = "approval.pattern"  // name that is a pattern, otherName: the file of allowed signers
    case approvalUnfitKey = "approval.unfitKey"  // name of the signer, otherName: the file of allowed signers, cause
    case approvalRevoked = "approval.revoked"  // name of the signer, otherName: the file of revoked keys
    case approvalOtherText = "approval.otherText"  // cause
    case approvalByMaker = "approval.byMaker"  // name of the signer, count of those who count, expected
    case approvalSamePerson = "approval.samePerson"  // the same, otherName: the signature that counts
    case approvalMissing = "approval.missing"  // count of those who count, expected
    case approvalMaker = "approval.maker"  // path of the policy, name of the user
    case approvalNoKeygen = "approval.noKeygen"  // path of the program
    case approvalKeygen = "approval.keygen"  // path of the program, cause
    case approvalNoPolicy = "approval.noPolicy"  // path where a policy would be
    case approvalDiffers = "approval.differs"  // path of the text, names of its lines
    case approvalExpired = "approval.expired"  // path of the text, moment
    case approvalClock = "approval.clock"  // moment
    case approvalHead = "approval.head"  // path of the text
    case approvalUsed = "approval.used"
    case approvalPolicy = "approval.policy"  // path of the policy, or where it would be
    case approvalLimit = "approval.limit"  // path of the policy, name, limit in rupees

    // Settings and the machine.
    case credentialsMissing = "settings.credentialsMissing"  // names
    case registrationShort = "settings.registrationShort"  // name of the setting, limit in characters
    case addressInvalid = "settings.address"  // address, otherAddress and name of what gave it (may be empty)
    case addressPlain = "settings.addressPlain"  // address, name of what gave it (may be empty)
    case configFile = "settings.configFile"  // path, name of the key (may be empty)
    case configShared = "settings.configShared"  // path
    case configUnknown = "settings.configUnknown"  // path, name, names that are known
    case configColumns = "settings.configColumns"  // path, a sentence as cause
    case configTwice = "settings.configTwice"  // path, name
    case ledgerAddress = "settings.ledgerAddress"
    case ledgerPlaceEmpty = "settings.ledgerEmpty"  // name
    case directoryFile = "settings.directoryFile"  // path, a sentence as cause
    case openFiles = "machine.openFiles"  // count, limit
    case threads = "machine.threads"  // count
    case output = "machine.output"  // cause, batch (empty if nothing was done but to read)
    case stream = "machine.stream"  // cause, batch (empty if none was begun)
    case sandboxOptions = "sandbox.options"  // sentences as cause and as reason, which says what to do
    case sandboxListen = "sandbox.listen"  // the same
    case sandboxLog = "sandbox.log"  // the same
    // A signal came while nothing was on its way.
    case interrupted = "stopped.interrupted"
    case terminated = "stopped.terminated"
    case usage  // cause
    case unexpected = "program.unexpected"  // cause
  }
}
