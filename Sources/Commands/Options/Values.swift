import AOPay
public import ArgumentParser
import Dispatching
import Ledger
public import Operations
public import Payments
import Reports
public import Sheet

/// Values of options: each is read once, here, and refused (64) with what is right.
extension Operation: ExpressibleByArgument {
  /// Every operation that this program knows, of every provider.
  static let all = aopay

  public init?(argument: String) {
    guard let operation = Self.all.named(argument) else { return nil }
    self = operation
  }

  public var defaultValueDescription: String { name }

  public static var allValueStrings: [String] { all.map(\.name) }

  public static var defaultCompletionKind: CompletionKind { .list(allValueStrings) }
}

extension TextEncoding: ExpressibleByArgument {}

/// A sum of money as people write it: `1,00,000.00`.
extension Amount: ExpressibleByArgument {
  public init?(argument: String) { self.init(text: argument) }
}

/// A length of time: `250ms`, `30s`, `5m`, `2h`.
struct DurationValue: ExpressibleByArgument {
  let duration: Duration

  private static let units: [(suffix: String, milliseconds: Int64)] = [
    ("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000),
  ]

  init?(argument: String) {
    guard let unit = Self.units.first(where: { argument.hasSuffix($0.suffix) }),
      let count = Int64(argument.dropLast(unit.suffix.count)), count >= 0, count <= 1_000_000_000
    else { return nil }
    duration = .milliseconds(count * unit.milliseconds)
  }
}

/// A day in India: `2026-11-21`.
struct DayValue: ExpressibleByArgument {
  /// Its first moment.
  let start: Timestamp

  init?(argument: String) {
    guard let midnight = Timestamp(text: "\(argument)T00:00:00.000Z") else { return nil }
    start = midnight.adding(seconds: -Timestamp.indiaSecondsAhead)
  }
}

extension CalendarDay {
  /// Today in India, whatever this machine's time zone: a date of birth is compared with the day where people live.
  static var inIndia: CalendarDay {
    let now = Timestamp.now.adding(seconds: Timestamp.indiaSecondsAhead)
    let (year, month, day) = civil(daysSince1970: now.milliseconds / 86_400_000)
    guard let today = CalendarDay(year: Int(year), month: Int(month), day: Int(day)) else {
      preconditionFailure("the clock shows a day that the calendar has")
    }
    return today
  }
}

/// A number of seconds above zero, with up to three decimals.
struct SecondsValue: ExpressibleByArgument {
  let duration: Duration

  init?(argument: String) {
    guard argument.first?.isNumber == true else { return nil }
    let parts = argument.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let whole = Int64(parts[0]), (0...86_400).contains(whole) else { return nil }
    let decimals = parts.count == 2 ? parts[1] : "0"
    guard (1...3).contains(decimals.count), decimals.allSatisfy({ ("0"..."9").contains($0) }) else { return nil }
    let milliseconds = Int64(decimals + String(repeating: "0", count: 3 - decimals.count)) ?? 0
    guard whole > 0 || milliseconds > 0 else { return nil }
    duration = .milliseconds(whole * 1000 + milliseconds)
  }
}

/// The character between cells.
struct DelimiterValue: ExpressibleByArgument {
  let byte: UInt8

  /// The others are signs of the shells' own.
  static let defaultCompletionKind = CompletionKind.list(["tab"])

  init?(argument: String) {
    switch argument.lowercased() {
    case ",", ";", "|": byte = argument.utf8.first ?? 0
    case "tab", "\t": byte = UInt8(ascii: "\t")
    default: return nil
    }
  }
}
