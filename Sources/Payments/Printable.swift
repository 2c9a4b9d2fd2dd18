extension Unicode.Scalar {
  /// Does something to a terminal or to the order of words in place of being read: control and C1 characters, line and
  /// paragraph separators, and the marks that change the direction of what follows.
  public var isUnprintable: Bool {
    switch value {
    case 0..<0x20, 0x7F..<0xA0, 0x61C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }

  fileprivate var isLineBreak: Bool { [0x0A, 0x0D, 0x85, 0x2028, 0x2029].contains(value) }
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
      case "\t": text.append(" ")
      case _ where scalar.isLineBreak: text.append(" ")
      case _ where scalar.isUnprintable: text.append("\u{FFFD}")
      default: text.append(scalar)
      }
    }
    return String(text)
  }
}
