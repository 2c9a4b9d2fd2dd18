import Operations
import Payments

/// What must hold for a sheet as a whole.
struct ControlTotals {
  let request: SheetRequest
  let inspection: Inspection

  func check() throws(Refusal) {
    let rows = inspection.rows
    if rows.read == 0 { throw refusal("it has a header but no rows below it.") }
    if let expected = request.expectedRows, expected != rows.read {
      throw refusal("it has \(rows.read) rows, but \(expected) were expected (--expect-rows).")
    }
    guard request.operation.hasAmount else { return }
    let total = inspection.amounts.read
    if let expected = request.expectedTotal, expected != total {
      throw refusal(
        "its amounts add up to \(total?.grouped ?? "more than can be counted"), but \(expected.grouped) were expected (--expect-total)."
          + (rows.rejected > 0 ? " Amounts that cannot be read count 0." : "")
      )
    }
    if let most = request.totalMax, inspection.amounts.valid > most {
      throw refusal(
        "its valid rows add up to \(inspection.amounts.valid.grouped), above your own limit of \(most.grouped) (--max-total)."
      )
    }
  }

  private func refusal(_ what: String) -> Refusal { Refusal(.sheetRefused, "The sheet cannot be used: \(what)") }
}
