import TestSupport
import Testing

@testable import Sheet

@Suite("Random sheets against a plain reading of RFC 4180")
struct DifferentialTests {
  @Test(
    "rows, numbers, empty lines and refused rows are the same, wherever blocks are cut",
    arguments: 1...40
  )
  func random(part: Int) throws {
    var random = SeededGenerator(part: part)
    for _ in 0..<100 {
      let bytes = Array("h,h\n".utf8) + randomBytes(&random)
      let expected = PlainReading(of: bytes)
      let blockBytes = Int.random(in: 1...40, using: &random)
      let options = ReadingOptions(delimiter: UInt8(ascii: ","), limits: SheetLimits(blockBytes: blockBytes))
      let text = String(decoding: bytes, as: UTF8.self).debugDescription
      if let row = expected.refusedRow {
        #expect(try failure(of: bytes, options)[.row] == "\(row)", "\(text)")
      } else {
        let sheet = try read(bytes, options)
        #expect(sheet.rows == Array(expected.rows.dropFirst()), "\(text)")
        #expect(sheet.emptyLines == expected.emptyLines, "\(text)")
      }
    }
  }

  private func randomBytes(_ random: inout SeededGenerator) -> [UInt8] {
    // Pairs of quotes make it likely that quoted cells close.
    let parts = ["a", "bc", " ", "\t", ",", ",", "\n", "\r", "\r\n", "\n", "\"\"", "\"x\"", ",\"", "\",", "\"\n", "\""]
    let count = Int.random(in: 0...24, using: &random)
    return (0..<count).flatMap { _ in Array(parts[Int.random(in: 0..<parts.count, using: &random)].utf8) }
  }
}

/// A reader of CSV as plain as can be, that shares nothing with the one it is compared with.
private struct PlainReading {
  private(set) var rows: [ReadSheet.NumberedRow] = []
  private(set) var emptyLines = 0
  private(set) var refusedRow: Int?
  private var number = 1

  init(of bytes: [UInt8]) {
    var rest = String(decoding: bytes, as: UTF8.self).unicodeScalars[...]
    while !rest.isEmpty && refusedRow == nil {
      if Self.dropLineEnd(&rest) { emptyLines += 1 } else { readRow(&rest) }
      number += 1
    }
  }

  private mutating func readRow(_ rest: inout Substring.UnicodeScalarView) {
    var cells: [String] = []
    repeat {
      guard let cell = rest.first == "\"" ? Self.quotedCell(&rest) : Self.plainCell(&rest) else {
        refusedRow = number
        return
      }
      cells.append(cell)
    } while Self.drop(",", &rest)
    rows.append(.init(number: number, cells: cells))
    if !rest.isEmpty && !Self.dropLineEnd(&rest) { refusedRow = number }
  }

  private static func plainCell(_ rest: inout Substring.UnicodeScalarView) -> String? {
    let cell = rest.prefix { !",\r\n".unicodeScalars.contains($0) }
    rest = rest[cell.endIndex...]
    return cell.contains("\"") ? nil : String(String.UnicodeScalarView(cell))
  }

  private static func quotedCell(_ rest: inout Substring.UnicodeScalarView) -> String? {
    var cell = String.UnicodeScalarView()
    rest.removeFirst()
    while let next = rest.popFirst() {
      if next != "\"" { cell.append(next) } else if drop("\"", &rest) { cell.append("\"") } else { return String(cell) }
    }
    return nil
  }

  private static func drop(_ scalar: Unicode.Scalar, _ rest: inout Substring.UnicodeScalarView) -> Bool {
    guard rest.first == scalar else { return false }
    rest.removeFirst()
    return true
  }

  private static func dropLineEnd(_ rest: inout Substring.UnicodeScalarView) -> Bool {
    if drop("\r", &rest) {
      _ = drop("\n", &rest)
      return true
    }
    return drop("\n", &rest)
  }
}
