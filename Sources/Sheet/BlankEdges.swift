extension Span<UInt8> {
  /// Whether libcsv might trim a blank of this text, so that it has to be told that no byte is blank.
  ///
  /// Telling costs a call for every byte, a fifth of the parser's time, so it is done only for pieces that need it.
  /// libcsv trims a run of spaces and tabs only next to a delimiter, a line end or a quote, or at the ends of the
  /// text. In every such run one blank is a direct neighbour of one of these, or the first or last byte of the piece;
  /// where there is no such blank, libcsv's own test changes nothing. (Inside quotes nothing is trimmed; a blank that
  /// is found there only costs time.)
  func hasBlankAtFieldEdge(delimiter: UInt8) -> Bool {
    // Unsafe for speed, 8 bytes at a time: `index + 8` is at most `count`, so the load is inside.
    withUnsafeBytes { bytes in
      var index = 0
      while index + 8 <= bytes.count {
        var found = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self).littleEndian.blankMarks
        while found != 0 {
          if bytes.isBlankAtEdge(index + found.trailingZeroBitCount / 8, delimiter) { return true }
          found &= found - 1
        }
        index += 8
      }
      while index < bytes.count {
        if bytes.isBlankAtEdge(index, delimiter) { return true }
        index += 1
      }
      return false
    }
  }
}

extension UInt64 {
  /// The top bit of each byte that is a space or a tab; sometimes of another byte too, so look at it again.
  @inline(__always)
  fileprivate var blankMarks: UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let spaces = self ^ (ones &* UInt64(Byte.space))
    let tabs = self ^ (ones &* UInt64(Byte.tab))
    return (((spaces &- ones) & ~spaces) | ((tabs &- ones) & ~tabs)) & (ones &* 0x80)
  }
}

extension UnsafeRawBufferPointer {
  /// Whether the byte at an index is a blank beside a delimiter, quote, line end or an end of the text.
  @inline(__always)
  fileprivate func isBlankAtEdge(_ index: Int, _ delimiter: UInt8) -> Bool {
    let byte = self[index]
    guard byte == Byte.space || byte == Byte.tab, byte != delimiter else { return false }
    if index == 0 || index + 1 == count { return true }
    return self[index - 1].isEdge(delimiter) || self[index + 1].isEdge(delimiter)
  }
}

extension UInt8 {
  @inline(__always)
  fileprivate func isEdge(_ delimiter: UInt8) -> Bool {
    self == delimiter || self == Byte.quote || self == Byte.lineFeed || self == Byte.carriageReturn
  }
}
