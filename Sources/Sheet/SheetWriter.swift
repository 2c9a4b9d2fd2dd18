/// Writes a sheet: RFC 4180 CSV in UTF-8 with a byte order mark, CRLF, quotes where needed, the spreadsheet guard, every
/// row as wide as the widest; durable.
///
/// The file appears whole at `commit()` or not at all (see `DurableFile`). Trouble in writing is kept in `problem` and
/// thrown by `commit()`, so that the row path has no error handling.
public struct SheetWriter: ~Copyable {
  /// Spreadsheets take a file without it for the machine's own code page.
  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  private let path: String
  private var file: DurableFile
  private var fieldsInRow = 0
  /// The narrowest and the widest row; nil before the first one.
  private var widths: ClosedRange<Int>?
  /// Whether the row so far is one empty cell, which would read as an empty line if it were not quoted.
  private var isOneEmptyField = false

  /// Starts a new sheet that will take the place of the file at `path`, if there is one.
  public init(path: String) throws(Failure) {
    self.path = path
    file = try DurableFile(path: path)
    file.append(Self.byteOrderMark.span)
  }

  /// The first thing that went wrong; to stop early. `commit()` throws it.
  public var problem: Failure? { file.problem }

  /// Adds a cell to the row.
  public mutating func append(field: Span<UInt8>) {
    let isFirst = fieldsInRow == 0
    isOneEmptyField = isFirst && field.isEmpty
    fieldsInRow += 1
    file.append { buffer in
      if !isFirst { buffer.append(Byte.comma) }
      buffer.appendCell(field)
    }
  }

  /// Adds a cell to the row.
  public mutating func append(_ text: String) {
    var text = text
    // Not unsafe in effect: the pointer does not leave the closure.
    text.withUTF8 { append(field: $0.span) }
  }

  /// Adds all cells of a row to the row.
  public mutating func append(row: borrowing PackedRow) {
    for index in 0..<row.count { append(field: row[index]) }
  }

  /// Ends the row.
  public mutating func endRow() {
    let isOneEmptyField = isOneEmptyField
    file.append { buffer in
      if isOneEmptyField { buffer.append(contentsOf: [Byte.quote, Byte.quote]) }
      buffer.append(contentsOf: [Byte.carriageReturn, Byte.lineFeed])
    }
    let known = widths ?? fieldsInRow...fieldsInRow
    widths = min(known.lowerBound, fieldsInRow)...max(known.upperBound, fieldsInRow)
    fieldsInRow = 0
    self.isOneEmptyField = false
  }

  /// Makes the sheet durable and puts it in its place. Without this the file at the path stays as it was.
  ///
  /// - Parameter owner: Whose file it is.
  /// - Returns: Where the file that was there is now, if it was not to be replaced.
  public consuming func commit(_ owner: FileOwner) throws(Failure) -> String? {
    guard let widths, widths.lowerBound < widths.upperBound else { return try file.commit(owner) }
    return try widened(to: widths.upperBound).commit(owner)
  }

  /// The same rows, each as wide as the widest: how wide that is shows at the end, and hardly ever is any wider than the
  /// header.
  private mutating func widened(to width: Int) throws(Failure) -> DurableFile {
    var wide = try DurableFile(path: path)
    var (isQuoted, fields) = (false, 1)
    try file.forEachBlock { block in
      wide.append { buffer in
        for byte in block {
          switch byte {
          case Byte.quote: isQuoted.toggle()
          case Byte.comma where !isQuoted: fields += 1
          case Byte.carriageReturn where !isQuoted:
            for _ in fields..<width { buffer.append(Byte.comma) }
            fields = 1
          default: break
          }
          buffer.append(byte)
        }
      }
    }
    return wide
  }
}

extension Array<UInt8> {
  /// Adds a cell as it is written: guarded, and in quotes if it needs them.
  fileprivate mutating func appendCell(_ cell: Span<UInt8>) {
    let isGuarded = SpreadsheetGuard.isNeeded(for: cell)
    let isQuoted = cell.needsQuotes
    if isQuoted { append(Byte.quote) }
    if isGuarded { append(SpreadsheetGuard.mark) }
    if !isQuoted { return append(cell) }
    for index in cell.indices {
      if cell[index] == Byte.quote { append(Byte.quote) }
      append(cell[index])
    }
    append(Byte.quote)
  }
}

extension Span<UInt8> {
  fileprivate var needsQuotes: Bool {
    for index in indices {
      switch self[index] {
      case Byte.comma, Byte.quote, Byte.carriageReturn, Byte.lineFeed: return true
      default: continue
      }
    }
    return false
  }
}
