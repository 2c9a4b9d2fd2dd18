extension Unicode.Scalar {
  /// Does something to a terminal or to the order of words in place of being read: control and C1 characters, line and
  /// paragraph separators, and the marks that change the direction of what follows.
  public var isUnprintable: Bool {
    switch value {
    case 0..<0x20, 0x7F..<0xA0, 0x61C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}

extension String {
  /// Somebody else's words as they may be shown: on one line, and with U+FFFD for every character that does something to a
  /// terminal in place of being read.
  public var printable: String { printable(keepsLines: false) }

  /// The same, line feeds kept.
  public func printable(keepsLines: Bool) -> String {
    guard unicodeScalars.contains(where: \.isUnprintable) else { return self }
    var text = UnicodeScalarView()
    for scalar in unicodeScalars {
      switch scalar {
      case "\n" where keepsLines: text.append(scalar)
      case "\t", "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": text.append(" ")
      case _ where scalar.isUnprintable: text.append("\u{FFFD}")
      default: text.append(scalar)
      }
    }
    return String(text)
  }
}
