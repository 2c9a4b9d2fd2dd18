import Payments
import Sheet

/// What a person is told about a failure, and how the program ends because of it.
struct Message {
  let status: ExitStatus
  /// What happened and where, in whole sentences.
  let what: String
  /// What to do about it: only ways out that work.
  let remedy: String

  var text: String { "\(what) \(remedy)" }
}

extension Message {
  /// A file, a disk, the ledger or a setting is in the way.
  static func trouble(_ what: String, _ remedy: String) -> Message {
    Message(status: .trouble, what: what, remedy: remedy)
  }

  /// The sheet as a whole cannot be used; `what` goes on after a colon.
  static func refused(_ what: String, _ remedy: String) -> Message {
    Message(status: .sheetRefused, what: "The sheet cannot be used: \(what)", remedy: remedy)
  }

  /// What was asked for makes no sense.
  static func usage(_ what: String, _ remedy: String) -> Message {
    Message(status: .usage, what: what, remedy: remedy)
  }

  /// What would be sent was sent before, or is being sent.
  static func processedBefore(_ what: String, _ remedy: String) -> Message {
    Message(status: .processedBefore, what: what, remedy: remedy)
  }
}

extension Failure {
  /// What a person is told. Facts are somebody else's words: paths, headers, arguments.
  var message: Message {
    let shown = facts.map { fact, words in
      // Numbers of rows and names of batches as they were typed, which may be somebody's account instead.
      (fact, [.row, .batch].contains(fact) ? Masking.masked(words: words.printable) : words.printable)
    }
    return Failure(code, Dictionary(uniqueKeysWithValues: shown)).words
  }

  /// The message of each kind of failure: the words stand with those of their room.
  private var words: Message {
    switch code {
    case .file: file
    case .fileSize: fileSize

    case .sheetEmpty: sheetEmpty
    case .sheetDevice: sheetDevice
    case .sheetSize: sheetSize
    case .sheetXLSX: foreign("an Excel workbook (.xlsx) or another zip file")
    case .sheetODS: foreign("a LibreOffice or OpenDocument spreadsheet (.ods)")
    case .sheetXLS: foreign("an old Excel workbook (.xls)")
    case .sheetHTML: foreign("a web page (HTML) or XML")
    case .sheetPDF: foreign("a PDF document")
    case .sheetUTF16: sheetUTF16
    case .sheetEncoding: sheetEncoding
    case .sheetHeader: sheetHeader
    case .sheetFieldSize: sheetFieldSize
    case .sheetFieldNeverCloses: sheetFieldNeverCloses
    case .sheetRowSize: sheetRowSize
    case .sheetColumns: sheetColumns
    case .sheetQuoteNeverCloses: quote("opens with a quote (\") that never closes.")
    case .sheetQuoteInField: quote("has a quote (\") inside, but does not start with one.")
    case .sheetTextAfterQuote: quote("has text behind the quote (\") that closes it.")
    case .sheetAmountUnit: sheetAmountUnit
    case .sheetColumnTwice: sheetColumnTwice
    case .sheetColumnPlainer: sheetColumnPlainer
    case .sheetColumnUnknown: sheetColumnUnknown
    case .sheetColumnsMissing: sheetColumnsMissing
    case .sheetFirstRowIsData: sheetFirstRowIsData
    case .sheetHeaderBelow: sheetHeaderBelow
    case .sheetQuotedLines: sheetQuotedLines
    case .sheetDelimiter: sheetDelimiter

    case .sheetNoRows: sheetNoRows
    case .sheetExpectedRows: sheetExpectedRows
    case .sheetExpectedTotal: sheetExpectedTotal
    case .sheetMaximumTotal: sheetMaximumTotal
    case .sheetRejectedRows: sheetRejectedRows
    case .sheetNoResults: sheetNoResults
    case .sheetProcessed: sheetProcessed
    case .sheetUnfinished: sheetUnfinished
    case .sheetOtherPlan: sheetOtherPlan
    case .sheetCarriesResults: sheetCarriesResults
    case .sheetInDoubt: sheetInDoubt
    case .sheetUnknownResults: sheetUnknownResults
    case .sheetRepeats: sheetRepeats
    case .sheetRecordedMeanwhile: sheetRecordedMeanwhile

    case .ledgerOpen: ledgerOpen
    case .ledgerMissing: ledgerMissing
    case .ledgerNoPlace: ledgerNoPlace
    case .ledgerNoFile: ledgerNoFile
    case .ledgerGone: ledgerGone
    case .ledgerReplaced: ledgerReplaced
    case .ledgerBehind: ledgerBehind
    case .ledgerLogLost: ledgerLogLost
    case .ledgerLinked: ledgerLinked
    case .ledgerCopy: ledgerCopy
    case .ledgerInMemory: ledgerInMemory
    case .ledgerChanged: ledgerChanged
    case .ledgerDamaged: ledgerDamaged
    case .ledgerForeign: ledgerForeign
    case .ledgerNewer: ledgerNewer
    case .ledgerNotDurable: ledgerNotDurable
    case .ledgerFull: ledgerFull
    case .ledgerBusy: ledgerBusy
    case .ledgerAccess: ledgerAccess
    case .ledgerLock: ledgerLock
    case .batchUnknown: batchUnknown
    case .batchAmbiguous: batchAmbiguous
    case .batchBusy: batchBusy
    case .batchUnbalanced: batchUnbalanced
    case .rowUnknown: rowUnknown
    case .rowNotInDoubt: rowNotInDoubt
    case .rowState: rowState
    case .rowContradicted: rowContradicted

    case .batchRegistration: batchRegistration
    case .batchCancelled: batchCancelled
    case .batchFinished: batchFinished
    case .batchPruned: batchPruned
    case .batchAddress: batchAddress
    case .planDeclined: planDeclined
    case .planOther: planOther
    case .credentialsMissing: credentialsMissing

    case .registrationShort: registrationShort
    case .addressInvalid: addressInvalid
    case .addressPlain: addressPlain
    case .configFile: configFile
    case .configShared: configShared
    case .configUnknown: configUnknown
    case .configTwice: configTwice
    case .configColumns: configColumns
    case .ledgerPlaceEmpty: ledgerPlaceEmpty
    case .directoryFile: directoryFile
    case .openFiles: openFiles
    case .threads: threads
    case .output: output
    case .sandboxOptions, .sandboxListen, .sandboxLog: sandbox
    case .interrupted: Message(status: .interrupted, what: stopped, remedy: stoppedRemedy)
    case .terminated: Message(status: .terminated, what: stopped, remedy: stoppedRemedy)
    case .usage: usage
    case .unexpected: unexpected
    }
  }
}
