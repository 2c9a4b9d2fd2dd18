import Operations

/// Where the test holds requests until it has seen enough.
actor Gate {
  private var held: [Int: CheckedContinuation<Observation, Never>] = [:]
  private var waiting: [(count: Int, CheckedContinuation<Void, Never>)] = []
  private var arrived: [Int] = []
  private var isOpen = false

  /// Lets everybody pass who comes from now on.
  func open() { isOpen = true }

  /// Comes back when the test lets the row go.
  func pass(_ row: Int) async -> Observation {
    if isOpen { return Answers.accepted(row: row) }
    return await withCheckedContinuation { continuation in
      held[row] = continuation
      arrived.append(row)
      let ready = waiting.filter { $0.count <= arrived.count }
      waiting.removeAll { $0.count <= arrived.count }
      for (_, test) in ready { test.resume() }
    }
  }

  /// Waits until so many rows have come, all told; gives them in the order of their coming.
  func arrivals(_ count: Int) async -> [Int] {
    if arrived.count < count { await withCheckedContinuation { waiting.append((count, $0)) } }
    return arrived
  }

  func release(_ row: Int, _ observation: Observation) { held.removeValue(forKey: row)?.resume(returning: observation) }
  var rowsHeld: Set<Int> { Set(held.keys) }
}
