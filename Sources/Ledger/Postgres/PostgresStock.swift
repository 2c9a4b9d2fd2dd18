import Sheet

/// Planned rows that a worker holds and has not handed out yet, in the sheet's order: taken many at once, so that several
/// workers seldom look for free rows at the same time.
///
/// They may be given back, and nothing is lost with them, for no row is sent before its intent is recorded.
struct PostgresStock {
  /// The last row that was handed out.
  private(set) var cursor = 0
  private(set) var rows: ArraySlice<PlannedRow> = []
  /// Rows that were answered since the last ones were taken.
  private var answered = 0
  private var takenAt = ContinuousClock.now

  /// So few that to take them keeps nobody waiting.
  private static let rowsMax = 256
  /// For how long what is taken lasts: at the batch's end the others wait for this worker.
  private static let lastsMilliseconds = 250

  /// How many rows to take when so many are wanted at once: before the first answers, no more than that.
  func size(for wanted: Int) -> Int {
    let milliseconds = max(1, Int((ContinuousClock.now - takenAt) / .milliseconds(1)))
    return max(wanted - rows.count, min(answered * Self.lastsMilliseconds / milliseconds, Self.rowsMax))
  }

  mutating func add(_ rows: [PlannedRow]) {
    (answered, takenAt) = (0, .now)
    self.rows += rows
  }

  mutating func handOut(_ count: Int, answered: Int) {
    cursor = rows.prefix(count).last?.number ?? cursor
    rows = rows.dropFirst(count)
    self.answered += answered
  }

  /// Begins anew behind a row.
  mutating func restart(after cursor: Int) { (self.cursor, rows) = (cursor, []) }
}
