import Payments
import Sheet

/// How many cells a sheet's rows have (contract, section 2).
struct RowWidth: Sendable {
  /// A row with more is shifted.
  var cellsMax = Int.max
  /// Every row has more cells than the header, for some programs end each row with a comma or a note: those have no name.
  var isMoreThanHeader = false
}

extension OpenSheet {
  /// Reads the sheet up to the first row that has no more cells than the header, which nearly always is the first one.
  func rowWidth(_ options: ReadingOptions) throws -> RowWidth {
    rewind()
    var reader = try SheetReader(descriptor: descriptor, name: name, options: options)
    var parser = RowParser(delimiter: reader.delimiter, limits: reader.limits)
    var (chunk, batch) = (SheetChunk(), RowBatch())
    var fewest: Int?
    while reader.next(into: &chunk) {
      parser.parse(chunk, into: &batch)
      for index in 0..<batch.count where !batch.row(index).isEmpty {
        let cells = batch.row(index).count
        if cells <= reader.header.count { return RowWidth(cellsMax: reader.header.count) }
        fewest = min(fewest ?? cells, cells)
      }
    }
    return fewest.map { RowWidth(cellsMax: $0, isMoreThanHeader: true) } ?? RowWidth()
  }
}

extension Row {
  fileprivate var isEmpty: Bool {
    for index in 0..<count where !self[index].cleaned().isEmpty { return false }
    return true
  }
}
