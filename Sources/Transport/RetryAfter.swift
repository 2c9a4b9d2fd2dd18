import Glibc

/// The value of a `Retry-After` header (RFC 9110, section 10.2.3): seconds, or a date.
enum RetryAfter {
  /// In seconds from now; nil if it is neither form.
  static func seconds(_ value: String) -> Int64? { seconds(value, now: Int64(time(nil))) }

  static func seconds(_ value: String, now: Int64) -> Int64? {
    let text = value.filter { $0 != " " || value.contains(",") }
    // A number too large to count is a wait too long to obey.
    if !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) { return Int64(text) ?? .max }
    return date(value).map { max(0, $0 - now) }
  }

  /// Seconds since 1970 of `Sun, 06 Nov 1994 08:49:37 GMT`, the only form that servers may send.
  private static func date(_ text: String) -> Int64? {
    let parts = text.split(whereSeparator: { $0 == " " || $0 == "," || $0 == ":" })
    guard parts.count == 8, parts[7] == "GMT", let day = Int32(parts[1]), let month = months.firstIndex(of: parts[2]),
      let year = Int32(parts[3]), (1970...9999).contains(year), let hour = Int32(parts[4]),
      let minute = Int32(parts[5]), let second = Int32(parts[6])
    else { return nil }
    var moment = tm()
    (moment.tm_mday, moment.tm_mon, moment.tm_year) = (day, Int32(month), year - 1900)
    (moment.tm_hour, moment.tm_min, moment.tm_sec) = (hour, minute, second)
    return Int64(timegm(&moment))
  }

  private static let months: [Substring] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
}
