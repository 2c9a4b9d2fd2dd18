public import Operations
public import Payments
public import Sheet

/// What is asked of a sheet, by `check` and `run` alike.
public struct SheetRequest: Sendable {
  public var operation: Operation
  public var input: SheetInput
  public var rules: Rules
  public var reading = ReadingOptions()
  /// Where the files go; nil for the sheet's folder.
  public var folder: String?
  /// Control totals over all rows that are not blank.
  public var expectedRows: Int?
  public var expectedTotal: Amount?
  public var allowsDuplicates = false
  /// One rejected row refuses the whole sheet.
  public var isAllOrNothing = false
  /// The sheet is an earlier results file: rows whose outcome is final are carried over, not asked for again.
  public var skipsFinal = false
  /// The user's own limit for the sum of the valid rows.
  public var totalMax: Amount?

  public init(operation: Operation, input: SheetInput, rules: Rules) {
    self.operation = operation
    self.input = input
    self.rules = rules
  }

  /// The folder and the beginning of the names of the files that are written.
  public var output: OutputPaths {
    OutputPaths(folder: folder ?? input.folder, stem: input.stem, renewed: skipsFinal ? input.name : nil)
  }
}
