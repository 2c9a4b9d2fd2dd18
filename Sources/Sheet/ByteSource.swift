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
  private var filled = 0
  private var range = 0..<0
  private var bufferOffset = 0

  init(descriptor: Int32, name: String, blockBytes: Int, observe: (@Sendable (Span<UInt8>) -> Void)?) {
    self.descriptor = descriptor
    self.name = name
    self.blockBytes = blockBytes
    self.observe = observe
    buffer = [UInt8](repeating: 0, count: max(blockBytes, Self.openingBytes))
  }

  var offset: Int { bufferOffset + range.lowerBound }

  var block: Span<UInt8> {
    @_lifetime(borrow self)
    get { buffer.span.extracting(range) }
  }

  /// Reads the first bytes of the file, which stay to be read as blocks.
  @_lifetime(&self)
  mutating func opening() throws(Failure) -> Span<UInt8> {
    while filled < Self.openingBytes, case let count = try read(at: filled), count > 0 { filled += count }
    return buffer.span.extracting(0..<filled)
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

/// A sheet's file that is open for reading, and closed when this value goes.
public struct SheetFile: ~Copyable {
  /// The open descriptor, for `SheetReader`.
  public let descriptor: Int32
  /// The path as it was given.
  public let path: String

  /// Opens a file; a folder is a failure (EISDIR).
  public init(path: String) throws(Failure) {
    self.path = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Failure(file: path, "open", errno: errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return }
    throw Failure(file: path, "open", errno: EISDIR)
  }

  /// Opens a regular file and nothing else, without waiting as for a pipe.
  package init(regular path: String) throws(Failure) {
    self.path = path
    descriptor = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Failure(file: path, "open", errno: errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw Failure(.fileKind, [.path: path])
    }
  }

  deinit { close(descriptor) }

  /// The whole file, for one that is no sheet: at most `max` bytes.
  public func bytes(max: Int) throws(Failure) -> [UInt8] {
    var source = ByteSource(descriptor: descriptor, name: path, blockBytes: 64 << 10, observe: nil)
    var bytes: [UInt8] = []
    while try source.next() {
      bytes.append(source.block)
      if bytes.count > max { throw Failure(.fileSize, [.path: path, .limit: "\(max)"]) }
    }
    return bytes
  }
}
