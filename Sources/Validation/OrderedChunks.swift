import Dispatch
import Glibc
import Sheet
import Synchronization

/// The chunks of a sheet, read on several threads and handed out in the sheet's order on the thread that asks for them, on
/// which stays what must happen in order.
final class OrderedChunks: Sendable {
  /// Threads that read: one for each processor, but not many, for what is done in order keeps no more of them busy.
  static let threads = max(1, min(4, sysconf(Int32(_SC_NPROCESSORS_ONLN))))

  private struct Source: ~Copyable {
    var reader: SheetReader
    /// How many chunks were given out.
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
  /// One signal for every chunk that was read, and for each thread that found no more.
  private let arrivals = DispatchSemaphore(value: 0)
  private let workers = DispatchGroup()

  init(_ reader: consuming SheetReader) {
    delimiter = reader.delimiter
    limits = reader.limits
    source = Mutex(Source(reader: reader))
  }

  /// Hands out every chunk in order, read on so many threads; rethrows what `body` throws.
  func forEach(threads: Int, _ worker: ChunkWorker, _ body: (inout Chunk) throws -> Void) throws {
    start(threads, worker)
    defer { stop(threads) }
    var next = 0
    while var chunk = chunk(next) {
      try body(&chunk)
      next += 1
      store.withLock { store in
        store.spare.append(chunk)
        chunk = Chunk()  // so that the other thread's is the only one, and nothing is copied
      }
      permits.signal()
    }
  }

  /// Waits for a chunk; nil if there is none.
  private func chunk(_ number: Int) -> Chunk? {
    while true {
      if let chunk = store.withLock({ $0.ready.removeValue(forKey: number) }) { return chunk }
      if source.withLock({ $0.hasEnded && $0.taken == number }) { return nil }
      arrivals.wait()
    }
  }

  private func start(_ threads: Int, _ rows: ChunkWorker) {
    for _ in 0..<threads {
      DispatchQueue(label: "aopbatch.validation").async(group: workers) { [self] in
        var worker = Worker(self, rows)
        permits.wait()
        while let number = worker.take() {
          worker.read(number)
          arrivals.signal()
          permits.wait()
        }
        arrivals.signal()
      }
    }
    // For each thread one to read, and some that wait for their turn, so that none waits for the others.
    for _ in 0..<3 * threads { permits.signal() }
  }

  /// Waits until no thread uses the sheet any more, whether it was read to its end or not.
  private func stop(_ threads: Int) {
    source.withLock { $0.hasEnded = true }
    for _ in 0..<threads { permits.signal() }
    workers.wait()
  }
}

extension OrderedChunks {
  /// What a thread needs to read chunks.
  private struct Worker: ~Copyable {
    private let chunks: OrderedChunks
    private var parser: RowParser
    private var rows: ChunkWorker
    private var text = SheetChunk()

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
