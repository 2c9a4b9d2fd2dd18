import Payments

/// A header cell as it is compared: without regard to case, spaces, `_`, `-` and `.`.
struct ColumnName: Hashable {
  let text: String

  init(_ written: String) {
    let dropped: Set<Unicode.Scalar> = [" ", "_", "-", ".", "\u{A0}", "\n", "\r", "\t"]
    text = String(String.UnicodeScalarView(written.unicodeScalars.filter { !dropped.contains($0) })).lowercased()
  }

  /// Columns that we add ourselves, and drop when a sheet brings them back.
  static func isOurs(_ written: String) -> Bool { written.lowercased().hasPrefix("aop_") }

  /// Could mean paise as well as rupees: a mistake of a factor of 100 that we never risk.
  ///
  /// A bare "Payout Amount" has meant paise in one and rupees in another template of the same provider.
  var isAmbiguousAmount: Bool {
    text == "payoutamount" || (text.contains("paise") && (text.contains("amount") || text.contains("amt")))
  }

  /// How many single edits lie between two names: to suggest what may have been meant.
  func distance(to other: ColumnName) -> Int {
    let (a, b) = (Array(text.utf8), Array(other.text.utf8))
    var previous = Array(0...b.count)
    for (i, byte) in a.enumerated() {
      var current = [i + 1]
      for (j, wanted) in b.enumerated() {
        current.append(min(previous[j] + (byte == wanted ? 0 : 1), previous[j + 1] + 1, current[j] + 1))
      }
      previous = current
    }
    return previous[b.count]
  }
}
