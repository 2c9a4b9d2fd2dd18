import Ledger
import Operations
import Payments
import Sheet
import Validation

/// What a results file that stands beside a sheet says was sent: the sheet may have been paid with another ledger.
struct ResultsBeside {
  /// The first so many rows that were sent tell whose batch it is.
  private static let rowsMax = 100

  let path: String
  private(set) var sent: [ReportedRow] = []

  /// Nil if there is no results file at the path.
  init?(_ path: String) {
    self.path = path
    guard let file = try? SheetFile(path: path), let reader = try? SheetReader(descriptor: file.descriptor, name: path)
    else { return nil }
    let names = (0..<reader.header.count).map { ColumnName(reader.header.string($0)).text }
    guard names.contains("aopoutcome") else { return nil }
    let places = ["aopoutcome", "aoprow", "aopsentat", "aoptransactionreference"].map(names.firstIndex)
    read(reader, places)
  }

  private mutating func read(_ reader: consuming SheetReader, _ places: [Int?]) {
    var parser = RowParser(reader)
    var (chunk, rows) = (SheetChunk(), RowBatch())
    while sent.count < Self.rowsMax, reader.next(into: &chunk) {
      parser.parse(chunk, into: &rows)
      for index in 0..<rows.count where sent.count < Self.rowsMax {
        let row = rows.row(index)
        var cells: [String] = []
        for place in places { cells.append(place.map { $0 < row.count ? row.cleanedText($0) : "" } ?? "") }
        add(cells)
      }
    }
  }

  /// What certainly did not happen is no reason to refuse anything.
  private mutating func add(_ cells: [String]) {
    guard let outcome = Outcome(rawValue: cells[0].lowercased()), ![.failed, .notSent, .error].contains(outcome) else {
      return
    }
    sent.append((Int(cells[1]), Timestamp(text: cells[2]), cells[3]))
  }
}
