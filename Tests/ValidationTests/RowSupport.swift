import AOPay
import Glibc
import Operations
import Payments
import Sheet
import Testing

@testable import Validation

/// What reading one row of a sheet gave.
struct ReadRow {
  var verdict: Verdict
  var number: Int
  var packed: PackedRow
  var kept: [String]
  var identity: [String]
  var errors: [Finding]
  var warnings: [Finding]
  var paise: Int64?

  var fields: [String] { packed.strings }
  var errorCodes: [String] { errors.map(\.code) }
  var warningCodes: [String] { warnings.map(\.code) }
}

extension PackedRow {
  init(_ cells: [String]) {
    self.init()
    for cell in cells { append(cell) }
  }

  var strings: [String] { (0..<count).map(string) }
}

extension Operation {
  static func require(_ name: String) throws -> Operation {
    try #require(aopay.first { $0.name == name }, "no operation \(name)")
  }
}

/// The rules of 21 November 2026.
func rules(strict: Bool = false, amountMax: Int64? = nil) throws -> Rules {
  Rules(
    strictIFSC: strict,
    today: try #require(CalendarDay(year: 2026, month: 11, day: 21)),
    amountMax: amountMax.map(Amount.init(paise:))
  )
}

/// Opens what a sheet of these bytes is read from: a pipe, so the text must fit into one.
private func withSheet<T>(_ text: String, _ body: (Int32) throws -> T) throws -> T {
  var ends: [Int32] = [-1, -1]
  try #require(pipe(&ends) == 0)
  defer { close(ends[0]) }
  let bytes = Array(text.utf8)
  try #require(bytes.count <= 60 << 10, "the sheet must fit into a pipe")
  let written = write(ends[1], bytes, bytes.count)
  close(ends[1])
  try #require(written == bytes.count)
  return try body(ends[0])
}

/// Reads a whole sheet by an operation's rules.
func read(_ text: String, _ operation: String, _ rules: Rules? = nil) throws -> [ReadRow] {
  let rules = try rules ?? ValidationTests.rules()
  var rows: [ReadRow] = []
  try forEachBatch(text, operation) { layout, batch in
    var reader = RowReader(layout: layout, rules: rules)
    rows += read(batch, &reader)
  }
  return rows
}

/// The rows of a whole sheet, and the layout of its header.
func forEachBatch(
  _ text: String,
  _ operation: String,
  _ choice: ColumnChoice = ColumnChoice(),
  _ body: (Layout, RowBatch) throws -> Void
) throws {
  try withSheet(text) { descriptor in
    var sheet = try SheetReader(descriptor: descriptor)
    let layout = try Layout(
      header: sheet.header,
      row: sheet.headerRowNumber,
      operation: .require(operation),
      choice: choice
    )
    var parser = RowParser(sheet)
    var (chunk, batch) = (SheetChunk(), RowBatch())
    batch.linesBefore = sheet.headerRowNumber
    while sheet.next(into: &chunk) {
      parser.parse(chunk, into: &batch)
      try body(layout, batch)
      if let error = batch.error { throw error }
      batch.linesBefore += batch.lines
    }
  }
}

private func read(_ batch: RowBatch, _ reader: inout RowReader) -> [ReadRow] {
  var rows: [ReadRow] = []
  for index in 0..<batch.count { rows.append(read(batch.row(index), &reader)) }
  return rows
}

private func read(_ row: borrowing Row, _ reader: inout RowReader) -> ReadRow {
  let verdict = reader.read(row)
  return ReadRow(
    verdict: verdict,
    number: row.number,
    packed: reader.fields,
    kept: reader.layout.recordedCells(row).strings,
    identity: reader.layout.trimmedCells(row).strings,
    errors: reader.errors,
    warnings: reader.warnings,
    paise: reader.values.amount?.paise
  )
}

/// Reads one row below a header.
func read(row: String, under header: String, _ operation: String, _ rules: Rules? = nil) throws -> ReadRow {
  let rows = try read("\(header)\n\(row)\n", operation, rules)
  return try #require(rows.count == 1 ? rows[0] : nil, "one row was expected, not \(rows.count)")
}

/// A quoted CSV line of these cells.
func line(_ cells: [String]) -> String {
  cells.map { "\"\($0.replacing("\"", with: "\"\""))\"" }.joined(separator: ",")
}
