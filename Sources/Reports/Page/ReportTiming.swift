import Ledger
import Operations
import Payments

// How long the provider took.
extension ReportPage {
  func addTiming(to html: inout HTML) {
    guard requests.count > 0 else { return }
    html.section("Time to answer") { html in
      if data.latency.requests > 0 { addDistribution(to: &html) }
      html.element("div", ["class": "pair"]) { html in
        addRows("Slowest answers", data.slowest, to: &html)
        addRows("Sent more than once, most tries first", data.retried, to: &html)
      }
      html.more(data.retried.leftOut, "aop_attempts in the results file", "retried row")
    }
  }

  private func addDistribution(to html: inout HTML) {
    html.paragraph("The last request of each row, if it was answered: \(data.latency.requests.rows("request")).")
    html.element("div", ["class": "keep"]) { html in
      LatencyChart(latency: data.latency).add(to: &html)
      html.element("dl", ["class": "figures"]) { html in
        for (name, percent) in [("Half within", 50), ("90 of 100 within", 90), ("99 of 100 within", 99)] {
          html.figure(name, Self.duration(data.latency.milliseconds(percent: percent)))
        }
        html.figure("Longest", Self.duration(data.latency.longest))
      }
    }
  }

  private func addRows(_ caption: String, _ rows: TopRows<ReportData.Timing>, to html: inout HTML) {
    guard rows.total > 0 else { return }
    var table = HTMLTable(caption, ["Row", "Outcome", "Tries", "Last answer"])
    for row in rows.kept {
      let time = row.milliseconds == nil ? "no answer" : Self.duration(row.milliseconds)
      table.add(.number("\(row.row)"), .words(row.state.words), .count(row.tries), .number(time))
    }
    html.element("div") { table.add(to: &$0) }
  }

  private static func duration(_ milliseconds: Int64?) -> String {
    milliseconds.map { "\(Int($0).grouped) ms" } ?? "–"
  }
}
