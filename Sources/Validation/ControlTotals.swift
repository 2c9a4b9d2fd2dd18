import Operations
import Payments
import Sheet

extension SheetRequest {
  /// Checks what must hold for a sheet as a whole.
  func check(_ totals: BatchTotals) throws(Failure) {
    let (read, valid) = (totals.read, totals.valid)
    if read.rows == 0 { throw Failure(.sheetNoRows) }
    if let expectedRows, expectedRows != read.rows {
      throw Failure(.sheetExpectedRows, [.count: "\(read.rows)", .expected: "\(expectedRows)"])
    }
    guard operation.hasAmount else { return }
    if let expectedTotal, read.paise != Int128(expectedTotal.paise) {
      throw Failure(.sheetExpectedTotal, [.count: read.grouped, .expected: expectedTotal.grouped])
    }
    if let totalMax, valid.paise > Int128(totalMax.paise) {
      throw Failure(.sheetMaximumTotal, [.count: valid.grouped, .limit: totalMax.grouped])
    }
  }
}
