import Ledger
import Operations
import Reports

extension Event {
  /// What happened to a batch, for people.
  var words: String {
    let unsent = unsent == 0 ? "" : "; \(unsent == 1 ? "1 row" : "\(unsent) rows") not sent"
    switch kind {
    case .recorded: return detail.isEmpty ? "recorded" : "recorded, again: \(detail)"
    case .repeatsAllowed: return "repeats of other batches' payments allowed: \(detail)"
    case .opened: return "opened by \(detail)"
    case .halted: return "halted: \(Halt.words(of: detail))\(unsent)"
    case .stopped: return "stopped \(detail == Event.byCancelling ? "to be cancelled" : "by a signal")\(unsent)"
    case .finished: return "finished\(unsent)"
    case .cancelled: return "cancelled: \(detail)\(unsent)"
    case .pruned: return "rows forgotten by \(detail)"
    case .failedOver: return "gone on with after a failover of the ledger's server: \(detail)"
    case .joined: return "helped with by \(detail)"
    case .restored: return "an older state of the ledger gone on with: \(detail)"
    case .other: return detail
    }
  }
}

extension Outcome {
  /// What it means and what to do about it, for help texts.
  var help: String {
    switch self {
    case .error: "\(meaning); `resume` asks again"
    case .inDoubt: "\(meaning), then `resolve`; never send it again by hand"
    case .notSent: "\(meaning); `resume` sends it"
    case .accepted, .success, .pending, .registrationRequired, .refunded, .failed: meaning
    }
  }
}

extension PageWords {
  /// The words of this program's commands.
  static let commands = PageWords(
    event: \.words,
    resume: { "aopbatch resume \($0.name)\(NamedLedger.options(for: "resume"))" },
    show: { "aopbatch show \($0.name)\(NamedLedger.options(for: "show"))" },
    resolve: { "aopbatch resolve \($0.name) --row \($1)\(NamedLedger.options(for: "resolve"))" },
    ifPaid: "--paid --reason TEXT --reference REF",
    ifNotPaid: "--not-paid --reason TEXT"
  )
}
