extension String {
  /// Broken at spaces so that no line is wider than `width` characters, if its words allow that; what is broken off stands
  /// as far in as its line and two more.
  func wrapped(to width: Int) -> String {
    split(separator: "\n", omittingEmptySubsequences: false).map { $0.wrapped(to: width) }.joined(separator: "\n")
  }
}

extension Substring {
  fileprivate func wrapped(to width: Int) -> String {
    guard count > width, width > Self.widthMin else { return String(self) }
    let indent = String(repeating: " ", count: prefix { $0 == " " }.count + 2)
    var lines: [String] = []
    var rest = self
    while rest.count > width - (lines.isEmpty ? 0 : indent.count) {
      let room = rest.prefix(width - (lines.isEmpty ? 0 : indent.count) + 1)
      let text = room.drop { $0 == " " }
      guard let end = text.lastIndex(of: " ") ?? rest[room.endIndex...].firstIndex(of: " ") else { break }
      lines.append(String(rest[..<end]))
      rest = rest[end...].drop { $0 == " " }
    }
    return (lines + [String(rest)]).joined(separator: "\n" + indent)
  }

  /// Narrower terminals have their own way.
  private static var widthMin: Int { 20 }
}
