import Foundation
import Synchronization

/// References that never repeat: one counter of twelve digits, started at a random place. The first digit is no zero, which
/// a spreadsheet would drop.
///
/// Within a server none repeats before 9 × 10^11 were given. Two servers start at places of their own; that their ranges
/// meet has a chance of about 2 in a million for a million references each.
final class References: Sendable {
  private static let first = 100_000_000_000
  private static let count = 900_000_000_000

  private let next: Atomic<Int>
  private let day: String

  init(start: Int = Int.random(in: 0..<References.count), now: Date = Date()) {
    next = Atomic(start)
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    day = String(String(1000 + (calendar.ordinality(of: .day, in: .year, for: now) ?? 1)).dropFirst())
  }

  /// Twelve digits, as an IMPS retrieval reference number (RRN) has.
  func rrn() -> String { digits() }

  /// Sixteen characters, as a NEFT unique transaction reference (UTR) in the older form: `N` and fifteen digits.
  func utr() -> String { "N" + day + digits() }

  /// Twelve digits, for what the pages show as a plain number.
  func digits() -> String {
    String(Self.first + next.wrappingAdd(1, ordering: .relaxed).oldValue % Self.count)
  }

  /// A lower-case UUID, as the page of transfer-otp shows for the 202 answer.
  func uuid() -> String { UUID().uuidString.lowercased() }

  /// 128 characters of Base64, as the page of pan-new shows.
  func encdata() -> String {
    var random = SystemRandomNumberGenerator()
    return Data((0..<96).map { _ in UInt8.random(in: 0...255, using: &random) }).base64EncodedString()
  }
}
