import ArgumentParser
import Glibc
import Operations
import Sheet
import Testing

@testable import Commands

@Suite("What people are told")
struct MessageTests {
  /// Exactly the facts that come with a code, as `FailureCode.swift` says.
  private static func facts(_ code: Failure.Code) -> [Failure.Fact] {
    switch code {
    case .file: [.path, .attempt, .cause, .errno]
    case .fileSize: [.path, .limit]
    case .fileKind, .policyMissing, .policySigners, .approvalSignature, .approvalNoKeygen: [.path]
    case .policyMode, .policyFolder, .policyValue, .policyTwice, .approvalUnknownKey, .approvalMaker: [.path, .name]
    case .policyOwner, .approvalPattern, .approvalRevoked: [.path, .name, .otherName]
    case .policyUnknown: [.path, .name, .names]
    case .policyBands: [.path, .count]
    case .approvalText: [.path, .row]
    case .approvalFile, .approvalOtherText, .approvalKeygen: [.path, .cause]
    case .approvalNamespace: [.path, .name, .expected]
    case .approvalUnfitKey: [.path, .name, .otherName, .cause]
    case .approvalByMaker: [.path, .name, .count, .expected]
    case .approvalSamePerson: [.path, .name, .otherName, .count, .expected]
    case .approvalMissing: [.count, .expected]
    case .approvalNoPolicy, .approvalHead, .approvalPolicy: [.path]
    case .approvalDiffers: [.path, .names]
    case .approvalExpired: [.path, .moment]
    case .approvalClock: [.moment]
    case .approvalUsed: []
    case .approvalLimit: [.path, .name, .limit]
    case .sheetEmpty, .sheetXLSX, .sheetODS, .sheetXLS, .sheetHTML, .sheetPDF, .sheetUTF16, .sheetHeader, .sheetNoRows,
      .sheetNoResults, .sheetCarriesResults, .ledgerNoPlace, .planDeclined, .interrupted, .terminated:
      []
    case .sheetEncoding: [.row, .byte, .encoding]
    case .sheetDevice, .ledgerNoFile: [.path]
    case .sheetSize: [.limit]
    case .registrationShort: [.name, .limit]
    case .threads: [.count]
    case .sheetFieldSize, .sheetFieldNeverCloses, .sheetRowSize, .sheetColumns: [.row, .limit]
    case .sheetQuoteNeverCloses, .sheetQuoteInField, .sheetTextAfterQuote: [.row, .cell]
    case .sheetAmountUnit: [.row, .name]
    case .sheetColumnTwice, .sheetColumnPlainer, .sheetColumnUnknown: [.row, .field, .name, .otherName]
    case .sheetColumnsMissing: [.row, .field, .names]
    case .sheetFirstRowIsData: [.row, .name]
    case .sheetHeaderBelow: [.row, .otherRow]
    case .sheetQuotedLines: [.row]
    case .sheetDelimiter: [.row, .name, .otherName]
    case .sheetExpectedRows, .sheetExpectedTotal: [.count, .expected]
    case .sheetMaximumTotal, .openFiles: [.count, .limit]
    case .sheetRejectedRows: [.count, .path]
    case .sheetRecordedMeanwhile: [.sheet]
    case .sheetProcessed: [.batch, .sheet, .moment]
    case .sheetUnfinished, .sheetOtherPlan, .batchUnknown, .batchAmbiguous, .batchBusy, .batchUnbalanced: [.batch]
    case .batchRegistration, .batchCancelled, .batchFinished, .batchIdle: [.batch]
    case .batchFailedOver: [.batch, .path]
    case .sheetInDoubt: [.batch, .names]
    case .sheetUnknownResults: [.path]
    case .sheetRepeats: [.batch, .path, .row, .state]
    case .ledgerMissing, .ledgerReplaced, .ledgerForeign, .ledgerFull, .ledgerInMemory, .ledgerChanged, .configFile,
      .configShared:
      [.path]
    case .ledgerOpen, .ledgerDamaged, .ledgerNotDurable, .ledgerAccess, .ledgerLock, .ledgerTampered, .directoryFile,
      .configColumns:
      [.path, .cause]
    case .ledgerLinked, .ledgerBackup, .ledgerNotShared, .ledgerTakenOver: [.path]
    case .ledgerGone, .ledgerCopy, .ledgerLogLost, .configTwice: [.path, .name]
    case .ledgerBehind: [.path, .name, .count, .requests]
    case .ledgerNewer: [.version, .knownVersion]
    case .ledgerBusy: [.path, .limit]
    case .ledgerAway, .ledgerCrowded, .ledgerPassword, .ledgerRights, .ledgerNoDatabase, .ledgerReadOnly, .ledgerPooler,
      .ledgerCollision, .ledgerUnconfirmed, .ledgerUntrusted:
      [.path, .cause]
    case .ledgerServerOld: [.path, .version, .limit]
    case .ledgerServerSetting: [.path, .name, .state, .expected]
    case .ledgerEncoding: [.path, .encoding]
    case .ledgerAsynchronous: [.path, .names]
    case .ledgerConflict: [.path, .cause, .name]
    case .ledgerCommitLost: [.path, .cause, .transaction]
    case .ledgerAddress: []
    case .ledgerLibrary: [.cause]
    case .batchPruned: [.batch, .moment]
    case .batchAddress: [.batch, .address, .otherAddress]
    case .rowUnknown, .rowContradicted: [.batch, .row]
    case .rowMayLeave: [.batch, .row, .moment]
    case .rowNotInDoubt, .rowState: [.batch, .row, .state]
    case .planOther: [.plan, .otherPlan]
    case .credentialsMissing: [.names]
    case .ledgerPlaceEmpty: [.name]
    case .addressInvalid: [.address, .otherAddress]
    case .addressPlain: [.address]
    case .configUnknown: [.path, .name, .names]
    case .output, .stream: [.cause, .batch]
    case .usage, .unexpected: [.cause]
    case .sandboxOptions, .sandboxListen, .sandboxLog: [.cause, .reason]
    }
  }

  /// The codes whose cause is a whole sentence.
  private static let sentences: Set<Failure.Code> = [
    .directoryFile, .configColumns, .sandboxOptions, .sandboxListen, .sandboxLog, .usage,
  ]

  private static func sample(_ fact: Failure.Fact, of code: Failure.Code) -> String {
    switch fact {
    case .path: "/tmp/pay.csv"
    case .attempt: "write"
    case .errno: "28"
    case .row: "7"
    case .cell: "11"
    case .count: "13"
    case .expected: "17"
    case .otherRow: "37"
    case .limit: "19"
    case .version: "23"
    case .knownVersion: "29"
    case .byte: "31"
    case .encoding: "utf-8"
    case .batch: "20261121-k3fq7"
    case .reason: "Do something about it."
    case .cause: sentences.contains(code) ? "It is so." : "the cause"
    default: "some \(fact)"
    }
  }

  private static let messages =
    Failure.Code.allCases.map { code in
      let facts = Dictionary(uniqueKeysWithValues: facts(code).map { ($0, sample($0, of: code)) })
      return (code: code.rawValue, message: Failure(code, facts).message)
    } + Halt.allCases.map { (code: $0.code, message: $0.message()) }

  @Test("is what happened and what to do, in whole sentences without a gap")
  func sentences() {
    for (code, message) in Self.messages {
      for text in [message.what, message.remedy] {
        #expect(text.hasSuffix(".") && text.contains(" "), "\(code): \(text)")
        for gap in ["\"\"", "  ", "()", " .", " ,", " :", "``"] { #expect(!text.contains(gap), "\(code): \(text)") }
      }
      #expect(message.what.first?.isLowercase == false, "\(code): \(message.what)")
    }
  }

  @Test("says every fact that its code comes with")
  func factsSaid() {
    for code in Failure.Code.allCases {
      let facts = Dictionary(uniqueKeysWithValues: Self.facts(code).map { ($0, Self.sample($0, of: code)) })
      let text = Failure(code, facts).message.text
      // The error number is what the remedy is chosen by.
      for (fact, value) in facts where fact != .errno { #expect(text.contains(value), "\(code), \(fact): \(text)") }
    }
  }

  @Test("names only options and commands that there are")
  func waysOut() {
    let commands = AopBatch.configuration.subcommands
    let names = commands.compactMap { $0.configuration.commandName }
    let help = commands.map { AopBatch.helpMessage(for: $0) }.joined()
    for (code, message) in Self.messages {
      for option in message.text.matches(of: /--[a-z-]+/) {
        #expect(help.contains(option.output) || option.output == "--help", "\(code): \(option.output)")
      }
      for command in message.text.matches(of: /`aopbatch (\w+)/) where command.output.1 != "COMMAND" {
        #expect(names.contains(String(command.output.1)), "\(code): \(command.output.1)")
      }
    }
  }

  @Test("about a fact that is not known leaves it out where it need not be known")
  func unknownFacts() {
    #expect(Failure(.ledgerDamaged, [.cause: "page 3"]).message.what.hasPrefix("The ledger is damaged (page 3)."))
    #expect(Failure(.ledgerNewer, [.state: "flying"]).message.what.contains("a row in the state flying."))
    #expect(Failure(.ledgerNewer, [.name: "upi"]).message.what.contains("a batch of the operation upi."))
    let total = Failure(.sheetExpectedRows, [.count: "3", .expected: "2", .row: "4"]).message.what
    #expect(total.hasSuffix("(--expect-rows). Row 4 is a totals line: delete it if it was not meant to count."))
    let missing = Failure(.sheetColumnsMissing, [.row: "1", .names: "amount", .headers: "Amnt, city"]).message.what
    #expect(missing.hasSuffix("and these are missing: amount. Headers that are not known: Amnt, city."))
  }

  @Test(
    "about a sheet that only repeats says what to do about the row that stands in the way",
    arguments: [
      ("in_doubt", "`aopbatch resolve B1 --row 4 --not-paid --reason TEXT`"), ("not_sent", "`aopbatch resume B1`"),
      ("planned", "`aopbatch cancel B1 --reason TEXT`"), ("accepted", "--allow-repeats"), ("", "aop_error_codes"),
    ]
  )
  func repeats(_ state: String, _ words: String) {
    let batch = state.isEmpty ? "" : "B1"
    let message = Failure(.sheetRepeats, [.path: "r.csv", .batch: batch, .row: "4", .state: state]).message
    #expect(message.remedy.contains(words))
    #expect(message.remedy.contains("--allow-repeats") == ["accepted", ""].contains(state))
    #expect(message.what.contains("row 4 of batch B1") == !state.isEmpty)
  }

  private static let statusesOfKinds: [String: Int32] = ["sheet": 65, "approval": 77]

  /// The statuses of the contract, where they are not their kind's; what is not named at all is a trouble (1).
  private static let statuses: [Failure.Code: Int32] = [
    .interrupted: 130, .terminated: 143, .usage: 64, .planDeclined: 64, .rowUnknown: 64, .rowNotInDoubt: 64,
    .batchBusy: 75, .planOther: 65,
    .sheetProcessed: 6, .sheetUnfinished: 6, .sheetOtherPlan: 6, .sheetCarriesResults: 6, .sheetRepeats: 6,
    .sheetInDoubt: 6, .sheetUnknownResults: 6,
    .sheetRecordedMeanwhile: 6,
  ]

  @Test("comes with an exit status of the contract, and with a code that stands for one kind of failure")
  func exits() {
    for code in Failure.Code.allCases {
      let kind = String(code.rawValue.prefix { $0 != "." })
      let status = Self.statuses[code] ?? Self.statusesOfKinds[kind] ?? 1
      #expect(Failure(code).message.status.rawValue == status, "\(code)")
    }
    let halts = "credentials ourRequest funds wrongAddress untrusted unasked referenceTwice tooManyInDoubt noConnection"
    #expect(Halt.allCases.map(\.code) == halts.split(separator: " ").map { "halted.\($0)" })
    #expect(Halt.allCases.allSatisfy { $0.message().status.rawValue == 5 })
    #expect(Set(Self.messages.map(\.code)).count == Self.messages.count)
  }

  @Test(
    "about sizes is written as people write them",
    arguments: [("65536", "64 KiB"), ("1048576", "1 MiB"), ("1", "1 byte"), ("500", "500 bytes")]
  )
  func sizes(_ bytes: String, _ words: String) {
    #expect(Failure(.sheetRowSize, [.row: "2", .limit: bytes]).message.what.contains("longer than \(words),"))
  }

  @Test(
    "about a file says what can be done about just that",
    arguments: [(ENOSPC, "Free some space"), (EISDIR, "That is a folder"), (EACCES, "permission"), (EDOM, "try again")]
  )
  func files(_ errno: Int32, _ words: String) {
    let message = Failure(file: "pay.csv", "read", errno: errno).message
    #expect(message.what.hasPrefix("Cannot read pay.csv: "))
    #expect(message.remedy.contains(words))
  }

  @Test(
    "about an encoding is the way out of that one",
    arguments: [("utf-8", "windows-1252"), ("windows-1252", "--encoding out"), ("utf-16", "CSV UTF-8")]
  )
  func encodings(_ encoding: String, _ words: String) {
    let message = Failure(.sheetEncoding, [.row: "3", .byte: "8", .encoding: encoding]).message
    #expect(message.what.hasSuffix("row 3 has a character that cannot be read as \(encoding) (byte 8 of the file)."))
    #expect(message.remedy.contains(words))
  }

  @Test("of a file of another kind is how to save it as CSV")
  func saveAsCSV() {
    for code in [Failure.Code.sheetXLSX, .sheetODS, .sheetXLS, .sheetHTML, .sheetPDF] {
      for program in ["Excel", "Google Sheets", "LibreOffice"] {
        #expect(Failure(code).message.remedy.contains(program), "\(code)")
      }
    }
  }
}
