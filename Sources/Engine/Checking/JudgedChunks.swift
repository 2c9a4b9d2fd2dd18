import Dispatch
import Sheet
import Synchronization

/// A chunk's rows, and what was found out about each.
struct JudgedChunk: Sendable {
  var batch = RowBatch()
  var rows: [JudgedRow] = []
  var textBytes = 0
}

/// The chunks of a sheet, judged by several threads and handed out in the sheet's order by the one that asks for them.
///
/// That one judges chunks too, whenever the next one in order is not ready; the others do nothing else. What must happen
/// in order, and whatever belongs to the asking thread, thus stays on it.
final class JudgedChunks: Sendable {
  /// How many threads judge, at most: what remains to be done in order keeps no more of them busy.
  static let threadsMax = 2

  private struct Source: ~Copyable {
    var reader: SheetReader
    /// How many chunks were given out.
    var taken = 0
    var hasEnded = false
  }

  private struct Desk {
    /// Chunks that are judged and wait for their turn, by their place in the sheet.
    var judged: [Int: JudgedChunk] = [:]
    /// Chunks whose memory can be used again.
    var spare: [JudgedChunk] = []
  }

  private let source: Mutex<Source>
  private let desk = Mutex(Desk())
  private let delimiter: UInt8
  private let limits: SheetLimits
  /// One signal for every chunk that may be taken, so that no thread can run far ahead of the order.
  private let room = DispatchSemaphore(value: 0)
  /// One signal for every chunk that a helper has judged.
  private let arrivals = DispatchSemaphore(value: 0)
  private let helpers = DispatchGroup()

  init(_ reader: consuming SheetReader) {
    delimiter = reader.delimiter
    limits = reader.limits
    source = Mutex(Source(reader: reader))
  }

  /// Hands out every chunk in order, judged by up to `threads` threads; rethrows what `body` throws.
  func forEach(threads: Int, judge: RowJudge, _ body: (inout JudgedChunk) throws -> Void) throws {
    var worker = Worker(self, judge)
    guard let first = worker.take() else { return }
    // A sheet of one chunk is not worth a thread.
    let helperCount = worker.isAtEnd ? 0 : threads - 1
    if !worker.isAtEnd { worker.rows.prepareForManyRows() }
    startHelpers(helperCount, worker.rows)
    defer { dismissHelpers(helperCount) }
    worker.judge(first)
    var next = 0
    while true {
      if var chunk = desk.withLock({ $0.judged.removeValue(forKey: next) }) {
        try body(&chunk)
        desk.withLock { $0.spare.append(chunk) }
        next += 1
        room.signal()
      } else if room.wait(timeout: .now()) == .success, let number = worker.take() {
        worker.judge(number)
      } else if next == source.withLock({ $0.taken }) {
        return
      } else {
        // The next one is in a helper's hands, and there is nothing else to do.
        arrivals.wait()
      }
    }
  }

  private func startHelpers(_ count: Int, _ judge: RowJudge) {
    for _ in 0..<count {
      DispatchQueue(label: "aopbatch.judging").async(group: helpers) { [self] in
        var worker = Worker(self, judge)
        room.wait()
        while let number = worker.take() {
          worker.judge(number)
          arrivals.signal()
          room.wait()
        }
      }
    }
    // For each thread one in its hands, and some on the desk, so that none waits for the others.
    for _ in 0..<3 * (count + 1) { room.signal() }
  }

  /// Waits until no helper uses the sheet any more, whether it was read to its end or not.
  private func dismissHelpers(_ count: Int) {
    source.withLock { $0.hasEnded = true }
    for _ in 0..<count { room.signal() }
    helpers.wait()
  }
}

extension JudgedChunks {
  /// What a thread needs to judge chunks.
  private struct Worker: ~Copyable {
    private let chunks: JudgedChunks
    private var parser: RowParser
    var rows: RowJudge
    private var text = SheetChunk()

    init(_ chunks: JudgedChunks, _ judge: RowJudge) {
      self.chunks = chunks
      parser = RowParser(delimiter: chunks.delimiter, limits: chunks.limits)
      rows = judge
    }

    /// Whether nothing of the sheet follows the chunk that was taken last.
    var isAtEnd: Bool { text.isLast }

    /// Takes the next chunk's text; its place in the sheet, or nil if there is none.
    mutating func take() -> Int? {
      chunks.source.withLock { source in
        if source.hasEnded { return nil }
        guard source.reader.next(into: &text) else {
          source.hasEnded = true
          return nil
        }
        source.taken += 1
        return source.taken - 1
      }
    }

    /// Judges the chunk that was taken, and lays it on the desk.
    mutating func judge(_ number: Int) {
      var chunk = chunks.desk.withLock { $0.spare.popLast() } ?? JudgedChunk()
      parser.parse(text, into: &chunk.batch)
      rows.judge(chunk.batch, into: &chunk.rows)
      chunk.textBytes = text.bytes
      chunks.desk.withLock { $0.judged[number] = chunk }
    }
  }
}
