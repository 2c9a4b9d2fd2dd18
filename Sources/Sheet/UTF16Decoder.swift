/// Turns UTF-16 of either byte order into UTF-8, in pieces cut anywhere.
struct UTF16Decoder {
  let isBigEndian: Bool
  /// The first byte of a unit whose second one has not come yet.
  private var first: UInt8?
  /// The first half of a surrogate pair whose second half has not come yet.
  private var high: UInt32?
  /// Where the character that is being read starts in the file, counted from 0.
  private var start = 0

  init(isBigEndian: Bool) { self.isBigEndian = isBigEndian }

  /// Where the character that the text so far breaks off in starts; nil if it ends with a whole one.
  var incompleteStart: Int? { first == nil && high == nil ? nil : start }

  /// Decodes a block; where in the file the first half surrogate pair is, at which it stops.
  mutating func decode(_ block: Span<UInt8>, offset: Int, into output: inout [UInt8]) -> Int? {
    for index in block.indices {
      guard let one = first else {
        if high == nil { start = offset + index }
        first = block[index]
        continue
      }
      first = nil
      let unit = isBigEndian ? UInt32(one) << 8 | UInt32(block[index]) : UInt32(block[index]) << 8 | UInt32(one)
      guard accept(unit, into: &output) else { return start }
    }
    return nil
  }

  private mutating func accept(_ unit: UInt32, into output: inout [UInt8]) -> Bool {
    switch (unit, high) {
    case (0xDC00...0xDFFF, let before?):
      output.appendUTF8(0x10000 + (before - 0xD800) << 10 + (unit - 0xDC00))
      high = nil
    case (0xDC00...0xDFFF, nil), (_, _?): return false
    case (0xD800...0xDBFF, nil): high = unit
    default: output.appendUTF8(unit)
    }
    return true
  }
}
