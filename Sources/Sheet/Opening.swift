/// What the first bytes of a file say about it: its encoding, or that it is no CSV.
enum Opening {
  /// The decoder to use and how many bytes of byte order mark to leave out.
  static func inspect(
    _ bytes: Span<UInt8>,
    asked: TextEncoding?
  ) throws(Failure) -> (decoder: TextDecoder, markBytes: Int) {
    if bytes.isEmpty { throw Failure(.sheetEmpty) }
    if let format = foreignFormat(of: bytes) { throw Failure(format) }
    if let marked = mark(of: bytes) { return marked }
    switch asked {
    case .utf16: return (.utf16(UTF16Decoder(isBigEndian: Zeros(in: bytes).isBigEndian)), 0)
    case .windows1252:
      try refuseZeros(bytes)
      return (.windows1252, 0)
    case .utf8, nil:
      try refuseZeros(bytes)
      return (.utf8(UTF8Check()), 0)
    }
  }

  private static func mark(of bytes: Span<UInt8>) -> (decoder: TextDecoder, markBytes: Int)? {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return (.utf8(UTF8Check()), 3) }
    if bytes.starts(with: [0xFF, 0xFE]) { return (.utf16(UTF16Decoder(isBigEndian: false)), 2) }
    if bytes.starts(with: [0xFE, 0xFF]) { return (.utf16(UTF16Decoder(isBigEndian: true)), 2) }
    return nil
  }

  private static func refuseZeros(_ bytes: Span<UInt8>) throws(Failure) {
    if Zeros(in: bytes).areEverywhere { throw Failure(.sheetUTF16) }
  }
}

/// The zero bytes at the beginning of a file: in UTF-16 every second byte of plain text is one.
private struct Zeros {
  private var even = 0
  private var odd = 0
  private let all: Int

  init(in bytes: Span<UInt8>) {
    all = min(bytes.count, ByteSource.openingBytes)
    for index in 0..<all where bytes[index] == 0 {
      if index.isMultiple(of: 2) { even += 1 } else { odd += 1 }
    }
  }

  /// Zeros come first in big-endian text; without a preference it is little-endian, as Windows writes it.
  var isBigEndian: Bool { even > odd }

  /// A stray zero is a matter of its row; a quarter of all bytes is another encoding, or no text.
  var areEverywhere: Bool { (even + odd) * 4 >= all }
}

// Files that people have in place of a CSV file.
extension Opening {
  /// The refusal of the format that the first bytes of a file are known by; nil if none is.
  private static func foreignFormat(of bytes: Span<UInt8>) -> Failure.Code? {
    if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
      // A zip: an OpenDocument file names its type uncompressed as its first entry.
      return bytes.contains("opendocument") ? .sheetODS : .sheetXLSX
    }
    if bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) { return .sheetXLS }
    return bytes.starts(with: Array("%PDF".utf8)) ? .sheetPDF : nil
  }

  /// Whether a text is HTML or XML, by its first line that is not blank.
  static func isMarkup(_ line: Span<UInt8>) -> Bool {
    var start = 0
    while start < line.count, line[start] <= Byte.space { start += 1 }
    let text = line.extracting(start..<line.count)
    return ["<!doctype", "<html", "<?xml", "<table", "<head", "<body", "<meta", "<!--", "<style", "<div"]
      .contains { text.startsIgnoringCase($0) }
  }
}

extension Span<UInt8> {
  func starts(with prefix: [UInt8]) -> Bool {
    guard count >= prefix.count else { return false }
    for index in prefix.indices where self[index] != prefix[index] { return false }
    return true
  }

  /// Whether the bytes start with an ASCII word that is given in lower case.
  func startsIgnoringCase(_ word: String) -> Bool {
    guard count >= word.utf8.count else { return false }
    for (index, wanted) in word.utf8.enumerated() {
      let byte = self[index]
      let isUpper = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
      guard (isUpper ? byte | 0x20 : byte) == wanted else { return false }
    }
    return true
  }

  fileprivate func contains(_ word: String) -> Bool {
    let wanted = Array(word.utf8)
    for start in indices where extracting(start..<count).starts(with: wanted) { return true }
    return false
  }
}
