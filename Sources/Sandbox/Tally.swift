import Synchronization

/// Counts how often something was asked, with a limit to what is remembered.
///
/// Two generations: when the young one is full it becomes the old one, and the old one is forgotten.
final class Tally: Sendable {
  private let generations = Mutex((young: [String: Int](), old: [String: Int]()))
  private let youngMax: Int

  init(keysMax: Int) { youngMax = max(1, keysMax / 2) }

  /// Counts the key once more and returns how often it was counted by now, this time included.
  func count(_ key: String) -> Int {
    generations.withLock { generations in
      let times = (generations.young[key] ?? generations.old[key] ?? 0) + 1
      generations.young[key] = times
      if generations.young.count >= youngMax {
        generations = (young: [:], old: generations.young)
      }
      return times
    }
  }
}
