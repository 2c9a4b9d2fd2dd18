/// A header cell as it is compared: its words, in one spelling for all, without regard to case, spaces, `_`, `-`, `.`,
/// brackets and marks that nobody sees; and without what templates put behind a name: `(Mandatory…`, `(Optional…`, `*`, or
/// a blank line and what follows it.
public struct ColumnName: Hashable {
  /// What is compared.
  public let text: String
  let words: [String]
  /// Could mean paise as well as rupees: a mistake of a factor of 100 that we never risk.
  ///
  /// A bare "Payout Amount" has meant paise in one and rupees in another template of the same provider.
  let isAmbiguousAmount: Bool

  /// The name as a header writes it.
  public init(_ written: String) {
    let name = Self.withoutRemarks(written)
    words = HeaderWords.words(of: String(name))
    let all = name.count == written.count ? words : HeaderWords.words(of: written)
    let isBare = words == ["payout", "amount"]
    isAmbiguousAmount = all.contains("amount") && all.contains("paise") || isBare && !all.contains("inr")
    text = (isBare && all.contains("inr") ? words + ["inr"] : words).joined()
  }

  /// Names paise alone, and no amount.
  public var isPaise: Bool { ["paise", "ps"].contains(text) }

  public static func == (one: ColumnName, other: ColumnName) -> Bool { one.text == other.text }
  public func hash(into hasher: inout Hasher) { hasher.combine(text) }

  /// Text without regard to case, spaces and separators: for comparing cells, which are not shortened.
  public static func plain(_ written: String) -> String {
    String(String.UnicodeScalarView(written.unicodeScalars.filter { !HeaderWords.isSeparator($0) })).lowercased()
  }

  /// The name alone; all of it if nothing would be left.
  private static func withoutRemarks(_ written: String) -> Substring {
    let start = written.drop { $0 == "*" || $0.isWhitespace }
    let end = start.indices.dropFirst().first { isRemark(start[$0...]) }
    return start[..<(end ?? start.endIndex)]
  }

  private static func isRemark(_ rest: Substring) -> Bool {
    switch rest.first {
    case "*": return true
    case "(", "[":
      let words = rest.dropFirst().drop { $0 == " " }.lowercased()
      return words.hasPrefix("mandatory") || words.hasPrefix("optional")
    case let first? where first.isNewline: return rest.dropFirst().drop { " \t".contains($0) }.first?.isNewline == true
    default: return false
    }
  }
}
