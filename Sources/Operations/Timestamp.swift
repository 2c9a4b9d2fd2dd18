import Payments

/// A moment in milliseconds since 1970, written as RFC 3339 in UTC.
public struct Timestamp: Sendable, Hashable, Comparable {
  public let milliseconds: Int64

  public init(milliseconds: Int64) { self.milliseconds = milliseconds }

  /// Reads `2026-11-21T09:05:00.123Z`, as `text` writes it; nil if it is anything else.
  public init?(text: String) {
    let parts = text.split(omittingEmptySubsequences: false) { "-T:.Z".contains($0) }
    let numbers = parts.prefix(7).compactMap { Int64($0) }
    // Of four digits, for years of more would not fit into milliseconds.
    guard parts.count == 8, numbers.count == 7, numbers.allSatisfy({ (0...9999).contains($0) }), numbers[0] > 0 else {
      return nil
    }
    let days = Self.daysSince1970(year: numbers[0], month: numbers[1], day: numbers[2])
    let seconds = (days * 24 + numbers[3]) * 3600 + numbers[4] * 60 + numbers[5]
    milliseconds = seconds * 1000 + numbers[6]
    guard self.text == text else { return nil }
  }

  public static func < (a: Timestamp, b: Timestamp) -> Bool { a.milliseconds < b.milliseconds }

  public func adding(seconds: Int64) -> Timestamp { Timestamp(milliseconds: milliseconds + seconds * 1000) }

  /// `2026-11-21T09:05:00.123Z`
  public var text: String {
    let (days, within) = milliseconds.quotientAndFloorRemainder(dividingBy: 86_400_000)
    let date = CalendarDay.civil(daysSince1970: days)
    var text: [UInt8] = []
    text.reserveCapacity(24)
    text.append(date.year, 4, then: "-")
    text.append(date.month, 2, then: "-")
    text.append(date.day, 2, then: "T")
    text.append(within / 3_600_000, 2, then: ":")
    text.append(within / 60_000 % 60, 2, then: ":")
    text.append(within / 1000 % 60, 2, then: ".")
    text.append(within % 1000, 3, then: "Z")
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

extension [UInt8] {
  /// Adds a number of so many digits, and a mark.
  fileprivate mutating func append(_ number: Int64, _ width: Int, then mark: Unicode.Scalar) {
    var divisor: Int64 = 1
    for _ in 1..<width { divisor *= 10 }
    while divisor > 0 {
      append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / divisor % 10))
      divisor /= 10
    }
    append(UInt8(ascii: mark))
  }
}
