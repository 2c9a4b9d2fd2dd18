/// A date of birth written `dd/mm/yyyy`: a real day, not in the future, less than 120 years ago.
public enum BirthDate: FieldRule {
  /// Nobody is this old.
  private static let ageYearsMax = 120

  public static let errorCodes = Damage.codes + ["format", "date", "future", "age"]

  public static func read(_ cell: Span<UInt8>, _ rules: borrowing Rules, into row: inout RowValues) -> Findings {
    guard cell.count == 10, cell.hasForm("00/00/0000") else { return explain(cell) }
    let (day, month) = (cell.number(in: 0..<2), cell.number(in: 3..<5))
    guard let date = CalendarDay(year: cell.number(in: 6..<10), month: month, day: day) else {
      let isMonthFirst = (13...31).contains(month) && (1...12).contains(day)
      let sentence =
        isMonthFirst
        ? "The date of birth has its month before its day. Write the day first: dd/mm/yyyy."
        : "The calendar has no such day. Write a real date of birth as dd/mm/yyyy, like 20/08/2000."
      return .error("date", sentence)
    }
    let today = rules.today
    if date > today { return .error("future", "The date of birth is in the future. Check the year.") }
    // Whole years are compared by parts, for 29 February has no twin in most years.
    if (date.year + ageYearsMax, date.month, date.day) <= (today.year, today.month, today.day) {
      return .error("age", "The date of birth is \(ageYearsMax) or more years ago. Check the year.")
    }
    row.text.append(cell)
    return .none
  }

  private static func explain(_ cell: Span<UInt8>) -> Findings {
    if let problem = Damage.problem(in: cell) { return .error(problem) }
    let sentence =
      cell.isAllDigits && cell.count == 5
      ? "The date of birth is a spreadsheet's day number. Format the column as dd/mm/yyyy and save the CSV again."
      : "The date of birth must be written dd/mm/yyyy: two digits, two digits, four digits, like 20/08/2000."
    return .error("format", sentence)
  }
}
