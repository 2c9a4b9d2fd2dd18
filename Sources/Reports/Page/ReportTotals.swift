import Ledger
import Operations
import Payments

// What a report begins with: how the batch ended, what it is, and that its totals balance.
extension ReportPage {
  @HTML var title: HTML {
    let todo = todo
    element("p", ["class": "kind"]) { "Batch report: \(batch.operation.name)" }
    element("h1", ["class": batch.sheet.count > Self.shortNameMax ? "long" : nil]) {
      isTest ? "TEST: \(batch.sheet)" : batch.sheet
    }
    element("p", ["class": "under"]) { "\(batch.operation.summary). Batch \(batch.name)." }
    if isTest {
      element("p", ["class": "under"]) { "A trial: its address is on the machine that ran it. No money moved." }
    }
    element("div", ["class": todo.markup.isEmpty ? "verdict" : "verdict attention"]) {
      element("strong") { verdict }
      todo
    }
    element("dl", ["class": "figures"]) {
      figure("Rows read", data.read.rows.grouped)
      figure("Valid", data.valid.rows.grouped)
      figure("Rejected", data.rejected.rows.grouped)
      if hasMoney, let good = batch.operation.outcomes.first {
        figure("Amount, \(good.words)", data[.done(good)].grouped)
      }
    }
  }

  /// Longer names of sheets are written in smaller letters.
  private static let shortNameMax = 60

  private var unsent: Int { data[.planned].rows + data[.done(.notSent)].rows }
  private var doubtful: Int { data[.done(.inDoubt)].rows + data[.sending].rows }

  /// Look-ups that can be asked again.
  private var unanswered: Int { data[.done(.error)].rows }

  /// At the end of the work, which is when a page is written.
  private var standing: Standing { Standing(batch.status, totals, last: events.lastTurn?.kind, isRunning: false) }

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

  /// What a person has to do.
  @HTML private var todo: HTML {
    if standing == .halted, let last = events.lastTurn {
      paragraph("The batch was \(Masking.masked(words: words.event(last))).")
    }
    if doubtful > 0 {
      paragraph("\(doubtful.rows()) may have happened or not. Only the provider can say; see “Rows in doubt”.")
    }
    if standing != .cancelled, unsent + unanswered > 0 {
      let what = [unsent > 0 ? "not sent" : "", unanswered > 0 ? "not answered" : ""].filter { !$0.isEmpty }
      element("p") {
        "To go on with what was \(what.joined(separator: " or ")): "; code(words.resume(batch))
      }
    }
    if case let rows = data.rejected.rows, rows > 0 {
      paragraph(
        "Rejected and not sent: \(rows.rows()). Correct them in the rejected file, and run that. A row that only repeats "
          + "another needs nothing."
      )
    }
  }

  var facts: HTML {
    section("What was done") {
      element("dl", ["class": "facts"]) {
        fact("SHA-256 of the sheet", .code(batch.digests.sha256))
        fact("Plan digest", .code(batch.digests.plan))
        fact("Address", .code(batch.address))
        fact("Recorded by", .words(batch.createdBy))
        fact("Recorded at", .moment(batch.createdAt))
        fact("Sending began", requests.first.map(Cell.moment) ?? .words("nothing was sent"))
        let noAnswer = requests.count == 0 ? "nothing was sent" : "none yet"
        fact("Last answer", data.lastAnswer.map(Cell.moment) ?? .words(noAnswer))
        fact("Requests sent", .count(requests.count))
        if data.carried > 0 { fact("Taken over", .words("\(data.carried.rows()) with an earlier final result")) }
        if let again = batch.again { fact("Processed once more", .words(Masking.masked(words: again))) }
        fact("This report", .moment(writtenAt))
      }
    }
  }

  @HTML private func fact(_ name: String, _ value: Cell) -> HTML {
    element("dt") { name }
    element("dd") { value.html }
  }

  /// A name with a large number below it.
  func figure(_ name: String, _ value: String) -> HTML { element("div") { fact(name, .number(value)) } }

  var controlTotals: HTML {
    section("Control totals") {
      element("div", ["class": "keep"]) { totalsTable }
      element("p", ["class": "balance"]) { balance }
      if hasMoney {
        inWords("Valid rows", data.valid)
        if let good = batch.operation.outcomes.first { inWords("Of these, \(good.words)", data[.done(good)]) }
      }
    }
  }

  private func inWords(_ what: String, _ total: Total) -> HTML {
    paragraph("\(what): \(total.grouped), in words: \(total.inWords).")
  }

  private var totalsTable: HTML {
    let parts = shownStates.enumerated().map { index, state in
      ("\(index == 0 ? "=" : "+") \(state.words)", data[state], "part")
    }
    let lines =
      [("Rows read", data.read, "sum"), ("= valid", data.valid, "part"), ("+ rejected", data.rejected, "part")]
      + [("Valid rows", data.valid, "sum")] + parts
    let blank = Cell.words("Blank rows, skipped and not counted above")
    return table(
      "Every row of the sheet, once" + (hasMoney ? "; a rejected row whose amount cannot be read counts ₹0.00" : ""),
      ["", "Rows"] + amountColumn,
      lines.map { name, total, _ in [.words(name)] + sum(total) }
        + [[blank, .count(batch.digests.blankRows)] + (hasMoney ? [.number("")] : [])],
      weights: lines.map(\.2)
    )
  }

  /// The column of amounts, where the operation has any.
  var amountColumn: [String] { hasMoney ? ["Amount"] : [] }

  func money(_ total: Total) -> [Cell] { hasMoney ? [.number(total.grouped)] : [] }

  /// The number of rows, and their amount.
  func sum(_ total: Total) -> [Cell] { [.count(total.rows)] + money(total) }

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
    [
      (data.read == data.valid + data.rejected, "rows read are not valid + rejected"),
      (data.valid == data.totals.sum(shownStates), "valid rows are not the sum of the outcomes"),
      (data.read.rows == totals.read.rows, "the ledger counts other rows"),
      (data.valid == totals.valid, "the ledger adds up other money of the valid rows"),
      (data.rejected == totals.rejected, "the ledger adds up other money of the rejected rows"),
    ].filter { !$0.0 }.map(\.1)
  }
}

extension RowState {
  /// For people: its name, and what it means in one line.
  private var told: (name: String, meaning: String) {
    switch self {
    case .planned: ("still to be sent", "valid; nothing was sent yet")
    case .rejected: ("rejected", "not valid; nothing was sent")
    case .sending: ("on its way", "sent; no answer yet")
    case .done(let outcome): (outcome.words, outcome.meaning)
    }
  }

  var words: String { told.name }
  var meaning: String { told.meaning }

  /// As a part of "finished, with 2 rows …".
  fileprivate var verdict: String { self == .done(.error) ? "without a usable answer" : words }

  var ink: Ink {
    switch self {
    case .planned, .rejected, .done(.notSent): .hollow
    case .sending, .done(.inDoubt), .done(.error): .dotted
    case .done(let outcome): outcome.isGood ? .solid : .hatched
    }
  }
}

extension Outcome {
  /// For people: `in doubt`.
  var words: String { String(rawValue.map { $0 == "_" ? " " : $0 }) }
}
