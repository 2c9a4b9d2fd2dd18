// FAST PATH: here only because `check` is to be about as fast as bare libcsv, which `Tests/Benchmarks/run check` measures.
// Without it libcsv would parse all chunks, to the same rows.

extension RowSink {
  private static let wordBytes = 8

  /// Takes in a text that has no quote and ends where a row ends. Cells end at delimiters and line ends then, and nothing
  /// else means anything, so that this is what libcsv would hand over of it.
  mutating func split(_ text: Span<UInt8>, delimiter: UInt8) {
    // Unsafe for speed, 8 bytes at a time: every load and every cell lies inside the span.
    text.withUnsafeBytes { bytes in
      var (index, start) = (0, 0)
      // What is copied of a cell may run over its end, and must not run over the text's.
      while index + Self.wordBytes + Self.slackBytes <= bytes.count {
        let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self).littleEndian
        var ends = word.marks(of: delimiter) | word.marks(of: Byte.lineFeed) | word.marks(of: Byte.carriageReturn)
        while ends != 0 {
          endCell(bytes, &start, index + ends.trailingZeroBitCount / 8, delimiter)
          ends &= ends - 1
        }
        index += Self.wordBytes
      }
      for end in index..<bytes.count {
        guard bytes[end] == delimiter || bytes[end] == Byte.lineFeed || bytes[end] == Byte.carriageReturn else {
          continue
        }
        endCell(bytes, &start, end, delimiter, hasSlack: false)
      }
    }
  }

  @inline(__always)
  private mutating func endCell(
    _ bytes: UnsafeRawBufferPointer,
    _ start: inout Int,
    _ end: Int,
    _ delimiter: UInt8,
    hasSlack: Bool = true
  ) {
    let byte = bytes[end]
    if end > start || byte == delimiter || isInRow, let first = bytes.baseAddress {
      endField(first + start, end - start, hasSlack: hasSlack)
    }
    if byte != delimiter { endLine(Int32(byte)) }
    start = end + 1
  }
}

extension UInt64 {
  /// The top bit of each byte that is equal to one, and no other bit.
  @inline(__always)
  func marks(of byte: UInt8) -> UInt64 {
    let (ones, low): (UInt64, UInt64) = (0x0101_0101_0101_0101, 0x7F7F_7F7F_7F7F_7F7F)
    // Zero where the bytes are equal.
    let others = self ^ (ones &* UInt64(byte))
    return ~(((others & low) &+ low) | others | low)
  }
}
