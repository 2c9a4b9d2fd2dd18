/// Lets only a few tests do something at once.
public actor Gate {
  private var places: Int
  private var waiting: [CheckedContinuation<Void, Never>] = []

  public init(places: Int) { self.places = places }

  public func enter() async {
    if places > 0 {
      places -= 1
    } else {
      await withCheckedContinuation { waiting.append($0) }
    }
  }

  public func leave() {
    if waiting.isEmpty { places += 1 } else { waiting.removeFirst().resume() }
  }
}
