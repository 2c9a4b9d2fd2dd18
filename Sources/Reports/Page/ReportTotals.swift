import Ledger
import Operations
import Payments

// What a report begins with: how the batch ended, what it is, and that its totals balance.
extension ReportPage {
  func addTitle(to html: inout HTML) {
    html.element("p", ["class": "kind"], text: "Batch report: \(batch.operation.name)")
    html.element("h1", text: Provider.isTest(batch.address) ? "TEST: \(batch.sheet)" : batch.sheet)
    html.element("p", ["class": "under"], text: "\(batch.operation.summary). Batch \(batch.name).")
    if Provider.isTest(batch.address) {
      html.element("p", ["class": "under"], text: "A trial: its address is on the machine that ran it. No money moved.")
    }
    let sentences = todo
    html.element("div", ["class": sentences.isEmpty ? "verdict" : "verdict attention"]) { html in
      html.element("strong", text: verdict)
      for sentence in sentences { html.paragraph(sentence) }
    }
    html.element("dl", ["class": "figures"]) { addFigures(to: &$0) }
  }

  private func addFigures(to html: inout HTML) {
    html.figure("Rows read", data.read.rows.grouped)
    html.figure("Valid", data.valid.rows.grouped)
    html.figure("Rejected", data.rejected.rows.grouped)
    if hasMoney, let good = batch.operation.outcomes.first {
      html.figure("Amount, \(good.words)", data[.done(good)].grouped)
    }
  }

  private var unsent: Int { data[.planned].rows + data[.done(.notSent)].rows }
  private var doubtful: Int { data[.done(.inDoubt)].rows + data[.sending].rows }

  /// Look-ups that can be asked again.
  private var unanswered: Int { data[.done(.error)].rows }

  /// At the end of the work, which is when a page is written.
  private var standing: Standing { Standing(batch.status, totals, last: events.last?.kind, isRunning: false) }

  private var verdict: String {
    if !imbalances.isEmpty { return "The totals do not balance." }
    if standing == .cancelled { return "Cancelled: \(unsent.rows()) not sent, and never will be." }
    if data.valid.rows == 0 { return "Finished: no row was valid, so nothing was sent." }
    if unsent > 0 { return "Not finished: \(unsent.rows()) not sent." }
    if doubtful > 0 { return "Sent, with \(doubtful.rows()) in doubt." }
    let bad = (batch.operation.outcomes.filter { !$0.isGood }.map(RowState.done) + [.rejected])
      .filter { data[$0].rows > 0 }.map { "\(data[$0].rows.rows()) \($0.verdict)" }
    if !bad.isEmpty { return "Finished, with \(bad.joined(separator: " and "))." }
    return "Finished. Every row was answered well."
  }

  /// What a person has to do, in sentences.
  private var todo: [String] {
    var sentences: [String] = []
    if standing == .halted, let last = events.last {
      sentences.append("The batch was \(Masking.masked(words: words.event(last))).")
    }
    if doubtful > 0 {
      sentences.append("\(doubtful.rows()) may have happened or not. Only the provider can say; see “Rows in doubt”.")
    }
    if standing != .cancelled, unsent + unanswered > 0 {
      let what = [unsent > 0 ? "not sent" : "", unanswered > 0 ? "not answered" : ""].filter { !$0.isEmpty }
      sentences.append("To go on with what was \(what.joined(separator: " or ")): \(words.resume(batch))")
    }
    if data.rejected.rows > 0 {
      sentences.append(
        "Rejected and not sent: \(data.rejected.rows.rows()). Correct them in the rejected file, and run that."
      )
    }
    return sentences
  }

  func addFacts(to html: inout HTML) {
    html.section("What was done") { html in
      html.element("dl", ["class": "facts"]) { html in
        html.fact("SHA-256 of the sheet", code: batch.digests.sha256)
        html.fact("Plan digest", code: batch.digests.plan)
        html.fact("Address", code: batch.address)
        html.fact("Recorded by", batch.createdBy)
        html.fact("Recorded at", at: batch.createdAt)
        html.fact("Sending began", at: requests.first)
        html.fact("Last answer", at: data.lastAnswer, otherwise: requests.count == 0 ? "nothing was sent" : "none yet")
        html.fact("Requests sent", requests.count.grouped)
        if data.carried > 0 { html.fact("Taken over", "\(data.carried.rows()) with an earlier final result") }
        if let again = batch.again { html.fact("Processed once more", Masking.masked(words: again)) }
        html.fact("This report", at: writtenAt)
      }
    }
  }

  func addTotals(to html: inout HTML) {
    html.section("Control totals") { html in
      html.element("div", ["class": "keep"]) { totalsTable.add(to: &$0) }
      html.element("p", ["class": "balance"], text: balance)
      guard hasMoney else { return }
      html.inWords("Valid rows", data.valid)
      if let good = batch.operation.outcomes.first { html.inWords("Of these, \(good.words)", data[.done(good)]) }
    }
  }

  private var totalsTable: HTMLTable {
    var table = HTMLTable(
      "Every row of the sheet, once" + (hasMoney ? "; a rejected row whose amount cannot be read counts ₹0.00" : ""),
      ["", "Rows"] + amountColumn
    )
    func line(_ name: String, _ sum: Total, _ weight: HTMLTable.Weight = .part) {
      table.add([.words(name), .count(sum.rows)] + money(sum), weight)
    }
    line("Rows read", data.read, .sum)
    line("= valid", data.valid)
    line("+ rejected", data.rejected)
    line("Valid rows", data.valid, .sum)
    for (index, state) in shownStates.enumerated() { line("\(index == 0 ? "=" : "+") \(state.words)", data[state]) }
    let blank = HTMLTable.Cell.words("Blank rows, skipped and not counted above")
    table.add([blank, .count(batch.digests.blankRows)] + (hasMoney ? [.number("")] : []))
    return table
  }

  /// The column of amounts, where the operation has any.
  var amountColumn: [String] { hasMoney ? ["Amount"] : [] }

  func money(_ total: Total) -> [HTMLTable.Cell] { hasMoney ? [.money(total)] : [] }

  /// The operation's outcomes, and what stands for rows that have none yet.
  var shownStates: [RowState] {
    batch.operation.outcomes.map(RowState.done) + [.planned, .sending].filter { data[$0].rows > 0 }
  }

  private var balance: String {
    let problems = imbalances
    guard problems.isEmpty else { return "These totals do not balance: \(problems.joined(separator: "; "))." }
    let what = hasMoney ? "rows and money" : "rows"
    return "The totals balance in \(what): read = valid + rejected, valid = the sum of the outcomes, "
      + "and both as the ledger adds them up."
  }

  /// What does not add up; nothing, unless the program is wrong or the ledger damaged.
  private var imbalances: [String] {
    let outcomes = data.totals.sum(shownStates)
    var problems: [String] = []
    func check(_ isRight: Bool, _ what: String) { if !isRight { problems.append(what) } }
    check(data.read == data.valid + data.rejected, "rows read are not valid + rejected")
    check(data.valid == outcomes, "valid rows are not the sum of the outcomes")
    check(data.read.rows == totals.read.rows, "the ledger counts other rows")
    check(data.valid == totals.valid, "the ledger adds up other money of the valid rows")
    check(data.rejected == totals.rejected, "the ledger adds up other money of the rejected rows")
    return problems
  }
}

extension RowState {
  /// For people.
  var words: String {
    switch self {
    case .planned: "still to be sent"
    case .rejected: "rejected"
    case .sending: "on its way"
    case .done(let outcome): outcome.words
    }
  }
}

extension RowState {
  /// As a part of "finished, with 2 rows …".
  fileprivate var verdict: String { self == .done(.error) ? "without a usable answer" : words }
}

extension Outcome {
  /// For people: `in doubt`.
  var words: String { String(rawValue.map { $0 == "_" ? " " : $0 }) }
}

extension HTML {
  /// A name with a large number below it.
  mutating func figure(_ name: String, _ value: String) {
    element("div") { html in
      html.element("dt", text: name)
      html.element("dd", text: value)
    }
  }

  fileprivate mutating func fact(_ name: String, _ value: String) {
    element("dt", text: name)
    element("dd", text: value)
  }

  fileprivate mutating func fact(_ name: String, code: String) {
    element("dt", text: name)
    element("dd") { $0.code(code) }
  }

  fileprivate mutating func fact(_ name: String, at moment: Timestamp?, otherwise: String = "nothing was sent") {
    element("dt", text: name)
    element("dd") { html in
      if let moment { html.moment(moment) } else { html.text(otherwise) }
    }
  }

  fileprivate mutating func inWords(_ what: String, _ total: Total) {
    paragraph("\(what): \(total.grouped), in words: \(total.inWords).")
  }
}
