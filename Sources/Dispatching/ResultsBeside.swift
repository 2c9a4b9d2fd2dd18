import Glibc
import Ledger
import Operations
import Payments
import Reports
import Sheet
import Validation

/// What a results file that stands beside a sheet says was sent: the sheet may have been paid with another ledger.
struct ResultsBeside {
  /// So many rows that were sent first, and so many that were sent last, tell whose they are.
  private static let rowsMax = 100
  /// Where one of our own columns must be named, titles above the header included.
  private static let headBytesMax = 64 << 10

  let path: String
  private(set) var sent: [ReportedRow] = []
  /// Whether it seems to be a results file of ours, and nothing tells what it says: a spreadsheet saved it, or it belongs
  /// to somebody else.
  private(set) var isUnclear = false

  /// Nil if there is no results file at the path.
  init?(_ path: String) {
    self.path = path
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    // A pipe would be waited for.
    guard status.st_mode & S_IFMT == S_IFREG, let file = try? SheetFile(path: path) else {
      isUnclear = true
      return
    }
    if let reader = try? SheetReader(descriptor: file.descriptor, name: path) {
      let names = (0..<reader.header.count).map { ColumnName(reader.header.string($0)).text }
      let places = ["aopoutcome", "aoprow", "aopsentat", "aoptransactionreference"].map(names.firstIndex)
      if places[0] != nil, read(reader, places) { return }
    }
    guard Self.isOurs(path) else { return nil }
    isUnclear = true
  }

  private static func isOurs(_ path: String) -> Bool {
    guard let file = try? SheetFile(path: path) else { return true }
    var bytes = [UInt8](repeating: 0, count: headBytesMax)
    let count = Glibc.read(file.descriptor, &bytes, headBytesMax)
    // In UTF-16 a nought stands between two letters.
    return String(decoding: bytes.prefix(max(0, count)).filter { $0 != 0 }, as: UTF8.self).lowercased().contains("aop_")
  }

  /// False if the file cannot be read to its end.
  private mutating func read(_ reader: consuming SheetReader, _ places: [Int?]) -> Bool {
    var parser = RowParser(reader)
    var (chunk, rows) = (SheetChunk(), RowBatch())
    while reader.next(into: &chunk) {
      parser.parse(chunk, into: &rows)
      for index in 0..<rows.count {
        let row = rows.row(index)
        var cells: [String] = []
        for place in places { cells.append(place.map { $0 < row.count ? row.cleanedText($0) : "" } ?? "") }
        add(cells)
      }
      if rows.error != nil { return false }
    }
    return true
  }

  /// What certainly did not happen is no reason to refuse anything.
  private mutating func add(_ cells: [String]) {
    guard let outcome = Outcome(rawValue: cells[0].lowercased()), ![.failed, .notSent, .error].contains(outcome) else {
      return
    }
    if sent.count == 2 * Self.rowsMax { sent.remove(at: Self.rowsMax) }
    sent.append((Int(cells[1]), Timestamp(text: cells[2]), cells[3]))
  }
}

extension Ledger {
  /// By what was sent, wherever the file is now; where a spreadsheet left nothing readable of that, by its place.
  func knows(_ results: ResultsBeside) throws -> Bool {
    if results.isUnclear { return false }
    if results.sent.isEmpty { return true }
    let telling = results.sent.filter { $0.number != nil && $0.sentAt != nil || !$0.reference.isEmpty }
    if !telling.isEmpty { return try telling.allSatisfy(knows) }
    return try batches().contains { OutputPaths($0, folder: nil).results == results.path }
  }
}
