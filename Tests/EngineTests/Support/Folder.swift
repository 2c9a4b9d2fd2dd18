import Glibc
import Ledger
import Testing

/// A fresh folder, gone with the last who holds it.
final class Folder: Sendable {
  let path: String

  /// In memory where there is a file system for it: the tests sync much.
  init() throws {
    let parent = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(parent)/aopbatch-tests-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw FileTrouble(code: errno) }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { Self.remove(path) }

  subscript(_ name: String) -> String { "\(path)/\(name)" }

  func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }

  func write(_ bytes: [UInt8], to name: String) throws {
    let file = open(self[name], O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    guard file >= 0 else { throw FileTrouble(code: errno) }
    defer { close(file) }
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      guard count > 0 else { throw FileTrouble(code: errno) }
      written += count
    }
  }

  func read(_ name: String) throws -> String {
    let file = open(self[name], O_RDONLY)
    guard file >= 0 else { throw FileTrouble(code: errno) }
    defer { close(file) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 65_536)
    while case let count = Glibc.read(file, &block, block.count), count > 0 { bytes += block[..<count] }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The names of everything in the folder, sorted.
  var names: [String] { Self.names(in: path) }

  func ledger() throws -> Ledger { try Ledger(path: self["ledger.sqlite"]) }

  private static func names(in path: String) -> [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  private static func remove(_ path: String) {
    for name in names(in: path) {
      if unlink("\(path)/\(name)") != 0 { remove("\(path)/\(name)") }
    }
    rmdir(path)
  }
}

struct FileTrouble: Error {
  let code: Int32
}

/// What stands in a CSV file of ours: RFC 4180 with CRLF, read here by other code than the program's.
struct CSV {
  var header: [String] = []
  var rows: [[String: String]] = []
  var lines: [[String]] = []

  init(_ text: String) {
    lines = Self.lines(Array(text.utf8))
    header = lines.first ?? []
    rows = lines.dropFirst().map { cells in
      Dictionary(zip(header, cells), uniquingKeysWith: { first, _ in first })
    }
  }

  private static func lines(_ bytes: [UInt8]) -> [[String]] {
    var (lines, line, cell) = ([[String]](), [String](), [UInt8]())
    var (isQuoted, at) = (false, 0)
    func text() -> String { String(decoding: cell, as: UTF8.self) }
    while at < bytes.count {
      let byte = bytes[at]
      if isQuoted {
        if byte == 0x22, at + 1 < bytes.count, bytes[at + 1] == 0x22 {
          cell.append(0x22)
          at += 1
        } else if byte == 0x22 {
          isQuoted = false
        } else {
          cell.append(byte)
        }
      } else if byte == 0x22 {
        isQuoted = true
      } else if byte == 0x2C || byte == 0x0A {
        line.append(text())
        cell = []
        if byte == 0x0A {
          lines.append(line)
          line = []
        }
      } else if byte != 0x0D {
        cell.append(byte)
      }
      at += 1
    }
    return lines
  }
}
