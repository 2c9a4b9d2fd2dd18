import TestSupport
import Testing

/// Joins the provider's log with what became of every row of every sheet, when nothing is left to do.
struct PairAudit {
  private let comment: Comment
  private let standings: [Standing]
  /// The requests for each payment.
  private let requests: [String: [Office.Request]]

  init(_ comment: Comment, _ standings: [Standing], _ requests: [Office.Request]) throws {
    self.comment = comment
    self.standings = standings
    self.requests = Dictionary(grouping: requests) { (try? Payment.identity(of: $0)) ?? "" }
    #expect(self.requests[""] == nil, comment)
  }

  func check() throws {
    for standing in standings {
      let rows = Array(standing.outcomes.keys) + Array(standing.rejected.keys)
      #expect(rows.sorted() == Array(2..<standing.paper.payments.count + 2), "\(comment): \(standing)")
      for (row, outcome) in standing.outcomes { try check(row, outcome, standing) }
    }
    for (identity, requests) in requests {
      let made = requests.filter { $0.booked != false }
      #expect(made.count <= 1, "\(comment): \(identity) is paid \(made.count) times: \(requests)")
      let told = standings.filter { $0.identities { ["accepted", "in_doubt"].contains($0) }.contains(identity) }
      if !made.isEmpty { #expect(told.count == 1, "\(comment): \(identity) is told of by \(told.map(\.batch))") }
    }
    for paper in standings.map(\.paper) { for payment in paper.valid { checkIsMade(payment) } }
  }

  private func check(_ row: Int, _ outcome: String, _ standing: Standing) throws {
    let payment = standing.paper.payment(row: row)
    let asked = requests[payment.identity] ?? []
    let what: Comment = "\(comment): \(outcome), row \(row) of \(standing.batch), \(payment.identity): \(asked)"
    switch outcome {
    case "accepted":
      let booked = asked.filter { $0.booked != false }
      let reference = standing.references[row] ?? ""
      #expect(booked.count == 1, what)
      if !reference.isEmpty { #expect(booked.first?.reference == reference, what) }
    case "in_doubt": #expect(asked.contains { $0.booked != false } || payment.paise % 100 == MagicPaise.unseen, what)
    case "failed": #expect(asked.contains { $0.booked == false }, what)
    default: #expect(outcome == "not_sent", what)
    }
  }

  /// Nothing is held back wrongly: in the end each payment is made, or its answer says why not.
  private func checkIsMade(_ payment: Payment) {
    let asked = requests[payment.identity] ?? []
    let waits = standings.contains { $0.identities { $0 == "not_sent" }.contains(payment.identity) }
    let what: Comment = "\(comment): \(payment.identity) was never made: \(asked)"
    switch payment.paise % 100 {
    case MagicPaise.unseen: break
    case MagicPaise.forbidden: #expect(waits, what)
    case let paise where MagicPaise.failing.contains(paise) || paise == MagicPaise.shortOfFunds:
      #expect(waits || asked.contains { $0.booked == false }, what)
    default: #expect(asked.contains { $0.booked != false } || waits && somethingNeverEnds, what)
    }
  }

  /// What is forbidden keeps its batch from ever being finished, and so does who gives it up.
  private var somethingNeverEnds: Bool {
    standings.contains { $0.isCancelled || $0.paper.payments.contains { $0.paise % 100 == MagicPaise.forbidden } }
  }
}
