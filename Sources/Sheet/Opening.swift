/// What the first bytes of a file say about it: its encoding, or that it is no CSV.
enum Opening {
  /// The decoder to use and how many bytes of byte order mark to leave out.
  static func inspect(
    _ bytes: Span<UInt8>,
    asked: TextEncoding?
  ) throws(SheetRefusal) -> (decoder: TextDecoder, markBytes: Int) {
    if bytes.isEmpty { throw .empty }
    if let format = ForeignFormat(signature: bytes) { throw .foreign(format) }
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

  private static func refuseZeros(_ bytes: Span<UInt8>) throws(SheetRefusal) {
    if Zeros(in: bytes).areEverywhere { throw .zeroBytes }
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

/// A file that people have in place of a CSV file.
enum ForeignFormat: CaseIterable {
  case xlsx, ods, xls, html, pdf

  /// The format that the first bytes of a file are known by; nil if none is.
  init?(signature bytes: Span<UInt8>) {
    if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
      // A zip: an OpenDocument file names its type uncompressed as its first entry.
      self = bytes.contains("opendocument") ? .ods : .xlsx
    } else if bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) {
      self = .xls
    } else if bytes.starts(with: Array("%PDF".utf8)) {
      self = .pdf
    } else {
      return nil
    }
  }

  var code: String { "sheet.\(self)" }

  var name: String {
    switch self {
    case .xlsx: "an Excel workbook (.xlsx) or another zip file"
    case .ods: "a LibreOffice or OpenDocument spreadsheet (.ods)"
    case .xls: "an old Excel workbook (.xls)"
    case .html: "a web page (HTML) or XML"
    case .pdf: "a PDF document"
    }
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

extension SheetRefusal {
  static var saveAsCSV: String {
    "Open it in the spreadsheet program and save the sheet as CSV: in Excel with File, Save As, \"CSV UTF-8 (Comma "
      + "delimited)\"; in Google Sheets with File, Download, \"Comma-separated values\"; in LibreOffice with File, "
      + "Save As, \"Text CSV\"."
  }

  static func foreign(_ format: ForeignFormat) -> SheetRefusal {
    SheetRefusal(
      code: format.code,
      sentence: "The file is \(format.name), not CSV, whatever its name.",
      remedy: saveAsCSV
    )
  }

  static var empty: SheetRefusal {
    SheetRefusal(
      code: "sheet.empty",
      sentence: "The file is empty.",
      remedy: "Check that it is the right file and save the sheet as CSV again."
    )
  }

  static var zeroBytes: SheetRefusal {
    SheetRefusal(
      code: "sheet.utf16",
      sentence: "The file was saved as \"Unicode Text\" without the mark that says so, or is no text at all.",
      remedy: "Give --encoding utf-16, or save the sheet as \"CSV UTF-8\"."
    )
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
