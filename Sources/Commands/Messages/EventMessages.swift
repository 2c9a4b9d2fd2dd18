import Ledger
import Operations
import Reports

extension Event {
  /// What happened to a batch, for people.
  var words: String {
    let unsent = unsent == 0 ? "" : "; \(unsent == 1 ? "1 row" : "\(unsent) rows") not sent"
    switch kind {
    case .made: return "the ledger was made"
    case .recorded: return "recorded"
    case .again: return "again: \(reason)"
    case .repeatsAllowed: return "repeats of other batches' payments allowed: \(reason)"
    case .approved:
      let signers = approvers.map { "\($0.principal) (\($0.key))" }.joined(separator: " and ")
      return "approved by \(signers) under the policy \(fact("policy")?.prefix(12) ?? "")…"
    case .policy: return "another policy holds: \(fact("policy") ?? "")"
    case .opened: return "opened by \(by)"
    case .joined: return "helped with by \(by) \(reason)"
    case .halted: return "halted: \(Halt.words(of: reason))\(unsent)"
    case .stopped: return "stopped \(reason == Event.byCancelling ? "to be cancelled" : "by a signal")\(unsent)"
    case .finished: return "finished\(unsent)"
    case .closed: return "files written"
    case .resolved:
      let finding = fact("paid") == "true" ? "paid" : "not paid"
      return "row \(fact("row") ?? "") was \(finding), says \(by): \(reason)"
    case .late: return "an answer came late"
    case .cancelled: return "cancelled: \(reason) (\(by))\(unsent)"
    case .pruned: return "rows forgotten by \(by)"
    case .failedOver: return "gone on with after a failover of the ledger's server: \(reason)"
    case .restored: return "an older state of the ledger gone on with: \(reason)"
    case .other: return reason
    }
  }
}

extension Event {
  var approversJSON: [JSON] {
    approvers.map { ["principal": $0.principal, "key": $0.key, "at": at.text, "policy": fact("policy")] }
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
    reason: { Reason.words(of: $0, named: $1) },
    resume: { "aopbatch resume \($0.name)\(NamedLedger.options(for: "resume"))" },
    show: { "aopbatch show \($0.name)\(NamedLedger.options(for: "show"))" },
    resolve: { "aopbatch resolve \($0.name) --row \($1)\(NamedLedger.options(for: "resolve"))" },
    ifPaid: "--paid --reason TEXT --reference REF",
    ifNotPaid: "--not-paid --reason TEXT"
  )
}
