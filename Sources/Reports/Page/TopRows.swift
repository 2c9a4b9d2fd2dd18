import Payments

/// The first few of many: what is kept does not grow with the sheet, what was left out is counted.
struct TopRows<Element> {
  private let most: Int
  private let isBefore: (Element, Element) -> Bool
  private(set) var kept: [Element] = []
  private(set) var total = 0

  /// - Parameter isBefore: Whether the first belongs before the second; of equals, the one that came first stays first.
  init(most: Int, isBefore: @escaping (Element, Element) -> Bool = { _, _ in false }) {
    self.most = most
    self.isBefore = isBefore
  }

  var leftOut: Int { total - kept.count }

  mutating func add(_ element: Element) {
    total += 1
    if kept.count == most, let last = kept.last, !isBefore(element, last) { return }
    let place = kept.lastIndex { !isBefore(element, $0) }.map { $0 + 1 } ?? 0
    kept.insert(element, at: place)
    if kept.count > most { kept.removeLast() }
  }
}

/// Counts by reason, with the first rows of each. Reasons beyond the limit are counted together.
struct Reasons<Reason: Hashable> {
  struct Count {
    var total = Total()
    var firstRows: [Int] = []
    /// Which reason of all this was: reasons that came first stay first.
    var place = 0
  }

  private let reasonsMax: Int
  private let rowsMax: Int
  private(set) var counts: [Reason: Count] = [:]
  private(set) var others = Count()

  /// - Parameters:
  ///   - most: Reasons that are told apart.
  ///   - rows: Row numbers that are kept for each.
  init(most: Int, rows: Int) {
    reasonsMax = most
    rowsMax = rows
  }

  mutating func add(_ reason: Reason, row: Int, paise: Int64) {
    let isOther = counts[reason] == nil && counts.count == reasonsMax
    var count = isOther ? others : counts[reason] ?? Count(place: counts.count)
    count.total.add(paise: paise)
    if count.firstRows.count < rowsMax { count.firstRows.append(row) }
    if isOther { others = count } else { counts[reason] = count }
  }

  /// The reasons, the most frequent first, those of equal frequency in the sheet's order.
  var sorted: [(reason: Reason, count: Count)] {
    counts.map { ($0.key, $0.value) }.sorted { ($1.1.total.rows, $0.1.place) < ($0.1.total.rows, $1.1.place) }
  }
}
