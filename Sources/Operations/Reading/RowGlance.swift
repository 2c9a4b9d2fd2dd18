public import Payments
public import Sheet

/// What a row shows at a glance.
public struct RowGlance: Sendable {
  /// The row is valid and there is nothing to say about it; if not, `RowReader.read` has to look at it.
  public internal(set) var isPlain: Bool
  /// Every cell is clean, and the sheet's columns are the row's: its bytes are its identity.
  public internal(set) var isItsIdentity: Bool
  public internal(set) var amount: Amount?
  public internal(set) var mode: TransactionType?
  public internal(set) var emptyColumns: ColumnSet = []
}

extension RowReader {
  /// How many rows are looked at together: as many as stay near to the processor meanwhile.
  private static let rowsTogether = 256

  /// Takes in the rows of a batch at a glance, as nearly all rows of a good sheet can be.
  ///
  /// The same rules in their shortest form, each of which says only whether a cell is as cells mostly are: for a row
  /// that is plain, `read` finds nothing, and the same amount, mode and empty columns. Column by column, which is faster
  /// than row by row, for the processor then does the same thing over and over.
  public func glance(_ batch: RowBatch, into glances: inout [RowGlance]) {
    glances.removeAll(keepingCapacity: true)
    for index in 0..<batch.count { glances.append(glance(batch.row(index))) }
    var first = 0
    while first < batch.count {
      let rows = first..<min(batch.count, first + Self.rowsTogether)
      for index in steps.indices { glance(index, batch, rows, &glances) }
      for position in unknownPositions { glance(unknown: position, batch, rows, &glances) }
      for index in rows where !isWithinLimits(glances[index]) { glances[index].isPlain = false }
      first = rows.upperBound
    }
  }

  private func glance(_ row: borrowing Row) -> RowGlance {
    let isWhole = row.count == layout.width
    return RowGlance(
      isPlain: isWhole || row.count > layout.width && !layout.hasCellsBeyondHeader(row),
      isItsIdentity: isWhole && layout.keepsEveryColumn
    )
  }

  private func glance(_ index: Int, _ batch: RowBatch, _ rows: Range<Int>, _ glances: inout [RowGlance]) {
    let step = steps[index]
    guard step.position >= 0 else {
      for row in rows { glances[row].emptyColumns.insert(ColumnSet(index)) }
      return
    }
    @inline(__always)
    func each(_ isPlain: (Span<UInt8>, inout RowGlance) -> Bool) {
      for row in rows where glances[row].isPlain {
        let cell = batch.row(row)[step.position]
        if !cell.isEmpty {
          glances[row].isPlain = cell.isClean && isPlain(cell, &glances[row])
        } else {
          glances[row].isPlain = !step.isRequired
          glances[row].emptyColumns.insert(ColumnSet(index))
        }
      }
    }
    switch step.rule {
    case .accountNumber: each { cell, _ in AccountNumber.isPlain(cell) }
    case .amount:
      each { cell, glance in
        glance.amount = Amount(plain: cell)
        return glance.amount != nil
      }
    case .transactionType:
      each { cell, glance in
        glance.mode = TransactionType(plain: cell)
        return glance.mode != nil
      }
    case .ifsc: each { cell, _ in IFSC.isPlain(cell, directory: rules.directory) }
    case .name: each { cell, _ in PersonName.isPlain(cell) }
    case .email: each { cell, _ in EmailAddress.isPlain(cell) }
    case .mobile: each { cell, _ in MobileNumber.isPlain(cell) }
    case .reference: each { cell, _ in Reference.isPlain(cell) }
    case .text, .credential: each { cell, _ in FreeText.isPlain(cell) }
    case .pinCode, .birthDate, .latitude, .longitude, .title, .digits: each { _, _ in false }
    }
  }

  private func glance(unknown position: Int, _ batch: RowBatch, _ rows: Range<Int>, _ glances: inout [RowGlance]) {
    for row in rows where glances[row].isPlain {
      let cell = batch.row(row)[position]
      if cell.isEmpty { continue }
      glances[row].isPlain = cell.isClean && !ControlCharacters.contains(cell, allowingBreaks: true)
    }
  }

  private func isWithinLimits(_ glance: RowGlance) -> Bool {
    guard let amount = glance.amount else { return true }
    if let most = rules.amountMax, amount > most { return false }
    return switch glance.mode {
    case .imps: amount <= Amount.impsMax
    case .neft: amount <= Amount.neftNotable
    case nil: true
    }
  }
}
