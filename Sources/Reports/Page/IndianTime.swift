public import Operations
import Payments

extension Timestamp {
  /// India Standard Time is five and a half hours ahead of UTC, all year.
  public static let indiaSecondsAhead: Int64 = 19_800
  private static let dayMilliseconds: Int64 = 86_400_000
  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
  /// The first day of 1970 was a Thursday.
  private static let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]

  /// The day and time in India, for people: `Sat 21 Nov 2026, 14:35:00 IST`.
  public var inIndia: String {
    let shifted = adding(seconds: Self.indiaSecondsAhead)
    let days = shifted.milliseconds / Self.dayMilliseconds
    return "\(Self.weekdays[Int(days % 7)]) \(dayInIndia), \(shifted.text.dropFirst(11).prefix(8)) IST"
  }

  /// The day in India, for people: `21 Nov 2026`.
  public var dayInIndia: String {
    let shifted = adding(seconds: Self.indiaSecondsAhead)
    let (year, month, day) = CalendarDay.civil(daysSince1970: shifted.milliseconds / Self.dayMilliseconds)
    return "\(day) \(Self.months[Int(month) - 1]) \(year)"
  }
}
