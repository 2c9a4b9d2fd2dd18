import Glibc
import Sheet

/// Where a sheet comes from.
public enum SheetInput: Sendable, Equatable {
  /// A file, by its path as it was given.
  case file(String)
  /// Standard input.
  case standardInput

  /// The sheet's name for people.
  public var name: String { path.map { String($0.split(separator: "/").last ?? $0[...]) } ?? "stdin" }

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
    name = input.name
    guard let path = input.path else {
      descriptor = try Self.spooled(from: STDIN_FILENO, name)
      return
    }
    let file = try SheetFile(path: path)
    var status = stat()
    fstat(file.descriptor, &status)
    let kind = status.st_mode & S_IFMT
    // It may never end.
    if kind == S_IFCHR || kind == S_IFBLK { throw Failure(.sheetDevice, [.path: path]) }
    let isRegular = kind == S_IFREG
    descriptor = isRegular ? fcntl(file.descriptor, F_DUPFD_CLOEXEC, 0) : try Self.spooled(from: file.descriptor, name)
    guard descriptor >= 0 else { throw Failure(file: path, "open", errno: errno) }
  }

  deinit { close(descriptor) }

  var bytes: Int {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? status.st_size : 0
  }

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
      if count < 0, errno == EINTR { continue }
      if count < 0 { throw Failure(file: name, "read", errno: errno) }
      left -= count
      if left < 0 { throw Failure(.sheetSize, [.limit: "\(copyBytesMax)"]) }
      if let failure = block.span.extracting(..<count).writeAll(to: copy, path: name, "copy") { throw failure }
    }
  }
}
