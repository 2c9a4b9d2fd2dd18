public import Ledger
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
  /// What the journal says of the batch.
  let entries: [Event]
  /// Which policies held, and since when.
  let policies: [Event]
  /// The journal's newest entry.
  let newestEntry: JournalHead
  let words: PageWords
  let writtenAt: Timestamp

  init(_ data: ReportData, _ totals: BatchTotals, _ ledger: any Ledger, _ words: PageWords, at now: Timestamp) throws {
    batch = data.batch
    self.words = words
    self.data = data
    self.totals = totals
    requests = try ledger.requests(of: data.batch)
    decisions = try ledger.decisions(about: data.batch, most: Self.decisionsMax + 1)
    entries = try ledger.events(of: data.batch)
    policies = try ledger.events(of: nil).filter { $0.kind == .policy }
    newestEntry = try ledger.journalHead()
    writtenAt = now
  }

  /// Gives where the file that was there is now, if it was kept.
  func write(to path: String, _ owner: FileOwner) throws(Failure) -> String? {
    var file = try DurableFile(path: path)
    file.append(Array(markup.utf8).span)
    return try file.commit(owner)
  }

  var hasMoney: Bool { batch.operation.hasAmount }
  var isTest: Bool { Provider.isTest(batch.address) }
  /// Decisions have a table of their own.
  var events: [Event] { entries.filter { $0.kind != .resolved } }

  var markup: String {
    let page = element("html", ["lang": "en"]) {
      element("head") { head }
      element("body", ["class": isTest ? "test" : nil]) {
        if isTest { element("p", ["class": "stamp"]) { "TEST: no money moved" } }
        element("header") { title }
        element("main") {
          controlTotals
          outcomes
          doubts
          failed
          rejected
          warned
          approved
          decided
          facts
          history
          timing
        }
        element("footer", ["class": "keep"]) { footer }
      }
    }
    return "<!DOCTYPE html>\n\(page.markup)\n"
  }

  @HTML private var head: HTML {
    void("meta", ["charset": "utf-8"])
    // Should a word of the provider ever get through as markup, it can still load and run nothing.
    void("meta", ["http-equiv": "Content-Security-Policy", "content": "default-src 'none'; style-src 'unsafe-inline'"])
    void("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"])
    element("title") { "\(isTest ? "TEST: " : "")\(batch.sheet), batch \(batch.name): report" }
    // The program's own style, which has no `<` and no `&` in it.
    element("style") { HTML(markup: ReportStyle.sheet + ReportStyle.page(batch.name, isTest: isTest)) }
  }

  @HTML private var footer: HTML {
    paragraph(
      "Account and mobile numbers are masked. Times are in India Standard Time, and exactly in UTC beside it. The ledger "
        + "is the record; this page and the CSV files are made from it."
    )
    element("div", ["class": "signing"]) {
      for who in ["Prepared by, date", "Checked by, date", "Approved by, date"] { paragraph(who) }
    }
  }
}

/// What a page says about commands: they are made where commands are known.
public struct PageWords: Sendable {
  /// What happened to the batch as a whole, in words.
  public var event: @Sendable (Event) -> String
  /// What the code of a rejected or warned row means, with the names that a sheet has for the fields.
  public var reason: @Sendable (_ code: String, _ name: (String) -> String) -> String
  /// The command that goes on with a batch, and the one that shows it.
  public var resume: @Sendable (Batch) -> String
  public var show: @Sendable (Batch) -> String
  /// The command that settles a row in doubt, and what is added to it if the row was paid, or was not.
  public var resolve: @Sendable (Batch, Int) -> String
  public var ifPaid: String
  public var ifNotPaid: String

  public init(
    event: @escaping @Sendable (Event) -> String,
    reason: @escaping @Sendable (_ code: String, _ name: (String) -> String) -> String,
    resume: @escaping @Sendable (Batch) -> String,
    show: @escaping @Sendable (Batch) -> String,
    resolve: @escaping @Sendable (Batch, Int) -> String,
    ifPaid: String,
    ifNotPaid: String
  ) {
    self.event = event
    self.reason = reason
    self.resume = resume
    self.show = show
    self.resolve = resolve
    self.ifPaid = ifPaid
    self.ifNotPaid = ifNotPaid
  }
}
