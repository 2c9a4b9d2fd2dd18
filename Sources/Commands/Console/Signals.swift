import Dispatch
import Dispatching
import Glibc
import Synchronization

/// Turns Ctrl-C, a service's stop and a closed terminal into draining; a second one ends the program at once.
///
/// They keep their usual effect until `trap()`: while nothing is on its way, ending at once is right.
final class Signals: Sendable {
  private let stop: StopFlag
  private let console: Console
  private let sources = Mutex<[Int32: any DispatchSourceSignal]>([:])

  init(_ stop: StopFlag, _ console: Console) {
    self.stop = stop
    self.console = console
  }

  /// From now on the first signal drains. Calling it again changes nothing.
  func trap() {
    sources.withLock { sources in
      guard sources.isEmpty else { return }
      for number in [SIGINT, SIGTERM, SIGHUP] {
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler { [self] in heard(number) }
        source.resume()
        sources[number] = source
      }
    }
  }

  /// Gives the signals back their usual effect.
  func release() {
    sources.withLock { sources in
      for (number, source) in sources {
        source.cancel()
        signal(number, SIG_DFL)
      }
      sources.removeAll()
    }
  }

  private func heard(_ number: Int32) {
    if stop.isSet {
      // Should nobody read the words, the next signal ends the program all the same.
      signal(number, SIG_DFL)
      console.complain("stopped at once. What was in flight may have arrived: `aopbatch doubts` lists it.")
      _exit(128 + number)
    }
    stop.stop(number == SIGINT ? .interrupted : .terminated)
    console.complain("finishing the requests in flight; once more stops at once and leaves them in doubt.")
  }
}
