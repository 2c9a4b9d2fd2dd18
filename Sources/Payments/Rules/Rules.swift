/// What the field rules depend on besides the sheet.
public struct Rules: Sendable {
  /// The codes that there are.
  public var directory: IFSCDirectory
  /// Reject codes that the directory does not have, instead of warning of them.
  public var strictIFSC: Bool
  /// Dates of birth are compared with this day.
  public var today: CalendarDay
  /// The user's own limit for one row.
  public var amountMax: Amount?

  /// Rules as of a day.
  public init(
    directory: IFSCDirectory = .builtIn,
    strictIFSC: Bool = false,
    today: CalendarDay,
    amountMax: Amount? = nil
  ) {
    self.directory = directory
    self.strictIFSC = strictIFSC
    self.today = today
    self.amountMax = amountMax
  }
}
