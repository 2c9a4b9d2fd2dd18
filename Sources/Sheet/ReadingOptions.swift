/// How a sheet's bytes spell its characters.
public enum TextEncoding: String, CaseIterable, Sendable {
  /// What "CSV UTF-8" of a spreadsheet is; the default.
  case utf8 = "utf-8"
  /// What "Unicode Text" of Excel is; both byte orders.
  case utf16 = "utf-16"
  /// What plain "CSV" of Excel on a Western Windows is.
  case windows1252 = "windows-1252"
}

/// The sizes above which a sheet is refused, and the size in which it is read.
public struct SheetLimits: Sendable, Equatable {
  /// The longest cell, in bytes of UTF-8.
  public var fieldBytesMax: Int
  /// The longest row, in bytes of UTF-8: the sum of its cells.
  public var rowBytesMax: Int
  /// The most cells in a row.
  public var columnsMax: Int
  /// How much is read at a time, in bytes of the file. Any size gives the same rows.
  public var blockBytes: Int

  /// Limits; the defaults are a field of 64 KiB, a row of 1 MiB, 512 columns, blocks of 128 KiB.
  ///
  /// All must be above zero and at most 64 MiB, which keeps every position in a batch within 32 bits.
  public init(
    fieldBytesMax: Int = 64 << 10,
    rowBytesMax: Int = 1 << 20,
    columnsMax: Int = 512,
    blockBytes: Int = 128 << 10
  ) {
    for value in [fieldBytesMax, rowBytesMax, columnsMax, blockBytes] {
      precondition((1...64 << 20).contains(value), "a sheet limit is between 1 and 64 MiB")
    }
    self.fieldBytesMax = fieldBytesMax
    self.rowBytesMax = rowBytesMax
    self.columnsMax = columnsMax
    self.blockBytes = blockBytes
  }
}

extension SheetLimits {
  /// A failure, with the limit that it is about, if it is about one.
  func failure(_ code: Failure.Code) -> Failure {
    switch code {
    case .sheetColumns: Failure(code, [.limit: "\(columnsMax)"])
    case .sheetRowSize: Failure(code, [.limit: "\(rowBytesMax)"])
    case .sheetFieldSize, .sheetFieldNeverCloses: Failure(code, [.limit: "\(fieldBytesMax)"])
    default: Failure(code)
    }
  }
}

/// How to read a sheet; what is nil is found out from the sheet itself.
public struct ReadingOptions: Sendable, Equatable {
  /// The encoding. A byte order mark in the file wins over it: a mark says what the file is, and would otherwise be
  /// glued to the first header. Nil: the mark's, else UTF-8.
  public var encoding: TextEncoding?
  /// The byte between cells. Nil: the one of a `sep=` line, else found from the header. Never a quote or a line end.
  public var delimiter: UInt8?
  /// The sizes above which the sheet is refused.
  public var limits: SheetLimits

  /// Options for reading; by default everything is found out from the sheet.
  public init(encoding: TextEncoding? = nil, delimiter: UInt8? = nil, limits: SheetLimits = SheetLimits()) {
    self.encoding = encoding
    self.delimiter = delimiter
    self.limits = limits
  }
}

/// The bytes that have a meaning in CSV, by their names.
enum Byte {
  static let tab = UInt8(ascii: "\t")
  static let lineFeed = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
  static let space = UInt8(ascii: " ")
  static let quote = UInt8(ascii: "\"")
  static let comma = UInt8(ascii: ",")

  /// The delimiters that are looked for in a header; of equally frequent ones the last wins: a comma stands in names.
  static let delimiters = [comma, UInt8(ascii: ";"), tab, UInt8(ascii: "|")]
}
