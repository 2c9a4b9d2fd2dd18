import Ledger
import Operations
import Payments

// How long the provider took.
extension ReportPage {
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
      LatencyChart(latency: data.latency).html
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
            let time = row.milliseconds == nil ? "no answer" : Self.duration(row.milliseconds)
            return [.number("\(row.row)"), .words(row.state.words), .count(row.tries), .number(time)]
          }
        )
      }
    }
  }

  private static func duration(_ milliseconds: Int64?) -> String {
    milliseconds.map { "\(Int($0).grouped) ms" } ?? "–"
  }
}
