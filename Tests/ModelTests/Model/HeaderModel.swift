/// Which column is what, as the contract reads a header.
struct HeaderModel {
  enum Meaning: Equatable {
    case field(String), currency, status, hold, valueDate, errorCodes, ours, unknown
  }

  /// Of each cell of the header.
  private(set) var meanings: [Meaning] = []
  /// The place of each field that has a column.
  private(set) var places: [String: Int] = [:]
  /// Why the header is refused, in words that the message must have; none if it is fine.
  private(set) var causes: [[String]] = []

  init(_ draft: Draft) {
    let names = Self.names(of: draft.operation)
    for cell in draft.header { meanings.append(Self.meaning(of: cell, names, draft.operation)) }
    for (field, header) in draft.options.columns {
      for place in meanings.indices where meanings[place] == .field(field) { meanings[place] = .unknown }
      if let place = draft.header.firstIndex(where: { Self.key($0) == Self.key(header) }) {
        meanings[place] = .field(field)
      }
    }
    for (place, meaning) in meanings.enumerated() {
      guard case .field(let name) = meaning else { continue }
      if let other = places[name] {
        causes.append([draft.header[other], draft.header[place]].map(Self.shown))
      }
      places[name] = place
    }
    judge(draft)
  }

  private mutating func judge(_ draft: Draft) {
    let ambiguous = draft.header.filter { header in
      // Where the unit stands in the header's note it is clear.
      !header.contains("rupees") && Operation.ambiguousAmounts.contains { Self.key($0) == Self.key(header) }
    }
    if !ambiguous.isEmpty, draft.operation.field(.amount) != nil { causes.append(ambiguous.map(Self.shown)) }
    let required = draft.operation.fields.filter(\.isRequired)
    let missing = required.map(\.name).filter { places[$0] == nil && draft.options.defaults[$0] == nil }
    if !missing.isEmpty { causes.append(missing) }
    for field in required { findPlainer(than: field, draft) }
  }

  /// A column that is not used but says more plainly what is meant than the generic one that was taken.
  private mutating func findPlainer(than field: Field, _ draft: Draft) {
    guard let place = places[field.name], draft.options.columns[field.name] == nil else { return }
    let isGeneric = (Operation.genericHeaders[field.kind] ?? []).contains {
      Self.key($0) == Self.key(draft.header[place])
    }
    let plainer = Set((Operation.plainerHeaders[field.kind] ?? []).map(Self.key))
    guard isGeneric, draft.operation.name == "payout" else { return }
    for (other, meaning) in meanings.enumerated()
    where meaning == .unknown && plainer.contains(Self.key(draft.header[other])) {
      causes.append([draft.header[place], draft.header[other]].map(Self.shown))
    }
  }

  /// How a message may show a header: of a long one only the beginning is asked for.
  private static func shown(_ header: String) -> String {
    let line = Cell.trimmed(header).split(separator: "\n").first.map(String.init) ?? ""
    return String((line.split(separator: "(").first ?? "").prefix(20)).trimmingCharacters()
  }

  private static func names(of operation: Operation) -> [String: String] {
    var names: [String: String] = [:]
    for field in operation.fields {
      for header in [field.name] + field.headers { names[key(header)] = field.name }
    }
    return names
  }

  private static func meaning(of header: String, _ names: [String: String], _ operation: Operation) -> Meaning {
    if let name = names[key(header)] { return .field(name) }
    switch Cell.trimmed(header).lowercased() {
    case "aop_error_codes": return .errorCodes
    case "aop_row", "aop_errors", "aop_warnings", "aop_warning_codes", "aop_message": return .ours
    default: break
    }
    guard operation.name == "payout" else { return .unknown }
    switch key(header) {
    case "currency": return .currency
    case "status", "paymentstatus": return .status
    case "hold", "onhold": return .hold
    case "valuedate": return .valueDate
    default: return .unknown
    }
  }

  /// A header without what does not matter: case, blanks, `_`, `-`, `.`, and the notes of templates.
  static func key(_ header: String) -> String {
    var text = Cell.trimmed(header).lowercased()
    for note in [/\(mandatory/, /\(optional/, /\*/, /\n[ \t\r]*\n/] as [Regex<Substring>] {
      if let place = text.firstRange(of: note)?.lowerBound { text = String(text[..<place]) }
    }
    return text.filter { !" _-.\n\t\r\u{A0}".contains($0) }
  }
}

extension String {
  fileprivate func trimmingCharacters() -> String {
    var text = self[...]
    while text.last == " " || text.last == "*" { text.removeLast() }
    return String(text)
  }
}
