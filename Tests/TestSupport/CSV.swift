/// A file as RFC 4180 has it, read by nothing of the program: CRLF, quotes only where allowed.
public struct CSV: Equatable, Sendable {
  public struct Malformed: Error { public let what: String }

  public let header: [String]
  /// All lines below the header, cell by cell.
  public let lines: [[String]]

  /// - Parameter allowsMoreCells: Lines may be longer than the header.
  public init(_ text: String, allowsMoreCells: Bool = false) throws {
    var reader = Reader(Array(text.unicodeScalars))
    _ = reader.next("\u{FEFF}")
    let lines = try reader.read()
    guard let header = lines.first else { throw Malformed(what: "no header") }
    for (number, line) in lines.enumerated() where line.count != header.count {
      guard allowsMoreCells, line.count > header.count else {
        throw Malformed(what: "line \(number + 1) has \(line.count) cells, the header \(header.count)")
      }
    }
    self.header = header
    self.lines = Array(lines.dropFirst())
  }

  /// The lines by the names of their columns; of two columns of one name the first counts.
  public var rows: [[String: String]] { lines.map { Dictionary(zip(header, $0)) { first, _ in first } } }

  /// The cells of a column; none if there is no such column.
  public subscript(column: String) -> [String] {
    guard let place = header.firstIndex(of: column) else { return [] }
    return lines.map { $0[place] }
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

    mutating func next(_ scalar: Unicode.Scalar) -> Bool {
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
