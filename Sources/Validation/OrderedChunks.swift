import Dispatch
import Glibc
import Sheet
import Synchronization

/// The chunks of a sheet, read on several threads and handed out in the sheet's order on the thread that asks for them.
///
/// That one reads chunks too, whenever the next one in order is not ready; the others do nothing else. So no more threads
/// run than there are processors, and what must happen in order, or belongs to the asking thread, stays on it.
final class OrderedChunks: Sendable {
  /// One for each processor, but not many: what remains to be done in order keeps no more of them busy.
  static let threads = max(1, min(4, sysconf(Int32(_SC_NPROCESSORS_ONLN))))

  private struct Source: ~Copyable {
    var reader: SheetReader
    var taken = 0
    var hasEnded = false
  }

  private struct Store {
    /// Chunks that were read and wait for their turn, by their place in the sheet.
    var ready: [Int: Chunk] = [:]
    /// Chunks whose memory can be used again.
    var spare: [Chunk] = []
  }

  private let source: Mutex<Source>
  private let store = Mutex(Store())
  private let delimiter: UInt8
  private let limits: SheetLimits
  /// One signal for every chunk that may be taken, so that no thread can run far ahead of the order.
  private let permits = DispatchSemaphore(value: 0)
  /// One signal for every chunk that another thread has read.
  private let arrivals = DispatchSemaphore(value: 0)
  private let others = DispatchGroup()

  init(_ reader: consuming SheetReader) {
    delimiter = reader.delimiter
    limits = reader.limits
    source = Mutex(Source(reader: reader))
  }

  /// Hands out every chunk in order, read on up to `threads` threads; rethrows what `body` throws.
  func forEach(threads: Int, _ worker: ChunkWorker, _ body: (inout Chunk) throws -> Void) throws {
    var own = Worker(self, worker)
    guard let first = own.take() else { return }
    // A sheet of one chunk is not worth a thread.
    let otherThreads = own.text.isLast ? 0 : threads - 1
    start(otherThreads, worker)
    defer { stop(otherThreads) }
    own.read(first)
    var next = 0
    while true {
      if var chunk = store.withLock({ $0.ready.removeValue(forKey: next) }) {
        try body(&chunk)
        store.withLock { store in
          store.spare.append(chunk)
          chunk = Chunk()  // so that the other thread's is the only one, and nothing is copied
        }
        next += 1
        permits.signal()
      } else if permits.wait(timeout: .now()) == .success, let number = own.take() {
        own.read(number)
      } else if next == source.withLock({ $0.taken }) {
        return
      } else {
        // The next one is being read elsewhere, and there is nothing else to do.
        arrivals.wait()
      }
    }
  }

  private func start(_ count: Int, _ worker: ChunkWorker) {
    for _ in 0..<count {
      DispatchQueue(label: "aopbatch.validation").async(group: others) { [self] in
        var worker = Worker(self, worker)
        permits.wait()
        while let number = worker.take() {
          worker.read(number)
          arrivals.signal()
          permits.wait()
        }
      }
    }
    // For each thread one to read, and some that wait for their turn, so that none waits for the others.
    for _ in 0..<3 * (count + 1) { permits.signal() }
  }

  /// Waits until no other thread uses the sheet any more, whether it was read to its end or not.
  private func stop(_ count: Int) {
    source.withLock { $0.hasEnded = true }
    for _ in 0..<count { permits.signal() }
    others.wait()
  }
}

extension OrderedChunks {
  private struct Worker: ~Copyable {
    private let chunks: OrderedChunks
    private var parser: RowParser
    private var rows: ChunkWorker
    /// The chunk that was taken last.
    private(set) var text = SheetChunk()

    init(_ chunks: OrderedChunks, _ rows: ChunkWorker) {
      self.chunks = chunks
      parser = RowParser(delimiter: chunks.delimiter, limits: chunks.limits)
      self.rows = rows
    }

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

    /// Reads the chunk that was taken, and lays it ready.
    mutating func read(_ number: Int) {
      var chunk = chunks.store.withLock { $0.spare.popLast() } ?? Chunk()
      parser.parse(text, into: &chunk.batch)
      rows.read(chunk.batch, into: &chunk.rows)
      chunk.textBytes = text.bytes
      chunks.store.withLock { store in
        store.ready[number] = chunk
        chunk = Chunk()
      }
    }
  }
}
