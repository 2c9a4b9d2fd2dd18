import Sheet
import Testing

@testable import Validation

@Suite("rows that come again")
struct DuplicateTableTests {
  @Test("of half a million different rows none is taken for another, and each is known again")
  func many() {
    var table = DuplicateTable()
    var cells = PackedRow()
    var repeats = 0
    for number in 1...500_000 {
      Self.row(number, into: &cells)
      if table.first(like: cells.hash, number: number) != nil { repeats += 1 }
    }
    #expect(repeats == 0)
    for number in stride(from: 1, through: 500_000, by: 997) {
      Self.row(number, into: &cells)
      let first = table.first(like: cells.hash, number: number + 500_000)
      #expect(first?.number == number)
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
      let first = table.first(like: PackedRow(other).hash, number: index + 1)
      #expect(first?.number == nil)
    }
    let first = table.first(like: PackedRow(cells).hash, number: 100)
    #expect(first?.number == nil, "unlike every other")
    let second = table.first(like: PackedRow(cells).hash, number: 101)
    #expect(second?.number == 100, "like itself")
  }

  @Test("the row that was first is named, however often it comes")
  func first() {
    var table = DuplicateTable()
    let found = (7...9).map { table.first(like: PackedRow(["a"]).hash, number: $0)?.number }
    #expect(found == [nil, 7, 7])
  }

  @Test("low bits that are ignored may differ, and come back as the first row had them")
  func ignoredBits() {
    var table = DuplicateTable(ignoring: 0xFF)
    let found = [0x1_01, 0x2_01, 0x1_02, 0x2_FF].enumerated().map { table.first(like: $1, number: $0)?.hash }
    #expect(found == [nil, nil, 0x1_01, 0x2_01])
  }

  @Test("no more rows are remembered than there may be, and those are known again")
  func most() {
    var table = DuplicateTable(rowsMax: 3)
    for number in 1...5 { _ = table.first(like: UInt64(number) << 32 | 1, number: number) }
    let found = (1...5).map { table.first(like: UInt64($0) << 32 | 1, number: 9)?.number }
    #expect(found == [1, 2, 3, nil, nil])
  }
}
