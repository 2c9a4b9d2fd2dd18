/// What a person said about a sheet's columns, by the indices of the operation's columns.
public struct ColumnChoice: Sendable, Equatable {
  /// Headers that mean a field, whatever other headers say.
  public var headers: [Int: String]
  /// Values, as they are sent, of fields that the sheet has no column for.
  public var values: [Int: String]

  /// By default nothing was said, and every column is found by its name.
  public init(headers: [Int: String] = [:], values: [Int: String] = [:]) {
    self.headers = headers
    self.values = values
  }
}
