/// A header cell as it is compared: its words, in one spelling for all, without regard to case, spaces, `_`, `-`, `.`,
/// brackets and marks that nobody sees; and without what templates put behind a name: `(Mandatory…`, `(Optional…`, `*`, or
/// a blank line and what follows it.
public struct ColumnName: Hashable {
  /// What is compared.
  public let text: String
  /// The words that `text` consists of.
  let words: [String]
  /// Could mean paise as well as rupees: a mistake of a factor of 100 that we never risk.
  ///
  /// A bare "Payout Amount" has meant paise in one and rupees in another template of the same provider.
  let isAmbiguousAmount: Bool

  /// The name as a header writes it.
  public init(_ written: String) {
    let name = Self.withoutRemarks(written)
    words = HeaderWords.words(of: name)
    let all = name.count == written.count ? words : HeaderWords.words(of: written)
    let isBare = words == ["payout", "amount"]
    isAmbiguousAmount = all.contains("amount") && all.contains("paise") || isBare && !all.contains("inr")
    text = (isBare && all.contains("inr") ? words + ["inr"] : words).joined()
  }

  public static func == (one: ColumnName, other: ColumnName) -> Bool { one.text == other.text }
  public func hash(into hasher: inout Hasher) { hasher.combine(text) }

  /// Text without regard to case, spaces and separators: for comparing cells, which are not shortened.
  public static func plain(_ written: String) -> String {
    String(String.UnicodeScalarView(written.unicodeScalars.filter { !HeaderWords.isSeparator($0) })).lowercased()
  }

  /// The name alone; all of it if nothing would be left.
  private static func withoutRemarks(_ written: String) -> String {
    let start = written.drop { $0 == "*" || $0.isWhitespace }
    guard let remark = start.firstMatch(of: /(?i)[\(\[] *(?:mandatory|optional)|\*|\R[ \t]*\R/),
      remark.range.lowerBound > start.startIndex
    else { return String(start) }
    return String(start[..<remark.range.lowerBound])
  }
}
