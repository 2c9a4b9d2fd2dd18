/// A cell as every rule reads it, written from the contract alone: nothing here shares a line with the program.
enum Cell {
  /// Zero-width and direction marks.
  static let invisible: Set<Unicode.Scalar> = Set(
    [0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x200E, 0x200F, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E]
      .compactMap(Unicode.Scalar.init) + (0x2066...0x2069).compactMap(Unicode.Scalar.init)
  )
  static let blanks: Set<Unicode.Scalar> = [" ", "\u{A0}", "\t", "\r", "\n"]
  /// What counts as the space or `-` it looks like in a mobile, and what is removed from it.
  static let looseInMobiles: Set<Unicode.Scalar> = invisible.union([
    " ", "\u{A0}", "\u{2009}", "\u{202F}", "-", "\u{2010}", "\u{2011}", "\u{2012}", "\u{2013}", "\u{2014}", ".", "(",
    ")",
  ])

  /// Without blanks and invisible marks at both ends, and without one leading `'`.
  static func trimmed(_ raw: String) -> String {
    let isLoose = { (scalar: Unicode.Scalar) in blanks.contains(scalar) || invisible.contains(scalar) }
    var scalars = Array(raw.unicodeScalars)
    while let last = scalars.last, isLoose(last) { scalars.removeLast() }
    scalars = Array(scalars.drop(while: isLoose))
    if scalars.first == "'" { scalars.removeFirst() }
    return text(scalars)
  }

  static func text(_ scalars: some Sequence<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }

  /// C0, DEL and C1.
  static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
  }

  static func hasControl(_ text: String) -> Bool { text.unicodeScalars.contains(where: isControl) }

  /// In columns that we do not know, line breaks and TAB are fine.
  static func hasControlBesideBreaks(_ text: String) -> Bool {
    text.unicodeScalars.contains { isControl($0) && !["\t", "\r", "\n"].contains($0) }
  }

  /// Whether a spreadsheet would run it, or would change its digits, so that our files must have a `'` before it.
  static func needsGuard(_ cell: String) -> Bool {
    if cell.wholeMatch(of: /[+-]?[0-9]+(\.[0-9]+)?/) != nil {
      let digits = cell.filter(\.isNumber)
      let hasLeadingZero = digits.count > 1 && digits.first == "0" && !cell.contains(/^[+-]?0\./)
      return hasLeadingZero || digits.count > 15
    }
    if cell.wholeMatch(of: /[+-]?[0-9]+(\.[0-9]+)?[eE][+-]?[0-9]+/) != nil { return true }
    // Behind blanks and marks a plain number is still one.
    if trimmed(cell).wholeMatch(of: /[+-]?[0-9]+(\.[0-9]+)?/) != nil { return false }
    let loose = blanks.union(invisible).union(["\u{3000}"])
    let starts: Set<Unicode.Scalar> = ["=", "+", "-", "@", "\t", "\r", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}"]
    guard let first = cell.unicodeScalars.first(where: { !loose.contains($0) }) else { return false }
    return starts.contains(first)
  }
}
