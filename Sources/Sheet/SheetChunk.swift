/// A piece of a sheet's text that ends where a row ends, so that it can be parsed on its own, beside others.
///
/// Make one and give it to `SheetReader.next(into:)` again and again: its memory is reused.
public struct SheetChunk: Sendable {
  enum End: Sendable {
    /// More of the sheet, from the beginning of a row.
    case row
    /// Nothing.
    case sheet
    /// What is no text, or could not be read.
    case unusable(Failure)
  }

  var text: [UInt8] = []
  var end = End.sheet
  /// The text has no quote, and ends where a row ends.
  var isQuoteFree = false

  /// A chunk without text.
  public init() {}

  /// How much text there is, in bytes of UTF-8.
  public var bytes: Int { text.count }

  /// Whether nothing more of the sheet can follow.
  public var isLast: Bool { if case .row = end { false } else { true } }
}
