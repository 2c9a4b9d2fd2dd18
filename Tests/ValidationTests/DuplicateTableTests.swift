import Sheet
import Testing

@testable import Validation

@Suite("rows that come again")
struct DuplicateTableTests {
  @Test("of two million different rows none is taken for another, and each is known again")
  func many() {
    var table = DuplicateTable()
    var cells = PackedRow()
    var repeats = 0
    for number in 1...2_000_000 {
      Self.row(number, into: &cells)
      if table.firstRow(like: cells.hash, number: number) != nil { repeats += 1 }
    }
    #expect(repeats == 0)
    for number in stride(from: 1, through: 2_000_000, by: 997) {
      Self.row(number, into: &cells)
      let first = table.firstRow(like: cells.hash, number: number + 2_000_000)
      #expect(first == number)
    }
  }

  /// Rows that look as alike as those of a salary sheet.
  private static func row(_ number: Int, into cells: inout PackedRow) {
    cells.removeAll()
    cells.append("\(20_000_000_000 + number / 4)")
    cells.append(number % 2 == 0 ? "12.00" : "12.50")
    cells.append(number / 2 % 2 == 0 ? "IMPS" : "NEFT")
  }

  @Test(
    "cells do not run into one another",
    arguments: [
      ["ab", "c"], ["a", "bc"], ["abc", ""], ["", "abc"], ["abc"], ["abc", "", ""], ["", "", "abc"], ["c", "ab"],
      ["abc\0"], ["\0abc"], ["abc\0\0\0\0\0"], [""], ["", ""], ["", "", ""], ["12345678", "9"], ["123456789", ""],
      ["1234567", "89"], ["12345678", "\09"],
    ]
  )
  func boundaries(_ cells: [String]) {
    var table = DuplicateTable()
    let all: [[String]] = [
      ["ab", "c"], ["a", "bc"], ["abc", ""], ["", "abc"], ["abc"], ["abc", "", ""], ["", "", "abc"], ["c", "ab"],
      ["abc\0"], ["\0abc"], ["abc\0\0\0\0\0"], [""], ["", ""], ["", "", ""], ["12345678", "9"], ["123456789", ""],
      ["1234567", "89"], ["12345678", "\09"],
    ]
    for (index, other) in all.enumerated() where other != cells {
      let first = table.firstRow(like: PackedRow(other).hash, number: index + 1)
      #expect(first == nil)
    }
    let first = table.firstRow(like: PackedRow(cells).hash, number: 100)
    #expect(first == nil, "unlike every other")
    let second = table.firstRow(like: PackedRow(cells).hash, number: 101)
    #expect(second == 100, "like itself")
  }

  @Test("the row that was first is named, however often it comes")
  func first() {
    var table = DuplicateTable()
    let found = (7...9).map { table.firstRow(like: PackedRow(["a"]).hash, number: $0) }
    #expect(found == [nil, 7, 7])
  }
}
