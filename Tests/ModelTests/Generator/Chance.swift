import TestSupport

extension SeededGenerator {
  /// True once in so many times.
  mutating func once(in times: Int) -> Bool { Int.random(in: 0..<times, using: &self) == 0 }

  mutating func pick<Value>(_ values: [Value]) -> Value { values[Int.random(in: values.indices, using: &self)] }

  mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

  /// So many digits, of which neither the first nor the last is 0, and that do not count.
  mutating func digits(_ count: Int) -> String {
    let first = "\(number(1...9))"
    let inner = (0..<max(0, count - 2)).map { _ in "\(number(0...9))" }.joined()
    return first + inner + "\(number(1...9))"
  }
}
