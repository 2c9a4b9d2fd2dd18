internal import Glibc

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

  deinit { close(descriptor) }

  /// The whole file, for one that is no sheet: at most `max` bytes.
  public func bytes(max: Int) throws(Failure) -> [UInt8] {
    var source = ByteSource(descriptor: descriptor, name: path, blockBytes: 64 << 10, observe: nil)
    var bytes: [UInt8] = []
    while try source.next() {
      // Not unsafe in effect: the pointer does not leave the closure.
      source.block.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
      if bytes.count > max { throw Failure(.fileSize, [.path: path, .limit: "\(max)"]) }
    }
    return bytes
  }
}
