import Payments
import Sheet

/// Where an operation's columns stand under a header: as a person said, else by name; or why that cannot be known for
/// certain.
struct HeaderMap {
  private let header: SheetHeader
  private let operation: Operation
  private let choice: ColumnChoice
  /// Columns that only say yes or no, and can mean nothing that is sent.
  private let answers: Set<Int>
  /// For each of the operation's columns; nil if it is absent.
  private(set) var positions: [Int?]

  /// - Throws: everything that is missing, and what is there twice, ambiguous or said more plainly by another column.
  init(_ header: SheetHeader, _ operation: Operation, _ choice: ColumnChoice, _ answers: Set<Int>) throws(Failure) {
    self.header = header
    self.operation = operation
    self.choice = choice
    self.answers = answers
    positions = Array(repeating: nil, count: operation.columns.count)
    try takeChosen()
    try takeNamed()
    try refusePlainer()
    try refuseMissing()
  }

  private mutating func takeChosen() throws(Failure) {
    for (field, written) in choice.headers.sorted(by: { $0.key < $1.key }) {
      let places = header.places(of: written)
      guard let place = places.first else { throw notThere(written, field) }
      if places.count > 1 { throw failure(.sheetColumnTwice, field, place, places[1]) }
      positions[field] = place
    }
    if let amount = operation.index(of: .amount), let place = positions[amount] { try refuseUnit(place) }
  }

  private mutating func takeNamed() throws(Failure) {
    let (table, amount) = (operation.columnNames, operation.index(of: .amount))
    let chosen = Set(positions.compactMap(\.self))
    for (place, name) in header.own where !chosen.contains(place) {
      if let amount, choice.headers[amount] == nil { try refuseUnit(place) }
      guard let field = table[name], choice.headers[field] == nil else { continue }
      guard let first = positions[field] else {
        positions[field] = place
        continue
      }
      switch (isFallback(first, field), isFallback(place, field)) {
      case (true, false): positions[field] = place
      case (false, true): break
      default: throw failure(.sheetColumnTwice, field, first, place)
      }
    }
  }

  private func isFallback(_ place: Int, _ field: Int) -> Bool {
    operation.columns[field].fallbacks.contains { ColumnName($0) == header.columnNames[place] }
  }

  private func refusePlainer() throws(Failure) {
    let taken = answers.union(positions.compactMap(\.self))
    for (field, column) in operation.columns.enumerated() where choice.headers[field] == nil {
      guard let meaning = column.meaning, let place = positions[field], let name = header.columnNames[place],
        // Of two that say what is to be paid neither is the plainer one.
        field == operation.index(of: .amount) || !meaning.isMarked(name)
      else { continue }
      let plainer = header.own.first { !taken.contains($0.place) && meaning.isSaid(by: $0.name) }
      if let plainer { throw failure(.sheetColumnPlainer, field, place, plainer.place) }
    }
  }

  private func refuseMissing() throws(Failure) {
    let missing = operation.columns.indices.filter {
      operation.columns[$0].need == .required && positions[$0] == nil && choice.values[$0] == nil
    }
    if missing.isEmpty { return }
    if positions.allSatisfy({ $0 == nil }), header.looksLikeData {
      let name = operation.hasAmount ? "payment" : "row of data"
      throw Failure(.sheetFirstRowIsData, [.row: "\(header.row)", .name: name])
    }
    let taken = Set(positions.compactMap(\.self))
    let unused = header.own.filter { !taken.contains($0.place) }.map(\.place)
    let fields = missing.map { operation.columns[$0] }
    let names = fields.map { field in
      nearest(to: field, among: unused).map { "\(field.name) (nearest: \"\(header.shown($0))\")" } ?? field.name
    }
    // Where no name is known it may be anything but a header, a password even.
    let shown = taken.isEmpty ? [] : unused.filter(header.looksLikeName).prefix(Self.unknownShownMax)
    let facts: [Failure.Fact: String] = [
      .names: names.joined(separator: ", "), .headers: shown.map(header.shown).joined(separator: ", "),
      .row: "\(header.row)", .field: fields.map(\.name).joined(separator: ", "),
    ]
    throw Failure(.sheetColumnsMissing, facts)
  }

  private static let unknownShownMax = 12

  /// The header that is likely to be meant, or is most like the field's name, if one is somewhat like it.
  private func nearest(to field: Column, among places: [Int]) -> Int? {
    let places = places.filter(header.looksLikeName)
    let hints = Set(field.hints.map(ColumnName.init))
    let hinted = places.first { place in
      guard let name = header.columnNames[place] else { return false }
      return hints.contains(name) || field.meaning?.isSaid(by: name) ?? false
    }
    let mistyped = field.aliases.lazy.compactMap { nearest(to: $0, among: places, differing: 6) }.first
    return hinted ?? mistyped ?? nearest(to: field.name, among: places)
  }

  /// - Parameter part: At most one in so many of its letters differs.
  private func nearest(to written: String, among places: [Int], differing part: Int = 2) -> Int? {
    let wanted = ColumnName.plain(written)
    let scored = places.map { ($0, ColumnName.plain(header.names[$0]).edits(to: wanted)) }
    return scored.min { $0.1 < $1.1 }.flatMap { $0.1 * part <= wanted.utf8.count ? $0.0 : nil }
  }

  // Why it cannot be known.

  private func refuseUnit(_ place: Int) throws(Failure) {
    guard header.columnNames[place]?.isAmbiguousAmount == true else { return }
    throw Failure(.sheetAmountUnit, [.name: header.shown(place), .row: "\(header.row)"])
  }

  private func failure(_ code: Failure.Code, _ field: Int, _ first: Int, _ second: Int) -> Failure {
    let names = (header.shown(first), header.shown(second))
    let field = operation.columns[field].name
    return Failure(code, [.field: field, .name: names.0, .otherName: names.1, .row: "\(header.row)"])
  }

  private func notThere(_ written: String, _ field: Int) -> Failure {
    let best = nearest(to: written, among: header.own.map(\.place).filter(header.looksLikeName))
    let facts: [Failure.Fact: String] = [
      .row: "\(header.row)", .name: header.masked(written), .field: operation.columns[field].name,
      .otherName: best.map(header.shown) ?? "",
    ]
    return Failure(.sheetColumnUnknown, facts)
  }
}

extension Operation {
  /// Every name of every column, as headers are compared with them.
  var columnNames: [ColumnName: Int] {
    var table: [ColumnName: Int] = [:]
    for (index, column) in columns.enumerated() {
      for name in [column.name] + column.aliases + column.fallbacks { table[ColumnName(name)] = index }
    }
    return table
  }

  /// The column of that name, as people write it.
  public func column(named name: String) -> Int? { columnNames[ColumnName(name)] }
}
