import Payments
import Sheet

extension OpenSheet {
  /// The most cells that a row can have without being shifted: as many as the header has, or as every row has, for some
  /// programs end each row with a comma.
  ///
  /// Reads the sheet up to the first row that has no more cells than the header, which nearly always is the first one.
  func cellsMax(_ options: ReadingOptions) throws -> Int {
    rewind()
    var reader = try SheetReader(descriptor: descriptor, name: name, options: options)
    var parser = RowParser(delimiter: reader.delimiter, limits: reader.limits)
    var (chunk, batch) = (SheetChunk(), RowBatch())
    var fewest: Int?
    while reader.next(into: &chunk) {
      parser.parse(chunk, into: &batch)
      for index in 0..<batch.count where !batch.row(index).isEmpty {
        let cells = batch.row(index).count
        if cells <= reader.header.count { return reader.header.count }
        fewest = min(fewest ?? cells, cells)
      }
    }
    return fewest ?? reader.header.count
  }
}

extension Row {
  fileprivate var isEmpty: Bool {
    for index in 0..<count where !self[index].cleaned().isEmpty { return false }
    return true
  }
}
