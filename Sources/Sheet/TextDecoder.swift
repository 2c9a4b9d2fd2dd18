/// Turns a file's bytes into UTF-8, in pieces cut anywhere.
enum TextDecoder: Sendable {
  case utf8(UTF8Check)
  case utf16(UTF16Decoder)
  case windows1252

  var encoding: TextEncoding {
    switch self {
    case .utf8: .utf8
    case .utf16: .utf16
    case .windows1252: .windows1252
    }
  }

  /// Decodes a block and adds its text to `output`; where it is not text, if anywhere.
  mutating func decode(_ block: Span<UInt8>, offset: Int, into output: inout [UInt8]) -> Failure? {
    var bad: Int?
    switch self {
    case .utf8(var check):
      let valid = check.check(block, offset: offset)
      self = .utf8(check)
      output.append(block.extracting(..<valid))
      if valid < block.count {
        // The beginning of that character may have come with the block before.
        output.removeLast(min(output.count, max(0, offset - check.sequenceStart)))
        bad = check.sequenceStart
      }
    case .utf16(var decoder):
      bad = decoder.decode(block, offset: offset, into: &output)
      self = .utf16(decoder)
    case .windows1252: bad = Self.decodeWindows1252(block, into: &output).map { offset + $0 }
    }
    return bad.map(failure)
  }

  /// What is wrong with the file ending here, if anything.
  func finish() -> Failure? {
    switch self {
    case .utf8(let check): check.isIncomplete ? failure(at: check.sequenceStart) : nil
    case .utf16(let decoder): decoder.incompleteStart.map(failure)
    case .windows1252: nil
    }
  }

  private func failure(at offset: Int) -> Failure {
    Failure(.sheetEncoding, [.encoding: encoding.rawValue, .byte: "\(offset + 1)"])
  }

  /// The characters of bytes 80 to 9F in windows-1252, which is Latin-1 otherwise; 0 where there is none (Microsoft's
  /// cp1252 table).
  private static let high: [UInt16] = [
    0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0,
    0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E,
    0x0178,
  ]

  /// Decodes a block; the index of the first byte that means nothing, at which it stops.
  private static func decodeWindows1252(_ block: Span<UInt8>, into output: inout [UInt8]) -> Int? {
    for index in block.indices {
      let isHigh = (0x80...0x9F).contains(block[index])
      let scalar = isHigh ? high[Int(block[index]) - 0x80] : UInt16(block[index])
      if isHigh, scalar == 0 { return index }
      output.appendUTF8(UInt32(scalar))
    }
    return nil
  }
}

extension Array<UInt8> {
  mutating func append(_ bytes: Span<UInt8>) {
    // Not unsafe in effect: the pointer does not leave the closure.
    bytes.withUnsafeBufferPointer { append(contentsOf: $0) }
  }

  mutating func appendUTF8(_ scalar: UInt32) {
    func part(_ shift: UInt32, _ mark: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: mark | (scalar >> shift)) }
    func tail(_ shift: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: 0x80 | ((scalar >> shift) & 0x3F)) }
    switch scalar {
    case ..<0x80: append(UInt8(truncatingIfNeeded: scalar))
    case ..<0x800: append(contentsOf: [part(6, 0xC0), tail(0)])
    case ..<0x10000: append(contentsOf: [part(12, 0xE0), tail(6), tail(0)])
    default: append(contentsOf: [part(18, 0xF0), tail(12), tail(6), tail(0)])
    }
  }
}
