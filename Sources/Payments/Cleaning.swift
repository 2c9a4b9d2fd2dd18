extension Span where Element == UInt8 {
  /// The cell without what people do not see: spaces, NBSP, zero-width and direction marks, TAB and line breaks at both
  /// ends, and one leading `'` (then trimmed again), which spreadsheets and our own files put before text.
  ///
  /// Works on UTF-8 bytes as they are; copies nothing. Header cells are cleaned in the same way.
  @_lifetime(copy self)
  public func cleaned() -> Span<UInt8> {
    if isClean { return self }
    let end = endWithoutBlanks()
    var start = startWithoutBlanks(from: 0, to: end)
    while start < end, self[start] == ASCII.apostrophe {
      start += 1
      // Right before TAB, CR or LF it is our own guard: the cell's own may follow.
      let wasGuard = start < end && ASCII.isBreak(self[start])
      start = startWithoutBlanks(from: start, to: end)
      if !wasGuard { break }
    }
    return extracting(start..<end)
  }

  /// Whether there is nothing to clean for certain, as in nearly every cell.
  @inlinable public var isClean: Bool {
    // The first and the last byte are printable ASCII: 0x21 to 0x7E.
    count > 0 && self[0] != UInt8(ascii: "'") && self[0] &- 0x21 < 0x5E && self[count - 1] &- 0x21 < 0x5E
  }

  private func startWithoutBlanks(from first: Int, to end: Int) -> Int {
    var start = first
    while start < end, !ASCII.isPrintable(self[start]) {
      let length = blankLength(at: start)
      // A blank that would reach over the end is a damaged sequence: it stays.
      if length == 0 || start + length > end { break }
      start += length
    }
    return start
  }

  private func endWithoutBlanks() -> Int {
    var end = count
    while end > 0, !ASCII.isPrintable(self[end - 1]) {
      // Back over at most two continuation bytes: no blank is longer than three.
      var start = end - 1
      while start > 0, end - start < 3, self[start] & 0xC0 == 0x80 { start -= 1 }
      if blankLength(at: start) != end - start { break }
      end = start
    }
    return end
  }

  /// Bytes of the blank that starts at `index`; 0 when none does.
  private func blankLength(at index: Int) -> Int {
    if ASCII.isBreak(self[index]) { return 1 }
    return LookAlike.at(index, in: self).map { $0.kind == .dash ? 0 : $0.length } ?? 0
  }

  /// The cell, cleaned, as text.
  package var cleanedText: String { cleaned().string }
}
