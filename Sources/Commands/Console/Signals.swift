import Dispatch
import Dispatching
import Glibc
import Ledger
import Sheet
import Synchronization

/// What Ctrl-C, a service's stop and a closed terminal do to a command. A second one ends the program at once, whatever
/// it does.
final class Signals: Sendable {
  /// What a command is at.
  enum Work: Sendable {
    /// Nothing would be left over: the first signal ends the program at once.
    case reading
    /// It writes down what a person decided, which takes a moment: the first signal waits for that.
    case deciding
    /// Nothing is sent yet: what was begun is dropped, and the ledger closed.
    case preparing
    /// The requests in flight are waited for.
    case sending(Batch, Progress)
  }

  /// Set by the first signal that is not the end.
  let stop = StopFlag()
  private let console: Console
  private let work: Mutex<Work>
  private let sources = Mutex<[any DispatchSourceSignal]>([])

  init(_ work: Work, _ console: Console) {
    self.work = Mutex(work)
    self.console = console
  }

  /// From now on signals come here.
  func trap() {
    sources.withLock { $0 = Self.listen(to: [SIGINT, SIGTERM, SIGHUP]) { [self] in hear($0) } }
  }

  /// The command has ended; there is nothing any more that a signal could change.
  func release() { sources.withLock { $0.removeAll() } }

  func begins(_ batch: Batch, _ progress: Progress) { work.withLock { $0 = .sending(batch, progress) } }

  /// Tells `hear` of signals, but not of those that were ignored when the program began: `nohup` and a shell that starts
  /// something in the background mean that.
  static func listen(to numbers: [Int32], _ hear: @escaping @Sendable (Int32) -> Void) -> [any DispatchSourceSignal] {
    numbers.filter { ignoredAtStart & 1 << UInt64($0 - 1) == 0 }.map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      let isListening = DispatchSemaphore(value: 0)
      // A signal that comes before that is lost: nothing may begin that somebody could want to end.
      source.setRegistrationHandler { isListening.signal() }
      source.setEventHandler { hear(number) }
      source.resume()
      isListening.wait()
      return source
    }
  }

  private static let queue = DispatchQueue(label: "aopbatch.signals")

  /// A bit for each signal, the lowest for number 1; asked before the first one is listened to.
  private static let ignoredAtStart: UInt64 = {
    let lines = (try? SheetFile(path: "/proc/self/status").bytes(max: 64 << 10)).map {
      String(decoding: $0, as: UTF8.self)
    }
    let line = lines?.split(separator: "\n").first { $0.hasPrefix("SigIgn:") }
    return line?.split(separator: "\t").last.flatMap { UInt64($0, radix: 16) } ?? 0
  }()

  /// How long a command may take to leave things in order before anything is sent; it may wait for a pipe for ever.
  private static let orderSecondsMax = 5

  private func hear(_ number: Int32) {
    let work = work.withLock { $0 }
    let reason: StopFlag.Reason = number == SIGINT ? .interrupted : .terminated
    if stop.isSet { return end(reason, work) }
    switch work {
    case .reading: return end(reason, work)
    case .deciding: break
    case .preparing:
      Self.queue.asyncAfter(deadline: .now() + .seconds(Self.orderSecondsMax)) { [self] in
        if case .preparing = self.work.withLock({ $0 }) { end(reason, .preparing) }
      }
    case .sending(let batch, let progress):
      // Whoever sees nothing happen would do it again.
      if Console.hasTerminal || !console.isQuiet { console.complain(Words.stopping(batch.operation, progress)) }
    }
    stop.stop(reason)
  }

  /// Ends the program, with its last words.
  private func end(_ reason: StopFlag.Reason, _ work: Work) {
    // Should nobody read the words, the next signal ends the program all the same.
    for number in [SIGINT, SIGTERM, SIGHUP] { signal(number, SIG_DFL) }
    let failure = Failure(reason == .interrupted ? .interrupted : .terminated)
    var (words, json) = (failure.message.text, failure.json())
    if case .sending(let batch, let progress) = work {
      words = Words.stoppedAtOnce(batch, progress)
      (json["batch"], json["reason"]) = (batch.name, words)
    }
    console.complain(words)
    try? console.show(json: json)
    _exit(failure.message.status.rawValue)
  }
}
