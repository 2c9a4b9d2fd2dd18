import Payments

/// A moment in milliseconds since 1970, written as RFC 3339 in UTC.
public struct Timestamp: Sendable, Hashable, Comparable {
  public let milliseconds: Int64

  public init(milliseconds: Int64) { self.milliseconds = milliseconds }

  /// Reads `2026-11-21T09:05:00.123Z`, as `text` writes it; nil if it is anything else.
  public init?(text: String) {
    // Of 17 digits, for years of more than four would not fit into milliseconds.
    guard text.utf8.count == 24, let digits = Int64(text.filter { $0.isASCII && $0.isNumber }) else { return nil }
    let (date, time) = digits.quotientAndRemainder(dividingBy: 1_000_000_000)
    let days = Self.daysSince1970(year: date / 10_000, month: date / 100 % 100, day: date % 100)
    let minutes = (days * 24 + time / 10_000_000) * 60 + time / 100_000 % 100
    milliseconds = minutes * 60_000 + time % 100_000
    guard date > 9999, self.text == text else { return nil }
  }

  public static func < (a: Timestamp, b: Timestamp) -> Bool { a.milliseconds < b.milliseconds }

  public func adding(seconds: Int64) -> Timestamp { Timestamp(milliseconds: milliseconds + seconds * 1000) }

  /// The years that RFC 3339 knows, in milliseconds.
  private static let known: ClosedRange<Int64> = -62_135_596_800_000...253_402_300_799_999

  /// `2026-11-21T09:05:00.123Z`; before the year 1 and after 9999 the first and the last moment of those.
  public var text: String {
    let milliseconds = min(max(milliseconds, Self.known.lowerBound), Self.known.upperBound)
    let (days, within) = milliseconds.quotientAndFloorRemainder(dividingBy: 86_400_000)
    let date = CalendarDay.civil(daysSince1970: days)
    let (hours, minutes) = (within / 3_600_000, within / 60_000 % 60)
    let day = (date.year * 100 + date.month) * 100 + date.day
    var rest = ((day * 100 + hours) * 100 + minutes) * 100_000 + within % 60_000
    var text = Array("0000-00-00T00:00:00.000Z".utf8)
    for place in text.indices.reversed() where text[place] == UInt8(ascii: "0") {
      text[place] += UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// See `CalendarDay.civil`: the other way round.
  private static func daysSince1970(year: Int64, month: Int64, day: Int64) -> Int64 {
    let shifted = month > 2 ? month - 3 : month + 9
    let years = month > 2 ? year : year - 1
    let (era, yearOfEra) = years.quotientAndFloorRemainder(dividingBy: 400)
    let dayOfYear = (153 * shifted + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}
