import Operations
import Payments
import Sheet

extension SheetRequest {
  /// Checks what must hold for a sheet as a whole.
  ///
  /// - Parameter totalsRow: A line of totals, which is most likely to be the reason why a control total does not match.
  func check(_ totals: BatchTotals, totalsRow: Int? = nil) throws(Failure) {
    let (read, valid) = (totals.read, totals.valid)
    if read.rows == 0 { throw Failure(.sheetNoRows) }
    if let expectedRows, expectedRows != read.rows {
      throw Failure(.sheetExpectedRows, [.count: "\(read.rows)", .expected: "\(expectedRows)"]).naming(totalsRow)
    }
    guard operation.hasAmount else { return }
    if let expectedTotal, read.paise != Int128(expectedTotal.paise) {
      throw Failure(.sheetExpectedTotal, [.count: read.grouped, .expected: expectedTotal.grouped]).naming(totalsRow)
    }
    if let totalMax, valid.paise > Int128(totalMax.paise) {
      throw Failure(.sheetMaximumTotal, [.count: valid.grouped, .limit: totalMax.grouped])
    }
  }
}

extension Failure {
  fileprivate func naming(_ totalsRow: Int?) -> Failure { totalsRow.map { adding(.row, "\($0)") } ?? self }
}
