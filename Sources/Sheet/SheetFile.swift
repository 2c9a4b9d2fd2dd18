internal import Glibc

/// A sheet's file that is open for reading, and closed when this value goes.
public struct SheetFile: ~Copyable {
  /// The open descriptor, for `SheetReader`.
  public let descriptor: Int32
  /// The path as it was given.
  public let path: String

  /// Opens a file; a folder is a problem (EISDIR).
  public init(path: String) throws(FileProblem) {
    self.path = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileProblem(path: path, operation: "open", errno: errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return }
    throw FileProblem(path: path, operation: "open", errno: EISDIR)
  }

  deinit { close(descriptor) }
}
