import Dispatch
import Glibc
import Sheet
import Synchronization

/// JSON lines on their way to a reader who may be slow, or gone: whoever adds one never waits for that.
///
/// They are made and written on a thread of their own, each by one call: a pipe takes up to 4096 bytes as a whole, so that
/// no death of the program leaves half a row.
final class LineStream: Sendable {
  /// Made when it is written.
  typealias Line = @Sendable () -> JSON

  /// Of `--json-stream`.
  static let output = LineStream(to: STDOUT_FILENO)

  /// So many lines may wait, of some hundred bytes each: a reader who is further behind gets no more.
  static let waitingMax = 1 << 16
  /// At the end a reader may take so long to read something.
  private static let patienceSeconds = 10

  /// `unwritten` are those, too, that the thread is about to write. After trouble nothing more is written.
  private typealias State = (lines: [Line], unwritten: Int, isAtWork: Bool, trouble: Failure?)

  private let state = Mutex<State>(([], 0, false, nil))
  private let queue = DispatchQueue(label: "aopbatch.lines")
  /// Told of every line that was written, or could not be.
  private let moved = DispatchSemaphore(value: 0)
  private let descriptor: Int32

  init(to descriptor: Int32) { self.descriptor = descriptor }

  func add(_ line: @escaping Line) {
    let mustStart = state.withLock { state -> Bool in
      if state.unwritten == Self.waitingMax { end("its reader is \(Self.waitingMax) lines behind", &state) }
      guard state.trouble == nil else { return false }
      state.lines.append(line)
      state.unwritten += 1
      defer { state.isAtWork = true }
      return !state.isAtWork
    }
    if mustStart { queue.async { self.work() } }
  }

  /// Adds the last line, and waits until all are written, for as long as somebody reads them.
  ///
  /// - Throws: `stream` if some could not be.
  func finish(_ line: @escaping Line) throws(Failure) {
    add(line)
    while state.withLock({ $0.unwritten > 0 && $0.trouble == nil }) {
      if moved.wait(timeout: .now() + .seconds(Self.patienceSeconds)) == .success { continue }
      state.withLock { end("its reader took nothing for \(Self.patienceSeconds) seconds", &$0) }
    }
    if let trouble = state.withLock({ $0.trouble }) { throw trouble }
  }

  private func work() {
    while case let lines = takeLines(), !lines.isEmpty {
      for line in lines where !write(Console.text(line())) { return }
    }
  }

  private func takeLines() -> [Line] {
    state.withLock { state in
      defer { (state.lines, state.isAtWork) = ([], !state.lines.isEmpty) }
      return state.lines
    }
  }

  /// Gives whether more can be written.
  private func write(_ text: String) -> Bool {
    let isWritten = Console.write(text + "\n", to: descriptor)
    let cause = Failure.words(for: errno)
    defer { moved.signal() }
    return state.withLock { state in
      state.unwritten -= 1
      if !isWritten { end(cause, &state) }
      return state.trouble == nil
    }
  }

  /// What went wrong first stays.
  private func end(_ cause: String, _ state: inout State) {
    state.trouble = state.trouble ?? Failure(.stream, [.cause: cause])
    state.lines = []
  }
}
