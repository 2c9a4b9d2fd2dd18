import Ledger
import Operations
import Payments

// What a report says row by row and reason by reason.
extension ReportPage {
  @HTML var outcomes: HTML {
    if data.valid.rows > 0 {
      section("Outcomes") {
        element("div", ["class": "keep"]) {
          BarChart.outcomes(shownStates.map { ($0.words, data[$0], $0.ink) }, hasMoney: hasMoney).html
        }
        table(
          "What the outcomes mean",
          ["Outcome", "Meaning"],
          shownStates.map { [.words($0.words), .words($0.meaning)] }
        )
      }
    }
  }

  @HTML var doubts: HTML {
    if data[.sending].rows > 0 {
      section("Rows on their way") {
        paragraph(
          "\(data[.sending].rows.rows()) had been sent and not answered when this page was written. If no aopbatch is "
            + "working on the batch, they are in doubt: \(words.resume(batch)) settles what can be settled."
        )
      }
    }
    if data.doubts.total > 0 {
      section("Rows in doubt") {
        element("p") {
          "The request may have arrived. Ask the provider about each of these rows, then record the answer: add "
          code(words.ifPaid)
          " if it was paid, or "
          code(words.ifNotPaid)
          " if it was not, to the row’s command. Never send such a row again by hand."
        }
        doubtsTable
        more(data.doubts.leftOut, words.show(batch))
      }
    }
  }

  private var doubtsTable: HTML {
    let account = batch.operation.index(of: .accountNumber) == nil ? "mobile" : "account"
    return table(
      "In the sheet’s order: since when, what happened, and the command",
      ["Row", "Name, \(account)"] + amountColumn + ["What happened"],
      data.doubts.kept.map { doubt in
        let what = Masking.masked(words: doubt.row.words(\.inIndia))
        let command = words.resolve(batch, doubt.row.number)
        return [.number("\(doubt.row.number)"), .stack([.words(doubt.name), .code(doubt.account)])]
          + money(Total(rows: 1, paise: Int128(doubt.row.paise)))
          + [.stack([.moment(doubt.row.sentAt), .words(what), .code(command)])]
      }
    )
  }

  /// How long the provider took.
  @HTML var timing: HTML {
    if requests.count > 0 {
      section("Time to answer") {
        if data.latency.requests > 0 { distribution }
        element("div", ["class": "pair"]) {
          rows("Slowest answers", data.slowest)
          rows("Sent more than once, most tries first", data.retried)
        }
        more(data.retried.leftOut, "aop_attempts in the results file", "retried row")
      }
    }
  }

  @HTML private var distribution: HTML {
    paragraph("The last request of each row, if it was answered: \(data.latency.requests.rows("request")).")
    element("div", ["class": "keep"]) {
      BarChart.latency(data.latency).html
      element("dl", ["class": "figures"]) {
        for (name, percent) in [("Half within", 50), ("90 of 100 within", 90), ("99 of 100 within", 99)] {
          figure(name, Self.duration(data.latency.milliseconds(percent: percent)))
        }
        figure("Longest", Self.duration(data.latency.longest))
      }
    }
  }

  @HTML private func rows(_ caption: String, _ rows: TopRows<ReportData.Timing>) -> HTML {
    if rows.total > 0 {
      element("div") {
        table(
          caption,
          ["Row", "Outcome", "Tries", "Last answer"],
          rows.kept.map { row in
            let time = Self.duration(row.milliseconds, otherwise: "no answer")
            return [.number("\(row.row)"), .words(row.state.words), .count(row.tries), .number(time)]
          }
        )
      }
    }
  }

  private static func duration(_ milliseconds: Int64?, otherwise: String = "–") -> String {
    milliseconds.map { "\(Int($0).grouped) ms" } ?? otherwise
  }

  @HTML var history: HTML {
    section("History") {
      table(
        "What happened to the batch as a whole",
        ["When", "What"],
        events.suffix(Self.eventsMax).map { [.moment($0.at), .words(Masking.masked(words: words.event($0)))] }
      )
      more(events.count - Self.eventsMax, words.show(batch), "earlier event")
      let (number, digest) = newestEntry
      element("p", ["class": "keep"]) {
        "When this page was written, the journal’s newest entry was number \(number), with the SHA-256 "
        code(digest)
      }
    }
  }

  /// Says that a list is longer, and where the rest is.
  @HTML func more(_ count: Int, _ place: String, _ noun: String = "row") -> HTML {
    if count > 0 { paragraph("And \(count.rows(noun)) more: \(place).") }
  }
}
