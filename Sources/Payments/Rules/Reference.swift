/// A reference or id that names something at the provider: 1 to 64 printable ASCII characters without spaces.
public enum Reference: FieldRule {
  /// Most characters.
  public static let charactersMax = 64

  public static let errorCodes = Damage.codes + ["length", "spaces", "characters"]
  /// The cell can be sent, but it is what a spreadsheet or a person left of a reference.
  public static let warningCodes = ["scientific", "formula", "spreadsheetError", "decimals", "date", Placeholder.code]

  /// A reference that nothing has damaged.
  public static func isPlain(_ cell: Span<UInt8>, _ rules: borrowing Rules, in row: inout PlainValues) -> Bool {
    cell.count <= charactersMax && cell.every(ASCII.isPrintable) && (cell.isAllDigits || warning(cell) == .none)
  }

  public static func read(_ cell: Span<UInt8>, _ rules: borrowing Rules, into row: inout RowValues) -> Findings {
    guard cell.count <= charactersMax, cell.every(ASCII.isPrintable) else { return explain(cell) }
    row.text.append(cell)
    return warning(cell)
  }

  private static func warning(_ cell: Span<UInt8>) -> Findings {
    // What has no sign and no decimals may be hexadecimal: 4029E517.
    if Damage.isScientific(cell), !cell.isAlphanumeric {
      return Findings(warnings: [Damage.scientific.problem(of: "The reference")])
    }
    // A control character is out of the question here, so this is a formula or an error value.
    if let damage = Damage.problem(in: cell) { return Findings(warnings: [damage]) }
    if Damage.isWholeDecimal(cell) { return Findings(warnings: [Damage.decimals.problem(of: "The reference")]) }
    if cell.isDate {
      let what = "The reference is a date: a spreadsheet makes one of a reference like 3-12 or 12/2025."
      return .warning("date", "\(what) Compare it with where it came from.")
    }
    return Placeholder.isOne(cell) ? Placeholder.warning("The reference") : .none
  }

  private static func explain(_ cell: Span<UInt8>) -> Findings {
    if let problem = Damage.problem(in: cell, of: "The reference", .spaces) { return .error(problem) }
    guard cell.every(ASCII.isPrintable) else {
      let what = "The reference has characters beyond plain English letters, digits and signs."
      return .error("characters", "\(what) Copy it again from the source.")
    }
    return tooLong(cell)
  }

  static func tooLong(_ cell: Span<UInt8>) -> Findings {
    let allowed = "at most \(charactersMax) are allowed. Copy it again from the source."
    return .error("length", "The reference has \(cell.count) characters; \(allowed)")
  }
}

extension Span where Element == UInt8 {
  /// A day as spreadsheets write it: `26-11-2025`, `26/11/25`, `2025-11-26`, `3-Dec`, `03-Dec-25`, `Dec-25`; with one and the
  /// same of `-`, `/` and `.` between its parts.
  fileprivate var isDate: Bool {
    guard (5...11).contains(count) else { return false }
    var first = 0
    while first < count, ASCII.isAlphanumeric(self[first]) { first += 1 }
    guard first < count, case let mark = self[first], mark == ASCII.dash || mark == ASCII.slash || mark == ASCII.dot
    else { return false }
    guard let second = extracting((first + 1)...).first(of: mark).map({ $0 + first + 1 }) else {
      return isMonthName(0..<first) && isNumber(first + 1..<count, 0...99)
        || isNumber(0..<first, 1...31) && isMonthName(first + 1..<count)
    }
    let (head, middle, tail) = (0..<first, first + 1..<second, second + 1..<count)
    let isMonth = isMonthName(middle) || isNumber(middle, 1...12)
    if head.count == 4 { return isNumber(head, 1900...2099) && isMonth && isNumber(tail, 1...31) }
    let isYear = tail.count == 2 && isNumber(tail, 0...99) || tail.count == 4 && isNumber(tail, 1900...2099)
    let isDayAndMonth = isNumber(head, 1...31) && isMonth || isNumber(head, 1...12) && isNumber(middle, 1...31)
    return isYear && isDayAndMonth
  }

  private func isNumber(_ places: Range<Int>, _ range: ClosedRange<Int>) -> Bool {
    guard (1...4).contains(places.count), extracting(places).isAllDigits else { return false }
    return range.contains(number(in: places))
  }

  private func isMonthName(_ places: Range<Int>) -> Bool {
    places.count == 3 && CalendarDay.month(extracting(places)) != nil
  }
}
