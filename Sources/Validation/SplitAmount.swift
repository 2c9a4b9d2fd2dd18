import Operations
import Payments
import Sheet

/// Finds amounts that a comma has broken into several cells (contract, section 2): `1` `250.50` where 1,250.50 was meant.
struct SplitAmount: Sendable {
  /// What the name of the column behind the amount says of three digits alone (`12` `500`), which may be a number of their
  /// own: where the column has no name, or holds words, they are the amount's.
  private enum Kind { case words, number, other }

  /// The amount's column; nil if there is none.
  private let position: Int?
  private let isUsed: [Bool]
  private let kind: Kind
  /// A column that holds the paise alone, wherever it stands.
  let paisePosition: Int?
  let code: String
  private let header: String

  init(_ layout: Layout) {
    let column = layout.operation.index(of: .amount)
    let position = column.flatMap { layout.positions[$0] }
    func name(_ wanted: Int?) -> String { layout.kept.first { $0.position == wanted }?.name ?? "" }
    code = "\(column.map { layout.operation.columns[$0].name } ?? "").split"
    header = name(position)
    kind = Self.kind(of: name(position.map { $0 + 1 }))
    let paise = layout.kept.first { $0.known == nil && ColumnName($0.name).isPaise }
    paisePosition = position == nil ? nil : paise?.position
    var isUsed = [Bool](repeating: true, count: layout.width)
    for column in layout.kept where column.known == nil { isUsed[column.position] = false }
    self.isUsed = isUsed
    self.position = position
  }

  /// The column behind the amount, if it is not used: an amount is plain only if nothing in there can go on with it.
  var nextPosition: Int? {
    guard let position, position + 1 < isUsed.count, !isUsed[position + 1] else { return nil }
    return position + 1
  }

  /// Only what is less can be the beginning of a grouped number.
  static let beginning = Amount(paise: 1_000_00)

  /// More than any amount has.
  private static let bytesMax = 24

  /// What is to be said about a row's amount.
  ///
  /// - Parameter isShifted: The row is rejected anyhow: cells of columns that are used may be the amount's, too.
  func finding(_ row: borrowing Row, _ amount: Amount?, isShifted: Bool) -> (Finding, isError: Bool)? {
    guard let amount else { return nil }
    if let paisePosition, paisePosition < row.count, !Self.isZero(row[paisePosition].cleaned()) {
      let sentence = "\(header): The row's paise stand in a column of their own. Write rupees and paise in one cell."
      return (Finding(code: code, sentence: sentence), true)
    }
    guard amount < Self.beginning, let meant = meant(row, evenUsed: isShifted) else {
      guard let (rupees, paise) = decimals(row) else { return nil }
      let what = "A decimal comma may have split \(rupees),\(paise) over two cells, of which only the first counts."
      return (Finding(code: code, sentence: "\(header): \(what) If so, write \(rupees).\(paise)."), false)
    }
    if kind == .words || !meant.isThreeDigits { return (finding(meant.text), true) }
    return kind == .number ? nil : (finding(meant.text), false)
  }

  /// Whether a cell says that there are no paise: `00`, `-`, nothing.
  static func isZero(_ cell: Span<UInt8>) -> Bool { cell.indices.allSatisfy { [0x2D, 0x2E, 0x30].contains(cell[$0]) } }

  /// The column behind the amount, if it holds words: two digits in it may be the amount's, behind a decimal comma.
  var decimalsPosition: Int? { kind == .words ? nextPosition : nil }

  private func decimals(_ row: borrowing Row) -> (rupees: String, paise: String)? {
    guard let position, let next = decimalsPosition, next < row.count else { return nil }
    let (amount, decimals) = (row.cleanedText(position), row.cleanedText(next))
    let isWhole = amount.utf8.last.map { (0x30...0x39).contains($0) } ?? false
    let isPaise =
      decimals.utf8.count == 2 && decimals != "00" && decimals.utf8.allSatisfy { (0x30...0x39).contains($0) }
    return isWhole && isPaise && !amount.contains(".") ? (amount, decimals) : nil
  }

  /// The longest grouped number that the amount's cell and those behind it make together.
  func meant(_ row: borrowing Row, evenUsed: Bool) -> (text: String, isThreeDigits: Bool)? {
    guard let position, position + 1 < row.count else { return nil }
    var text = row.cleanedText(position)
    var longest: String?
    for next in position + 1..<row.count {
      let isFree = evenUsed || next >= isUsed.count || !isUsed[next]
      let cell = row.cleanedText(next)
      let isNumber = cell.first.map { $0.isASCII && $0.isNumber } ?? false
      guard isFree, isNumber, text.utf8.count < Self.bytesMax else { break }
      text += ",\(cell)"
      if Amount(text: text) != nil { longest = text }
    }
    let first = row.cleanedText(position + 1)
    return longest.map { ($0, first.utf8.count == 3 && first.allSatisfy(\.isNumber)) }
  }

  func finding(_ meant: String) -> Finding {
    let sentence =
      "\(header): A comma may have split \(meant) over several cells, of which only the first counts. Write the amount "
      + "without commas or in double quotes; if the first cell is the whole amount, write it with two decimals."
    return Finding(code: code, sentence: sentence)
  }

  // MARK: - The next column's name

  private static func kind(of name: String) -> Kind {
    let words = words(of: name)
    // An account's number is one, its type is not.
    let isKind = ["type", "name", "status"].contains(words.last)
    let isNumber = words.contains { word in numberWords.contains(word) || numberStems.contains(where: word.contains) }
    if isNumber, !isKind { return .number }
    return words.isEmpty || words.contains(where: textWords.contains) ? .words : .other
  }

  /// `InvoiceNo` and `invoice_no` are two words.
  private static func words(of name: String) -> [String] {
    var words: [String] = [""]
    var wasLower = false
    for character in name {
      if character.isUppercase, wasLower { words.append("") }
      if character.isLetter { words[words.count - 1] += character.lowercased() } else { words.append("") }
      wasLower = character.isLowercase
    }
    return words.filter { !$0.isEmpty }
  }

  private static let textWords = """
    remark remarks narration note notes purpose description particulars comment comments memo message details reason
    spare extra unused unnamed reserved filler column field
    """.wordSet

  /// What three digits can be in a column of their own: these words, or those with these in them.
  private static let numberWords = """
    no nos num id ids sr sl sn ref utr rrn emp sol cif bill seq pin zip rs inr gst cgst sgst igst tds tcs cess vat pf
    epf esi esic pt ctc da hra ta ot lop net gross basic pay paid loan arrear arrears fee fees cost sum other others
    misc qty pcs unit units km kms kg lot age flat room shop plot ward trip trips
    """.wordSet

  private static let numberStems = """
    number code invoice voucher receipt order transaction reference serial roll amount amt total balance salary wage
    payable price rate tax charge deduct allowance incentive bonus commission discount advance quantity count days
    hours percent point
    """.wordSet
}
