/// What the first bytes of a file say about it: its encoding, or that it is no CSV.
enum Opening {
  static func inspect(
    _ bytes: Span<UInt8>,
    asked: TextEncoding?
  ) throws(Failure) -> (decoder: TextDecoder, markBytes: Int) {
    if bytes.isEmpty { throw Failure(.sheetEmpty) }
    if let format = foreignFormat(of: bytes) { throw Failure(format) }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return (.utf8(UTF8Check()), 3) }
    if bytes.starts(with: [0xFF, 0xFE]) { return (.utf16(UTF16Decoder(isBigEndian: false)), 2) }
    if bytes.starts(with: [0xFE, 0xFF]) { return (.utf16(UTF16Decoder(isBigEndian: true)), 2) }
    // In UTF-16 every second byte of plain text is zero.
    let first = bytes.extracting(first: ByteSource.openingBytes)
    let zeros = first.indices.filter { first[$0] == 0 }
    let even = zeros.count { $0.isMultiple(of: 2) }
    // Zeros come first in big-endian text; without a preference it is little-endian, as Windows writes it.
    if asked == .utf16 { return (.utf16(UTF16Decoder(isBigEndian: even > zeros.count - even)), 0) }
    // A stray zero is a matter of its row; a quarter of all bytes is another encoding, or no text.
    if zeros.count * 4 >= first.count { throw Failure(.sheetUTF16) }
    return (asked == .windows1252 ? .windows1252 : .utf8(UTF8Check()), 0)
  }

  /// The refusal of the format, which people have in place of CSV, that the first bytes of a file are known by.
  private static func foreignFormat(of bytes: Span<UInt8>) -> Failure.Code? {
    if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
      // A zip: an OpenDocument file names its type uncompressed as its first entry.
      let type = Array("opendocument".utf8)
      return bytes.indices.contains { bytes.extracting($0...).starts(with: type) } ? .sheetODS : .sheetXLSX
    }
    if bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) { return .sheetXLS }
    return bytes.starts(with: Array("%PDF".utf8)) ? .sheetPDF : nil
  }

  /// Whether a text is HTML or XML, by its first line that is not blank.
  static func isMarkup(_ line: Span<UInt8>) -> Bool {
    let start = line.indices.first { line[$0] > Byte.space } ?? line.count
    return ["<!doctype", "<html", "<?xml", "<table", "<head", "<body", "<meta", "<!--", "<style", "<div"]
      .contains { line.extracting(start...).startsIgnoringCase($0) }
  }
}

extension Span<UInt8> {
  fileprivate func starts(with prefix: [UInt8]) -> Bool {
    count >= prefix.count && prefix.indices.allSatisfy { self[$0] == prefix[$0] }
  }

  /// Whether the bytes start with an ASCII word that is given in lower case.
  func startsIgnoringCase(_ word: String) -> Bool {
    guard count >= word.utf8.count else { return false }
    return word.utf8.enumerated().allSatisfy { index, wanted in
      let isUpper = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self[index])
      return (isUpper ? self[index] | 0x20 : self[index]) == wanted
    }
  }
}
