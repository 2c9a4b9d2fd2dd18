public import Operations
public import Payments
public import Sheet

/// What is asked of a sheet, by `check` and `run` alike.
public struct SheetRequest: Sendable {
  /// What the rows are for.
  public var operation: Operation
  /// Where the sheet comes from.
  public var input: SheetInput
  /// What the field rules depend on.
  public var rules: Rules
  /// Where the rows would be sent.
  public var address: String
  /// What a person said about the sheet's columns.
  public var columns = ColumnChoice()
  /// The credentials of the settings, which the sheet may have others than.
  public var credentials = Credentials([:])
  /// Who would pay, as the provider knows them; nil if that is not set, which is no matter of a dry run.
  public var registration: String?
  /// How the sheet's bytes are read.
  public var reading = ReadingOptions()
  /// Control total over all rows that are not blank.
  public var expectedRows: Int?
  /// Control total of the amounts that can be read.
  public var expectedTotal: Amount?
  /// Rows that repeat an earlier one are not rejected.
  public var allowsDuplicates = false
  /// One rejected row refuses the whole sheet.
  public var isAllOrNothing = false
  /// The sheet is an earlier results file: rows whose outcome is final are carried over, not asked for again.
  public var skipsFinal = false
  /// Why the sheet is to be processed once more.
  public var again: String?
  /// Why rows that repeat payments of other batches are let through; nil to reject them.
  public var allowsRepeats: String?
  /// The user's own limit for the sum of the valid rows.
  public var totalMax: Amount?

  /// A request for rows of an operation that would go to an address: scheme and host, without a slash at the end.
  public init(operation: Operation, input: SheetInput, rules: Rules, address: String) {
    self.operation = operation
    self.input = input
    self.rules = rules
    self.address = address
  }
}

extension SheetRequest {
  /// Checks what must hold for a sheet as a whole.
  ///
  /// - Parameter totalsRow: A line of totals, which is most likely to be the reason why a control total does not match.
  func check(_ totals: BatchTotals, totalsRow: Int? = nil) throws(Failure) {
    let (read, valid) = (totals.read, totals.valid)
    func naming(_ failure: Failure) -> Failure { totalsRow.map { failure.adding(.row, "\($0)") } ?? failure }
    if read.rows == 0 { throw Failure(.sheetNoRows) }
    if let expectedRows, expectedRows != read.rows {
      throw naming(Failure(.sheetExpectedRows, [.count: "\(read.rows)", .expected: "\(expectedRows)"]))
    }
    guard operation.hasAmount else { return }
    if let expectedTotal, read.paise != Int128(expectedTotal.paise) {
      throw naming(Failure(.sheetExpectedTotal, [.count: read.grouped, .expected: expectedTotal.grouped]))
    }
    if let totalMax, valid.paise > Int128(totalMax.paise) {
      throw Failure(.sheetMaximumTotal, [.count: valid.grouped, .limit: totalMax.grouped])
    }
  }
}
