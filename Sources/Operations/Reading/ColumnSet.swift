/// Some of an operation's columns, by their indices.
public struct ColumnSet: OptionSet, Sendable {
  public let rawValue: UInt32

  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// One column; an operation has at most 32.
  public init(_ index: Int) {
    precondition(index < UInt32.bitWidth, "an operation has at most 32 columns")
    rawValue = 1 << UInt32(index)
  }
}
