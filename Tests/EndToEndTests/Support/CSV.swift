import Foundation
import Testing

/// A file as RFC 4180 has it, read by nothing of the program: UTF-8 without a mark, CRLF, quotes only where allowed.
struct CSV: Equatable {
  struct Malformed: Error { let what: String }

  let header: [String]
  let rows: [[String]]

  init(_ data: Data) throws {
    guard let text = String(validating: data, as: UTF8.self) else { throw Malformed(what: "not UTF-8") }
    var reader = Reader(Array(text.unicodeScalars))
    let lines = try reader.read()
    guard let first = lines.first else { throw Malformed(what: "no header") }
    for (number, line) in lines.enumerated() where line.count != first.count {
      throw Malformed(what: "line \(number + 1) has \(line.count) cells, the header \(first.count)")
    }
    header = first
    rows = Array(lines.dropFirst())
  }

  /// The cells of a column.
  subscript(column: String) -> [String] {
    guard let place = header.firstIndex(of: column) else { return [] }
    return rows.map { $0[place] }
  }

  private struct Reader {
    let scalars: [Unicode.Scalar]
    var at = 0

    init(_ scalars: [Unicode.Scalar]) { self.scalars = scalars }

    mutating func read() throws -> [[String]] {
      var lines: [[String]] = []
      while at < scalars.count { lines.append(try line()) }
      return lines
    }

    private mutating func line() throws -> [String] {
      var cells = [try cell()]
      while next(",") { cells.append(try cell()) }
      guard next("\r"), next("\n") else { throw Malformed(what: "no CRLF at \(at)") }
      return cells
    }

    private mutating func next(_ scalar: Unicode.Scalar) -> Bool {
      guard at < scalars.count, scalars[at] == scalar else { return false }
      at += 1
      return true
    }

    private mutating func cell() throws -> String {
      var text = String.UnicodeScalarView()
      guard next("\"") else {
        while at < scalars.count, ![",", "\r", "\n"].contains(scalars[at]) {
          if scalars[at] == "\"" { throw Malformed(what: "a quote inside a plain cell at \(at)") }
          text.append(scalars[at])
          at += 1
        }
        return String(text)
      }
      while at < scalars.count {
        if next("\"") {
          guard next("\"") else { return String(text) }
          text.append("\"")
        } else {
          text.append(scalars[at])
          at += 1
        }
      }
      throw Malformed(what: "a quote that never closes")
    }
  }
}
