import Payments
import Sandbox
import Sheet

/// What a person is told about a failure, and how the program ends because of it.
struct Message {
  let status: ExitStatus
  /// What happened and where, in whole sentences.
  let what: String
  /// What to do about it: only ways out that work.
  let remedy: String

  /// - Parameter sentences: What happened, then what to do about it.
  init(_ status: ExitStatus, _ sentences: [String]) {
    self.status = status
    what = sentences.first ?? ""
    remedy = sentences.dropFirst().joined(separator: " ")
  }

  var text: String { "\(what) \(remedy)" }
}

/// Lets sentences or lines stand one below the other; those that are empty are left out.
@resultBuilder
enum Sentences {
  static func buildExpression(_ sentence: String) -> [String] { sentence.isEmpty ? [] : [sentence] }
  static func buildExpression(_ sentences: [String]) -> [String] { sentences }
  static func buildBlock(_ parts: [String]...) -> [String] { parts.flatMap(\.self) }
  static func buildOptional(_ part: [String]?) -> [String] { part ?? [] }
  static func buildEither(first part: [String]) -> [String] { part }
  static func buildEither(second part: [String]) -> [String] { part }
}

extension Failure {
  /// The failure behind any error.
  init(_ error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let error as SandboxError:
      let what = error.cause.isEmpty ? error.sentence : "\(error.sentence) \(error.cause)"
      self.init(Code(rawValue: error.code.rawValue) ?? .unexpected, [.cause: what, .reason: error.remedy])
    default: self.init(.unexpected, [.cause: "\(error)"])
    }
  }

  /// What a person is told. Facts are somebody else's words: paths, headers, arguments.
  var message: Message {
    let shown = facts.map { fact, words in
      // Numbers of rows and names of batches as they were typed, which may be somebody's account instead.
      (fact, [.row, .batch].contains(fact) ? Masking.masked(words: words.printable) : words.printable)
    }
    return Failure(code, Dictionary(uniqueKeysWithValues: shown)).told
  }

  /// The words about a code stand in one place of these, by what they are about.
  private var told: Message {
    let refused = aboutSheet + aboutCells + aboutHeader + aboutControls
    if let what = refused.first {
      return Message(.sheetRefused, ["The sheet cannot be used: \(what)"] + refused.dropFirst())
    }
    if case let before = aboutEarlier, !before.isEmpty { return Message(.processedBefore, before) }
    if case let refused = aboutApproval, !refused.isEmpty { return Message(.notAllowed, refused) }
    let others =
      aboutFile + aboutLedgerFile + aboutLedgerAge + aboutLedger + aboutLedgerServer + aboutLedgerSettings + aboutBatch
      + aboutPlan + aboutPolicy + aboutSettings + aboutProgram
    return Message(status, others)
  }

  /// Where no sheet is in the way, most often a file, a disk, the ledger or a setting is.
  private var status: ExitStatus {
    switch code {
    case .batchBusy: .busy
    case .planOther: .sheetRefused
    case .planDeclined, .rowNotInDoubt, .rowUnknown, .usage: .usage
    case .interrupted: .interrupted
    case .terminated: .terminated
    default: .trouble
    }
  }
}
