internal import Glibc

/// The bytes of an open file, one block after the other.
struct ByteSource: ~Copyable, Sendable {
  /// How much is read before anything is decided about the sheet.
  static let openingBytes = 4096

  private let descriptor: Int32
  private let name: String
  private let blockBytes: Int
  private let observe: (@Sendable (Span<UInt8>) -> Void)?
  private var buffer: [UInt8]
  /// How many bytes of the buffer were read.
  private var filled = 0
  /// The current block's place in the buffer.
  private var range = 0..<0
  /// Where the buffer starts in the file.
  private var bufferOffset = 0

  init(descriptor: Int32, name: String, blockBytes: Int, observe: (@Sendable (Span<UInt8>) -> Void)?) {
    self.descriptor = descriptor
    self.name = name
    self.blockBytes = blockBytes
    self.observe = observe
    buffer = [UInt8](repeating: 0, count: max(blockBytes, Self.openingBytes))
  }

  /// Where the current block starts in the file.
  var offset: Int { bufferOffset + range.lowerBound }

  /// The current block.
  var block: Span<UInt8> {
    @_lifetime(borrow self)
    get { buffer.span.extracting(range) }
  }

  /// The first bytes of the file, as far as `readOpening` got.
  var opening: Span<UInt8> {
    @_lifetime(borrow self)
    get { buffer.span.extracting(0..<filled) }
  }

  /// Reads the first bytes of the file, which stay to be read as blocks.
  mutating func readOpening() throws(Failure) {
    while filled < Self.openingBytes {
      let count = try read(at: filled)
      if count == 0 { return }
      filled += count
    }
  }

  /// Leaves out the first bytes of the file, a byte order mark.
  mutating func skip(_ count: Int) { range = count..<count }

  /// Goes to the next block; false at the end of the file.
  mutating func next() throws(Failure) -> Bool {
    if range.upperBound < filled {
      range = range.upperBound..<min(filled, range.upperBound + blockBytes)
      return true
    }
    bufferOffset += filled
    filled = try read(at: 0)
    range = 0..<filled
    return filled > 0
  }

  /// Reads once, up to the block size or what is left of the buffer, whichever is less; 0 at the end of the file.
  private mutating func read(at start: Int) throws(Failure) -> Int {
    let wanted = min(blockBytes, buffer.count - start)
    while true {
      // `wanted` bytes from `start` are inside the buffer.
      let (count, error) = buffer.withUnsafeMutableBytes { bytes in
        let count = Glibc.read(descriptor, bytes.baseAddress.map { $0 + start }, wanted)
        return (count, errno)
      }
      if count >= 0 {
        if count > 0 { observe?(buffer.span.extracting(start..<start + count)) }
        return count
      }
      guard error == EINTR else { throw Failure(file: name, "read", errno: error) }
    }
  }
}
