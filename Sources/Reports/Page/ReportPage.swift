import Ledger
import Operations
import Payments
import Sheet

/// The report of a batch: one page that needs nothing else, for people who file it.
struct ReportPage {
  /// Decisions of people that are listed one by one.
  static let decisionsMax = 200
  /// The newest events are listed.
  static let eventsMax = 200
  /// Reasons that are listed in one table.
  static let reasonsMax = 25

  let batch: Batch
  let data: ReportData
  /// The ledger's own sums, which those of `data` must equal.
  let totals: BatchTotals
  let requests: Requests
  let decisions: [Decision]
  let events: [Event]
  let words: PageWords
  let writtenAt: Timestamp

  init(_ data: ReportData, _ totals: BatchTotals, _ ledger: any Ledger, _ words: PageWords, at now: Timestamp) throws {
    batch = data.batch
    self.words = words
    self.data = data
    self.totals = totals
    requests = try ledger.requests(of: data.batch)
    decisions = try ledger.decisions(about: data.batch, most: Self.decisionsMax + 1)
    events = try ledger.events(of: data.batch)
    writtenAt = now
  }

  /// Gives where the file that was there is now, if it was kept.
  func write(to path: String, _ owner: FileOwner) throws(Failure) -> String? {
    var file = try DurableFile(path: path)
    file.append(Array(markup.utf8).span)
    return try file.commit(owner)
  }

  var hasMoney: Bool { batch.operation.hasAmount }

  var markup: String {
    var html = HTML()
    html.documentType()
    html.element("html", ["lang": "en"]) { html in
      html.element("head") { addHead(to: &$0) }
      html.element("body") { addBody(to: &$0) }
    }
    return html.markup + "\n"
  }

  private func addHead(to html: inout HTML) {
    html.void("meta", ["charset": "utf-8"])
    // Should a word of the provider ever get through as markup, it can still load and run nothing.
    html.void(
      "meta",
      ["http-equiv": "Content-Security-Policy", "content": "default-src 'none'; style-src 'unsafe-inline'"]
    )
    html.void("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"])
    html.element("title", text: "\(batch.sheet), batch \(batch.name): report")
    html.element("style") { $0.style(ReportStyle.sheet + ReportStyle.page(batch.name)) }
  }

  private func addBody(to html: inout HTML) {
    html.element("header") { addTitle(to: &$0) }
    html.element("main") { html in
      addFacts(to: &html)
      addTotals(to: &html)
      addOutcomes(to: &html)
      addDoubts(to: &html)
      addReasons(to: &html)
      addDecisions(to: &html)
      addTiming(to: &html)
      addHistory(to: &html)
    }
    html.element("footer", ["class": "keep"]) { addFooter(to: &$0) }
  }

  private func addFooter(to html: inout HTML) {
    html.paragraph(
      "Account and mobile numbers are masked. Times are in India Standard Time, and exactly in UTC beside it. The ledger "
        + "is the record; this page and the CSV files are made from it."
    )
    html.element("div", ["class": "signing"]) { html in
      for who in ["Prepared by, date", "Checked by, date", "Approved by, date"] { html.element("p", text: who) }
    }
  }
}

extension HTML {
  /// A part of the page with a heading.
  mutating func section(_ title: String, _ body: (inout HTML) -> Void) {
    element("section") { html in
      html.element("h2", text: title)
      body(&html)
    }
  }

  mutating func paragraph(_ text: String) { element("p", text: text) }
}

extension Int {
  /// The number and the noun: `1 row`, `2 rows`.
  func rows(_ noun: String = "row") -> String { "\(grouped) \(noun)\(self == 1 ? "" : "s")" }
}
