import Payments

/// A header cell as it is compared: without regard to case, spaces, `_`, `-` and `.`, marks that nobody sees, and the `*`
/// or `:` that templates put behind a name.
public struct ColumnName: Hashable {
  /// What is compared.
  public let text: String

  /// The name as a header writes it.
  public init(_ written: String) {
    text = String(String.UnicodeScalarView(written.unicodeScalars.filter { !Self.isDropped($0) })).lowercased()
  }

  private static func isDropped(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9": return false
    case "_", ".", "*", ":": return true
    default: break
    }
    switch scalar.properties.generalCategory {
    case .spaceSeparator, .format, .dashPunctuation, .lineSeparator, .paragraphSeparator, .control: return true
    default: return false
    }
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
