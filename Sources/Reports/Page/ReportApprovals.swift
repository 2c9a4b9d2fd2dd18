import Ledger
import Operations
import Payments

// What people decided: who let the batch be sent, and what was found out about rows in doubt.
extension ReportPage {
  /// Look-ups need nobody's approval.
  @HTML var approved: HTML {
    if batch.operation.effect.isJournalled {
      section("Approvals") {
        if signed.isEmpty { paragraph(unsigned) } else { signersTable }
        if let policy {
          element("p") {
            "The policy that held when sending began has the SHA-256 "
            code(policy)
          }
        }
      }
    }
  }

  private var signed: [Event] { events.filter { $0.kind == .approved } }

  private var unsigned: String {
    policy == nil
      ? "Nobody signed, and nobody had to: there was no policy." : "Nobody signed: the policy asked for no signature."
  }

  /// The digest of the policy that held when the batch was begun; nil if there was none.
  private var policy: String? {
    let began = events.first { $0.kind == .opened }?.at ?? batch.createdAt
    let known = (signed.first { $0.at <= began } ?? policies.last { $0.at <= began })?.fact("policy")
    return known == Event.noPolicy ? nil : known
  }

  private var signersTable: HTML {
    table(
      "Signatures that counted; of the text that was signed and of its policy, the SHA-256 begins like this",
      ["Who", "What for", "Key, text and policy", "Accepted"],
      signed.prefix(Self.eventsMax).flatMap { event in
        event.approvers.map { signer in
          let digests = [("text", Event.approval), ("policy", "policy")].map { name, fact in
            "\(name) \(event.fact(fact)?.prefix(12) ?? "")…"
          }
          return [
            .words(signer.principal), .words(purpose(of: event)),
            .stack([.code(signer.key), .small(digests.joined(separator: ", "))]), .moment(event.at),
          ]
        }
      }
    )
  }

  /// What was done next is what was signed.
  private func purpose(of approval: Event) -> String {
    let later = entries.drop { $0 != approval }.first { [.opened, .resolved].contains($0.kind) }
    guard let later, later.kind == .resolved else { return "sending" }
    return "row \(later.fact("row") ?? "") was not paid"
  }

  @HTML var decided: HTML {
    if !decisions.isEmpty {
      section("Decisions about rows in doubt") {
        table(
          "In the order in which they were taken",
          ["Row", "Found", "By, at", "Why", "Reference"],
          decisions.prefix(Self.decisionsMax).map { decision in
            let found = decision.resolution
            return [
              .number("\(decision.row)"), .words(found.paid ? "paid" : "not paid"),
              .stack([.words(found.decidedBy), .moment(found.decidedAt)]), .words(Masking.masked(words: found.reason)),
              .code(found.reference ?? ""),
            ]
          }
        )
        if decisions.count > Self.decisionsMax { paragraph("Later decisions are in the results file.") }
      }
    }
  }
}
