import Ledger
import Operations
import Payments

// What a report says row by row and reason by reason.
extension ReportPage {
  func addOutcomes(to html: inout HTML) {
    guard data.valid.rows > 0 else { return }
    html.section("Outcomes") { html in
      let bars = shownStates.map { state in
        OutcomeChart.Bar(label: state.words, total: data[state], ink: state.ink)
      }
      OutcomeChart(bars: bars, hasMoney: hasMoney).add(to: &html)
      outcomesTable.add(to: &html)
    }
  }

  private var outcomesTable: HTMLTable {
    var table = HTMLTable("What the outcomes mean", ["Outcome", "Meaning", "Rows"] + amountColumn)
    for state in shownStates {
      let sum = data[state]
      table.add([.words(state.words), .words(state.meaning), .count(sum.rows)] + money(sum))
    }
    table.total = [.words("Valid rows"), .words(""), .count(data.valid.rows)] + money(data.valid)
    return table
  }

  func addDoubts(to html: inout HTML) {
    if data[.sending].rows > 0 {
      html.section("Rows on their way") { html in
        html.paragraph(
          "\(data[.sending].rows.rows()) had been sent and not answered when this page was written. If no aopbatch is "
            + "working on the batch, they are in doubt: \(words.resume(batch)) settles what can be settled."
        )
      }
    }
    guard data.doubts.total > 0 else { return }
    html.section("Rows in doubt") { html in
      html.element("p") { html in
        html.text(
          "The request may have arrived. Ask the provider about each of these rows, then record the answer: add "
        )
        html.code(words.ifPaid)
        html.text(" if it was paid, or ")
        html.code(words.ifNotPaid)
        html.text(" if it was not, to the row’s command. Never send such a row again by hand.")
      }
      doubtsTable.add(to: &html)
      html.more(data.doubts.leftOut, words.show(batch))
    }
  }

  private var doubtsTable: HTMLTable {
    let account = batch.operation.index(of: .accountNumber) == nil ? "Mobile" : "Account"
    var table = HTMLTable(
      "In the sheet’s order",
      ["Row", "Name, \(account.lowercased())"] + amountColumn + ["Since when, what happened, and the command"]
    )
    for doubt in data.doubts.kept {
      let what = HTMLTable.Cell.stack([
        .moment(doubt.since), .words(Masking.masked(words: doubt.row.words(\.inIndia))),
        .code(words.resolve(batch, doubt.row.number)),
      ])
      let who = HTMLTable.Cell.stack([.words(doubt.name), .code(doubt.account)])
      let amount = Total(rows: 1, paise: Int128(doubt.row.paise))
      table.add([.number("\(doubt.row.number)"), who] + money(amount) + [what])
    }
    return table
  }

  func addReasons(to html: inout HTML) {
    if !data.troubles.counts.isEmpty {
      html.section("Valid rows that did not go well") { html in
        troublesTable.add(to: &html)
        html.more(data.troubles.counts.count - Self.reasonsMax, "the results file", "reason")
      }
    }
    html.section("Rejected and warned rows") { html in
      addCodes(
        "Rejected, by reason; a row can have several",
        data.errors,
        none: "No row was rejected.",
        file: "rejected",
        to: &html
      )
      addCodes(
        "Valid, with a warning; a row can have several",
        data.warnings,
        none: "No valid row has a warning.",
        file: "warnings",
        to: &html
      )
    }
  }

  private var troublesTable: HTMLTable {
    var table = HTMLTable(
      "By outcome and the provider’s or the program’s words",
      ["Outcome", "Code", "Message", "In rows", "Rows"] + amountColumn
    )
    for (reason, count) in data.troubles.sorted.prefix(Self.reasonsMax) {
      table.add(
        [
          .words(reason.state.words), .code(reason.code), .words(Masking.masked(words: reason.message)),
          .words(Self.examples(count.firstRows, of: count.total.rows)), .count(count.total.rows),
        ] + money(count.total)
      )
    }
    let others = data.troubles.others
    if others.total.rows > 0 {
      table.add(
        [.words("other reasons"), .code(""), .words(""), .words(""), .count(others.total.rows)] + money(others.total)
      )
    }
    return table
  }

  private func addCodes(
    _ caption: String,
    _ reasons: Reasons<Substring>,
    none: String,
    file: String,
    to html: inout HTML
  ) {
    guard !reasons.counts.isEmpty else { return html.paragraph(none) }
    var table = HTMLTable(caption, ["Reason", "In rows", "Rows"])
    for (code, count) in reasons.sorted.prefix(Self.reasonsMax) {
      let rows = count.total.rows
      table.add(.code(String(code)), .words(Self.examples(count.firstRows, of: rows)), .count(rows))
    }
    table.add(to: &html)
    html.more(reasons.counts.count - Self.reasonsMax, "the \(file) file", "reason")
  }

  /// The first row numbers: `4, 7, 9 …`
  private static func examples(_ rows: [Int], of total: Int) -> String {
    rows.map(String.init).joined(separator: ", ") + (total > rows.count ? " …" : "")
  }

  func addDecisions(to html: inout HTML) {
    guard !decisions.isEmpty else { return }
    html.section("Decisions about rows in doubt") { html in
      var table = HTMLTable("In the order in which they were taken", ["Row", "Found", "By, at", "Why", "Reference"])
      for decision in decisions.prefix(Self.decisionsMax) {
        let resolution = decision.resolution
        table.add(
          .number("\(decision.row)"),
          .words(resolution.paid ? "paid" : "not paid"),
          .stack([.words(resolution.decidedBy), .moment(resolution.decidedAt)]),
          .words(Masking.masked(words: resolution.reason)),
          .code(resolution.reference ?? "")
        )
      }
      table.add(to: &html)
      if decisions.count > Self.decisionsMax { html.paragraph("Later decisions are in the results file.") }
    }
  }

  func addHistory(to html: inout HTML) {
    html.section("History") { html in
      var table = HTMLTable("What happened to the batch as a whole", ["When", "What"])
      for event in events.suffix(Self.eventsMax) {
        table.add(.moment(event.at), .words(Masking.masked(words: words.event(event))))
      }
      table.add(to: &html)
      html.more(events.count - Self.eventsMax, words.show(batch), "earlier event")
    }
  }
}

extension HTML {
  /// Says that a list is longer, and where the rest is.
  mutating func more(_ count: Int, _ place: String, _ noun: String = "row") {
    if count > 0 { paragraph("And \(count.rows(noun)) more: \(place).") }
  }
}

extension RowState {
  /// One line for people.
  var meaning: String {
    switch self {
    case .planned: "valid; nothing was sent yet"
    case .rejected: "not valid; nothing was sent"
    case .sending: "sent; no answer yet"
    case .done(let outcome): outcome.meaning
    }
  }

  var ink: Ink {
    switch self {
    case .planned, .rejected, .done(.notSent): .hollow
    case .sending, .done(.inDoubt), .done(.error): .dotted
    case .done(let outcome): outcome.isGood ? .solid : .hatched
    }
  }
}
