public import Payments

/// A column that is not sent, but may change what its row means (contract, section 2): one that holds another currency, says
/// that the row is paid or on hold, or asks for a later day.
public enum Watch: Sendable {
  case currency, status, hold, valueDate

  /// Every error code that a row can get by one.
  static let errorCodes = ["row.currency", "row.onHold"]
  /// Every warning code.
  static let warningCodes = ["row.later"]

  /// What a header says that a column is watched for; nil if it says nothing like it.
  init?(_ name: ColumnName) {
    func says(_ words: String, not others: String = "") -> Bool {
      let said = Set(name.words.flatMap { $0.split(separator: "/").map(String.init) })
      let (wanted, unwanted) = (Set(words.split(separator: " ")), Set(others.split(separator: " ")))
      return said.contains { wanted.contains($0[...]) } && !said.contains { unwanted.contains($0[...]) }
    }
    let isFlag = says(
      "hold stop paid cancelled canceled withheld blocked stopped",
      not: "reason date amount remarks by days month type loss to from up account name total mode leave"
    )
    if says("currency cur", not: "rate exchange conversion converted") {
      self = .currency
    } else if isFlag {
      self = .hold
    } else if says("status", not: "previous prev last old earlier month marital date type fee fees kyc delivery") {
      self = .status
    } else if says("date"),
      says(
        "value payment pay payout transfer transaction execution schedule scheduled process processing effective credit "
          + "activation instruction disbursement posting",
        not: "last previous prev due invoice birth joining"
      )
    {
      self = .valueDate
    } else {
      return nil
    }
  }

  /// Whether a cell, cleaned, is one that says nothing.
  public func isPlain(_ cell: Span<UInt8>, today: CalendarDay) -> Bool {
    switch self {
    case .currency: cell.isEmpty || Self.rupees.contains { cell.says($0) }
    case .status: !Self.saysStop(cell)
    case .hold: !Self.saysStop(cell) && !Self.yeses.contains { cell.says($0) }
    case .valueDate: CalendarDay(written: cell).map { $0 <= today } ?? true
    }
  }

  /// What is to be said of a row with a cell that is not plain.
  public func finding(_ label: String) -> (finding: Finding, isError: Bool) {
    switch self {
    case .currency:
      (
        Finding(
          code: "row.currency",
          sentence:
            "\(label): the amount is in another currency than rupees, and only rupees are sent. Take the row out, or "
            + "write the amount in rupees and INR here."
        ), true
      )
    case .status, .hold:
      (
        Finding(
          code: "row.onHold",
          sentence:
            "\(label): this says that the row is paid, on hold or cancelled. Take the row out, or clear this cell if "
            + "the row is meant."
        ), true
      )
    case .valueDate:
      (
        Finding(
          code: "row.later",
          sentence:
            "\(label): this is a day to come, but the row goes out as soon as the sheet is sent. Take it out if it "
            + "is for later."
        ), false
      )
    }
  }

  private static let rupees: [StaticString] = ["inr", "rs", "rupee", "rupees", "indianrupee", "indianrupees", "₹"]
  private static let yeses: [StaticString] = ["y", "yes", "true", "1", "✓", "✔"]

  /// Whether a cell says so in its first word, or anywhere that it is on hold or not to be paid: `Paid on 12/11`,
  /// `Hold - dispute`. `Unpaid`, `not paid` and `Paid: no` say something else.
  private static func saysStop(_ cell: Span<UInt8>) -> Bool {
    guard !cell.isEmpty, cell.count <= stopBytesMax else { return false }
    let words = cell.folded.split { !$0.isLetter && !$0.isNumber }.map(String.init)
    guard let first = words.first, !denials.contains(first) else { return false }
    if stops.contains(first) { return words.count == 1 || !denials.contains(words[1]) }
    let text = " \(words.joined(separator: " ")) "
    return phrases.contains { text.contains(" \($0) ") }
  }

  private static let denials: Set<String> = ["no", "not"]

  /// Longer cells are remarks.
  private static let stopBytesMax = 60

  private static let stops: Set<String> = [
    "paid", "hold", "onhold", "cancelled", "canceled", "cancel", "stop", "stopped", "held", "void", "withheld",
    "dontpay",
    "donotpay", "alreadypaid", "stoppayment",
  ]

  private static let phrases = [
    "on hold", "do not pay", "don t pay", "already paid", "fully paid", "payment stopped", "stop payment", "keep hold",
  ]
}

extension Span<UInt8> {
  /// Text in lower case, full-width letters as plain ones.
  fileprivate var folded: String {
    // Not unsafe in effect: the pointer does not leave the closure.
    let text = withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    let scalars = text.lowercased().unicodeScalars.map { scalar in
      (0xFF01...0xFF5E).contains(scalar.value) ? Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar : scalar
    }
    return String(String.UnicodeScalarView(scalars))
  }

  /// Whether a cell is a word or words, in any case and with or without spaces and marks between them.
  fileprivate func says(_ word: StaticString) -> Bool {
    guard count <= 2 * word.utf8CodeUnitCount + 4 else { return false }
    return word.withUTF8Buffer { wanted in
      var matched = 0
      for index in indices {
        let byte = self[index]
        if byte < 0x30 || byte == UInt8(ascii: "_") { continue }
        let isCapital = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
        guard matched < wanted.count, wanted[matched] == (isCapital ? byte | 0x20 : byte) else { return false }
        matched += 1
      }
      return matched == wanted.count
    }
  }
}
