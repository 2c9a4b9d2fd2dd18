import Glibc
import Sheet

/// Where a sheet comes from.
public enum SheetInput: Sendable, Equatable {
  /// A file, by its path as it was given.
  case file(String)
  /// Standard input.
  case standardInput

  /// The sheet's name for people.
  public var name: String {
    switch self {
    case .file(let path): String(path.split(separator: "/").last ?? Substring(path))
    case .standardInput: "stdin"
    }
  }

  /// The file's path as it was given; nil for standard input.
  public var path: String? { if case .file(let path) = self { path } else { nil } }

  /// The folder that the sheet is in.
  public var folder: String {
    guard case .file(let path) = self, let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}

/// An open sheet that can be read more than once: standard input and pipes are first copied to a file without a name.
public final class OpenSheet: Sendable {
  /// The sheet's name for people.
  let name: String
  let descriptor: Int32

  /// Opens a sheet, and copies one that can be read only once.
  public init(_ input: SheetInput) throws {
    descriptor = try Self.descriptor(of: input)
    name = input.name
  }

  private static func descriptor(of input: SheetInput) throws -> Int32 {
    guard case .file(let path) = input else { return try spooled(from: STDIN_FILENO, input.name) }
    let file = try SheetFile(path: path)
    var status = stat()
    fstat(file.descriptor, &status)
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    // It may never end.
    case S_IFCHR, S_IFBLK: throw Failure(.sheetDevice, [.path: path])
    default: return try spooled(from: file.descriptor, input.name)
    }
    let copy = fcntl(file.descriptor, F_DUPFD_CLOEXEC, 0)
    guard copy >= 0 else { throw Failure(file: path, "open", errno: errno) }
    return copy
  }

  deinit { close(descriptor) }

  /// The size of its file.
  var bytes: Int {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? status.st_size : 0
  }

  /// Goes back to the first byte.
  func rewind() { lseek(descriptor, 0, SEEK_SET) }

  private static func spooled(from source: Int32, _ name: String) throws -> Int32 {
    var path = Array("\(getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp")/aopbatch-XXXXXX".utf8CString)
    let copy = mkstemp(&path)
    guard copy >= 0 else { throw Failure(file: name, "make a temporary copy of", errno: errno) }
    unlink(path)
    do { try copyAll(from: source, to: copy, name) } catch {
      close(copy)
      throw error
    }
    lseek(copy, 0, SEEK_SET)
    return copy
  }

  /// The largest sheet that is copied, in bytes: a pipe may never end, and must not fill the disk.
  private static let copyBytesMax = 256 << 20

  private static func copyAll(from source: Int32, to copy: Int32, _ name: String) throws {
    var block = [UInt8](repeating: 0, count: 256 << 10)
    var left = copyBytesMax
    while true {
      let count = read(source, &block, block.count)
      if count == 0 { return }
      left -= max(0, count)
      if left < 0 { throw Failure(.sheetSize, [.limit: "\(copyBytesMax)"]) }
      if count < 0 {
        if errno == EINTR { continue }
        throw Failure(file: name, "read", errno: errno)
      }
      var written = 0
      while written < count {
        let step = block[written..<count].withUnsafeBytes { write(copy, $0.baseAddress, $0.count) }
        guard step >= 0 else { throw Failure(file: name, "copy", errno: errno) }
        written += step
      }
    }
  }
}
