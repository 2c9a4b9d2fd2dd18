import Dispatching
import Operations
import Payments
import Reports

extension CalendarDay {
  /// Today in India, whatever this machine's time zone: a date of birth is compared with the day where people live.
  static var inIndia: CalendarDay {
    let date = Timestamp.now.adding(seconds: Timestamp.indiaSecondsAhead).text.prefix(10).split(separator: "-")
      .compactMap { Int($0) }
    guard date.count == 3, let day = CalendarDay(year: date[0], month: date[1], day: date[2]) else {
      preconditionFailure("the clock shows a day that the calendar has")
    }
    return day
  }
}
