internal import Operations
internal import Payments
public import Sheet

extension ApprovalRequest {
  /// Many times what there is in a text with payees and reasons.
  static let bytesMax = 64 << 10

  /// Reads a text, byte for byte as `text` writes it.
  ///
  /// - Throws: `approvalText` with the first line that `text` would not write.
  public init(text: [UInt8]) throws(Failure) {
    // What cannot be read is taken for something else: then the text that is written of it is another one.
    var lines = ApprovalLines(text)
    let action = lines.value("action")
    self.init(
      action: .run,
      operation: lines.value("operation"),
      sheet: lines.value("sheet"),
      sheetSHA256: lines.value("sheet-sha256"),
      plan: lines.value("plan"),
      total: lines.total("rows", "total"),
      address: lines.value("address"),
      registration: lines.valueIfThere("registration"),
      ledger: lines.value("ledger"),
      head: lines.value("head"),
      policy: lines.value("policy"),
      expires: Timestamp(text: lines.value("expires")) ?? Timestamp(milliseconds: 0)
    )
    lines.skip("in-words")
    while let payee = lines.valueIfThere("payee-\(payees.count + 1)") { payees.append(payee) }
    if lines.value("repeats") != "no" {
      let total = lines.total("repeats-rows", "repeats-total")
      repeats = Repeats(total: total, reason: lines.value("repeats-reason"))
    }
    if lines.value("again") != "no" { again = lines.value("again-reason") }
    self.action = Self.action(action, &lines)
    if let line = ApprovalLines.firstDifference(text, Array(self.text.utf8)) {
      throw Failure(.approvalText, [.row: "\(line)"])
    }
  }

  private static func action(_ name: String, _ lines: inout ApprovalLines) -> Action {
    switch name {
    case "resume": return .resume(batch: lines.value("batch"))
    case "resolve":
      let (batch, row, payee) = (lines.value("batch"), Int(lines.value("row")) ?? 0, lines.value("payee"))
      lines.skip("amount")
      lines.skip("decision")
      return .resolveNotPaid(batch: batch, row: row, payee: payee, reason: lines.value("reason"))
    default: return .run
    }
  }
}

/// The lines of a text, of which each is asked for by the name that it must have.
private struct ApprovalLines {
  private var rest: ArraySlice<ArraySlice<UInt8>>

  init(_ text: [UInt8]) { rest = Self.lines(text).dropFirst() }

  private static func lines(_ text: [UInt8]) -> [ArraySlice<UInt8>] {
    text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
  }

  /// The value of the next line; nil if that has another name, and is still to come.
  mutating func valueIfThere(_ name: String) -> String? {
    let start = Array("\(name) ".utf8)
    guard let line = rest.first, line.starts(with: start) else { return nil }
    rest.removeFirst()
    return String(decoding: line.dropFirst(start.count), as: UTF8.self)
  }

  mutating func value(_ name: String) -> String { valueIfThere(name) ?? "" }

  /// Goes past a line that follows from others.
  mutating func skip(_ name: String) { _ = valueIfThere(name) }

  mutating func total(_ rows: String, _ rupees: String) -> Total {
    let rows = Int(value(rows)) ?? 0
    return Total(rows: rows, paise: Int128(value(rupees).replacing(".", with: "")) ?? 0)
  }

  /// The number of the first line that two texts do not share, from 1; nil if they are the same bytes.
  static func firstDifference(_ one: [UInt8], _ other: [UInt8]) -> Int? {
    if one == other { return nil }
    let pairs = zip(lines(one), lines(other))
    return 1 + pairs.prefix { $0 == $1 }.count
  }
}
