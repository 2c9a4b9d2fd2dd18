import TestSupport
import Testing

/// What must come of a sheet that is sent while nobody else is at work: by contract.md, section 2.
struct Turn {
  private let comment: Comment
  private let paper: Paper
  private let ended: Ended
  /// The identities of what reached the provider.
  private let sent: [String]
  /// The sheet's new batch; nil if it was refused, or another batch went on.
  private let own: Standing?
  private let others: [Standing]

  init(_ pair: Comment, _ paper: Paper, _ ended: Ended, sent: [String], own: Standing?, others: [Standing]) {
    comment = "\(pair): \(paper.name) ended with \(ended.status): \(ended.stdout)\(ended.stderr)"
    self.paper = paper
    self.ended = ended
    self.sent = sent
    self.own = own
    self.others = others
  }

  func check(_ office: Office) throws {
    if let same = others.first(where: isSame) { return try checkSame(same) }
    let claimed = others.reduce(into: Set<String>()) { $0.formUnion($1.claimed) }
    let rows = (2..<paper.payments.count + 2).filter { !paper.payment(row: $0).isWrong }
    let repeats = Set(rows.filter { claimed.contains(paper.payment(row: $0).identity) })
    let free = Set(rows).subtracting(repeats)
    if free.isEmpty { try checkRefused(repeats, office) } else { try checkSent(free, repeats) }
  }

  /// Whether it is the sheet of another batch that nobody gave up: of any by its cells, of an unfinished one by its path
  /// too.
  private func isSame(_ other: Standing) -> Bool {
    if other.isCancelled { return false }
    return other.paper.cells == paper.cells || other.paper.name == paper.name && (other.isUnfinished || goesOn(other))
  }

  private func goesOn(_ other: Standing) -> Bool { (try? ended.json.text("batch")) == other.batch }

  /// The sheet of a batch that is there already: it is refused, or goes on because it would send the same.
  private func checkSame(_ same: Standing) throws {
    if ended.status == 6 { return #expect(sent.isEmpty, comment) }
    #expect(goesOn(same) && [0, 3, 4, 5, 69].contains(ended.status), comment)
    #expect(same.paper.payments.map(\.identity) == paper.payments.map(\.identity), comment)
  }

  /// Everything repeats something.
  private func checkRefused(_ repeats: Set<Int>, _ office: Office) throws {
    #expect(ended.status == 6, comment)
    #expect(sent.isEmpty, comment)
    #expect(own == nil, comment)
    let name = paper.name.replacing(".csv", with: ".rejected.csv")
    let rejected = try Standing.byRow(office.csv(name), "aop_error_codes")
    #expect(Set(rejected.filter { $0.value.contains("row.repeat") }.keys) == repeats, comment)
  }

  /// What repeats nothing is sent, and nothing else is.
  private func checkSent(_ free: Set<Int>, _ repeats: Set<Int>) throws {
    let own = try #require(own, comment)
    #expect(Set(own.outcomes.keys) == free, comment)
    #expect(Set(own.rejected.filter { $0.value.contains("row.repeat") }.keys) == repeats, comment)
    #expect(ended.status == status(own), comment)
    let meant = free.map { paper.payment(row: $0) }.filter { $0.paise % 100 != MagicPaise.unseen }
    #expect(Set(sent).count == sent.count && Set(sent).isSubset(of: meant.map(\.identity)), comment)
    if ended.status != 5 { #expect(sent.count == meant.count, comment) }
  }

  private func status(_ own: Standing) -> Int32 {
    let halting = [MagicPaise.shortOfFunds, MagicPaise.forbidden]
    if own.outcomes.keys.contains(where: { halting.contains(paper.payment(row: $0).paise % 100) }) { return 5 }
    if own.outcomes.keys.allSatisfy({ MagicPaise.closing.contains(paper.payment(row: $0).paise % 100) }) { return 69 }
    if own.outcomes.values.contains("in_doubt") { return 4 }
    return own.rejected.isEmpty && own.outcomes.values.allSatisfy { $0 == "accepted" } ? 0 : 3
  }
}
