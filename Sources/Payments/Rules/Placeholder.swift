/// What people and programs write where they have no value: `NULL`, `N/A`, `nan`, `TBD`, `-do-`, `-`.
///
/// Only warned of: Null and Na are names of real people. `Nil` is not among them, for too many are called so.
enum Placeholder {
  static let code = "placeholder"

  private static let bytesMax = 16

  private static let nana: UInt128 = 0x6E61_6E61

  /// The words by their letters alone, which `key` turns into numbers.
  private static let words: Set<UInt128> = Set(
    [
      "null", "none", "na", "nan", "tbd", "tba", "tbc", "do", "ditto", "test", "testing", "dummy", "unknown",
      "undefined", "blank", "xxx", "xxxx", "missing", "notavailable", "notapplicable", "notknown", "same",
      "sameasabove", "asabove", "tobeconfirmed", "tobeadvised", "tobedecided", "tobeupdated", "xyz", "nana",
    ].map { $0.utf8.reduce(0) { $0 << 8 | UInt128($1) } }
  )

  /// Whether a cell, without regard to case and to marks around and between its letters, is a placeholder.
  static func isOne(_ cell: Span<UInt8>) -> Bool {
    guard cell.count <= bytesMax, !cell.isEmpty, mayBegin(cell[0] | 0x20), let key = key(cell) else { return false }
    // Nana is a name, NA NA is none.
    if key == nana, cell.count == 4 { return false }
    if key > 0 { return words.contains(key) }
    // `-`, `--`, `...`, `???`; not a word of several marks.
    return cell[0] >= 0x80 || cell.every { $0 == cell[0] }
  }

  /// The first letters of the words, and marks, whatever they are: most cells begin in another way.
  private static func mayBegin(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x61, 0x62, 0x64, 0x6D, 0x6E, 0x73, 0x74, 0x75, 0x78: true  // a b d m n s t u x
    default: !ASCII.isAlphanumeric(byte)
    }
  }

  /// The letters in lower case as one number, 0 without any; nil if there is a digit or a character beyond ASCII that is
  /// no look-alike of a space or dash.
  private static func key(_ cell: Span<UInt8>) -> UInt128? {
    var key: UInt128 = 0
    var index = 0
    while index < cell.count {
      let byte = cell[index]
      if ASCII.isDigit(byte) { return nil }
      if ASCII.isLetter(byte) { key = key << 8 | UInt128(byte | 0x20) }
      if byte < 0x80 {
        index += 1
      } else if let match = LookAlike.at(index, in: cell) {
        index += match.length
      } else {
        return nil
      }
    }
    return key
  }

  static func warning(_ what: String) -> Findings {
    let meant = "Check that it is meant, or enter what belongs there."
    return .warning(code, "\(what) looks like a word for a missing value (like NULL, N/A, TBD, -do-). \(meant)")
  }
}
