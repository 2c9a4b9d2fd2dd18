/// How long requests took: counted into fixed buckets, so that memory does not grow with the sheet.
struct Latency {
  /// Where the bars of the chart end, in milliseconds; longer ones share the last bar.
  static let barMillisecondsMax: [Int64] = [10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 60_000]
  /// Milliseconds below this are counted one by one.
  private static let exactBelow: Int64 = 128
  /// Above, every doubling is counted in this many steps: a quantile is at most 1/64 too large.
  private static let stepsPerDoubling: Int64 = 64
  /// Longer ones (24 days) are counted as this long.
  private static let millisecondsMax: Int64 = 1 << 31

  private(set) var requests = 0
  private(set) var longest: Int64 = 0
  /// Requests by bar; the last one is for what is longer than all.
  private(set) var bars = [Int](repeating: 0, count: Self.barMillisecondsMax.count + 1)
  private var fine = [Int](repeating: 0, count: Self.step(of: Self.millisecondsMax) + 1)

  mutating func add(milliseconds: Int64) {
    let milliseconds = min(max(milliseconds, 0), Self.millisecondsMax)
    requests += 1
    longest = max(longest, milliseconds)
    let bar = Self.barMillisecondsMax.firstIndex { milliseconds < $0 } ?? Self.barMillisecondsMax.count
    bars[bar] += 1
    fine[Self.step(of: milliseconds)] += 1
  }

  /// Milliseconds within which this part of the requests was answered; nil without requests.
  func milliseconds(percent: Int) -> Int64? {
    guard requests > 0 else { return nil }
    let rank = (requests * percent + 99) / 100
    var counted = 0
    for (step, count) in fine.enumerated() {
      counted += count
      if counted >= rank { return min(Self.last(of: step), longest) }
    }
    return longest
  }

  private static func step(of milliseconds: Int64) -> Int {
    guard milliseconds >= exactBelow else { return Int(milliseconds) }
    let doublings = Int64(milliseconds.bitWidth - milliseconds.leadingZeroBitCount - 7)
    return Int(doublings * stepsPerDoubling + (milliseconds >> doublings))
  }

  /// The longest time that is counted in a step.
  private static func last(of step: Int) -> Int64 {
    guard step >= Int(exactBelow) else { return Int64(step) }
    let doublings = Int64(step) / stepsPerDoubling - 1
    return ((Int64(step) - doublings * stepsPerDoubling + 1) << doublings) - 1
  }
}
