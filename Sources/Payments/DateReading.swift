extension CalendarDay {
  /// A day as people and programs write it: `25/12/2026`, `25-Dec-26`, `2026-12-25`, `20261225`, `December 25, 2026`, or a
  /// spreadsheet's number of it, `46381`; a time behind it is left out. The day comes before the month, as in India, unless
  /// that gives no day.
  ///
  /// Nil for anything else.
  public init?(written cell: Span<UInt8>) {
    guard let day = DateParts(cell)?.day else { return nil }
    self = day
  }

  /// The month that a word begins like.
  static func month(_ word: Span<UInt8>) -> Int? {
    let names: [StaticString] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    return names.firstIndex { word.matches($0, at: 0) }.map { $0 + 1 }
  }
}

/// The numbers and the name of the month that a date consists of, in their order.
private struct DateParts {
  private var numbers = SIMD4<Int>()
  private var count = 0
  private var month: Int?

  init?(_ cell: Span<UInt8>) {
    var at = 0
    while at < cell.count, !isWhole {
      let start = at
      if ASCII.isDigit(cell[at]) {
        at = cell.endOfDigits(from: at)
        guard at - start <= 8 else { return nil }
        numbers[count] = cell.number(in: start..<at)
        count += 1
      } else if ASCII.isLetter(cell[at]) {
        while at < cell.count, ASCII.isLetter(cell[at]) { at += 1 }
        // 1st, 2nd, 3rd, 25th.
        if at - start == 2, count == 1, month == nil { continue }
        guard at - start != 2, let named = CalendarDay.month(cell.extracting(start..<at)) else { return nil }
        month = named
      } else {
        guard " /-.,".utf8.contains(cell[at]) else { return nil }
        at += 1
      }
    }
  }

  private var isWhole: Bool { count + (month == nil ? 0 : 1) == 3 || count == 1 && isSpreadsheetNumber }

  /// Days of the years 2009 to 2064 as spreadsheets count them, from 30 December 1899.
  private static let spreadsheetNumbers = 40_000..<60_000

  private var isSpreadsheetNumber: Bool { Self.spreadsheetNumbers.contains(numbers[0]) }

  var day: CalendarDay? {
    switch (count, month) {
    case (1, nil) where isSpreadsheetNumber: Self.ofSpreadsheet(numbers[0])
    case (1, nil): Self.ofDigits(numbers[0])
    case (2, let month?): Self.day(numbers[0], month, numbers[1])
    case (3, nil): Self.day(numbers[0], numbers[1], numbers[2]) ?? Self.day(numbers[1], numbers[0], numbers[2])
    default: nil
    }
  }

  /// The year first or last.
  private static func day(_ first: Int, _ month: Int, _ last: Int) -> CalendarDay? {
    if first > 31 { return CalendarDay(year: first, month: month, day: last) }
    return CalendarDay(year: last < 100 ? 2000 + last : last, month: month, day: first)
  }

  /// Day 25,569 is 1 January 1970.
  private static func ofSpreadsheet(_ number: Int) -> CalendarDay? {
    let (year, month, day) = CalendarDay.civil(daysSince1970: Int64(number - 25_569))
    return CalendarDay(year: Int(year), month: Int(month), day: Int(day))
  }

  /// `20261225` or `25122026`.
  private static func ofDigits(_ digits: Int) -> CalendarDay? {
    guard digits > 999_999 else { return nil }
    let yearFirst = CalendarDay(year: digits / 10_000, month: digits / 100 % 100, day: digits % 100)
    if let yearFirst, (1900..<2200).contains(yearFirst.year) { return yearFirst }
    return CalendarDay(year: digits % 10_000, month: digits / 10_000 % 100, day: digits / 1_000_000)
  }
}
