/// One row: a view into its batch that cannot outlive it.
public struct Row: ~Escapable {
  /// The row's number as the spreadsheet shows it: the header is row 1 when nothing stands above it.
  public let number: Int
  /// The cells' bytes, one after the other, and more around them.
  @usableFromInline let bytes: Span<UInt8>
  /// Where the first cell starts in `bytes`, then where each cell ends.
  @usableFromInline let ends: Span<UInt32>

  @_lifetime(copy bytes, copy ends)
  @inlinable init(number: Int, bytes: Span<UInt8>, ends: Span<UInt32>) {
    self.number = number
    self.bytes = bytes
    self.ends = ends
  }

  /// How many cells the row has; at least one.
  @inlinable public var count: Int { ends.count - 1 }

  /// The bytes of a cell as they stand in the sheet, without its quotes: not trimmed, valid UTF-8.
  @inlinable public subscript(_ index: Int) -> Span<UInt8> {
    @_lifetime(copy self)
    get { bytes.extracting(Int(ends[index])..<Int(ends[index + 1])) }
  }

  /// The bytes of all cells, one after the other.
  @inlinable public var cellBytes: Span<UInt8> {
    @_lifetime(copy self)
    get { bytes.extracting(Int(ends[0])..<Int(ends[ends.count - 1])) }
  }

  /// Where each cell ends, counted from where `bytesBefore` is zero.
  @inlinable public var cellEnds: Span<UInt32> {
    @_lifetime(copy self)
    get { ends.extracting(1...) }
  }

  /// What to take from `cellEnds` for places in `cellBytes`.
  @inlinable public var bytesBefore: UInt32 { ends[0] }

  /// A cell as text: for messages, not for the row path.
  public func string(_ index: Int) -> String { String(decodingUTF8: self[index]) }
}

extension String {
  init(decodingUTF8 span: Span<UInt8>) {
    // Not unsafe in effect: the pointer does not leave the closure.
    self = span.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
  }
}
