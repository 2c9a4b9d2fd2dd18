internal import Glibc

/// Something the operating system would not do with a file.
public struct FileProblem: Error, Sendable, Equatable, CustomStringConvertible {
  /// The file or folder, as it was named to us.
  public let path: String
  /// What was tried, as a verb: `open`, `read`, `write`, `replace`.
  public let operation: String
  /// The system's error number, `errno`.
  public let errno: Int32
  /// The system's words for the error number.
  public let reason: String

  /// A problem with the given error number.
  public init(path: String, operation: String, errno: Int32) {
    self.path = path
    self.operation = operation
    self.errno = errno
    self.reason = Self.words(for: errno)
  }

  /// What to do about it.
  public var remedy: String {
    switch errno {
    case ENOSPC, EDQUOT, EFBIG: "Free some space on that disk, or choose another folder, and try again."
    case EACCES, EPERM: "Ask for the permission to that file and folder, or choose another one."
    case EROFS: "That disk cannot be written to; choose another folder."
    case ENOENT, ENOTDIR: "Check the name of the file and that its folder exists."
    case EISDIR: "That is a folder; give the name of a file."
    case ENAMETOOLONG: "Give the file a shorter name."
    case EMFILE, ENFILE: "Too many files are open; close other programs and try again."
    case EIO: "The disk or the network drive reports an error; have it checked, and try another one."
    default: "Check the file, its folder and its disk, and try again."
    }
  }

  /// What, where, why and what to do.
  public var description: String { "Cannot \(operation) \(path): \(reason). \(remedy)" }

  private static func words(for errno: Int32) -> String {
    // Safe with threads: for known numbers glibc hands out constant strings, for others one per thread (since 2.32).
    guard let words = strerror(errno) else { return "error \(errno)" }
    return String(cString: words)
  }
}
