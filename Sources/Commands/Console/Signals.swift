import Dispatch
import Engine
import Glibc

/// Turns Ctrl-C and a service's stop into draining; a second one ends the program at once.
struct Signals {
  private let sources: [any DispatchSourceSignal]

  init(_ stop: StopFlag, _ console: Console) {
    sources = [(SIGINT, StopFlag.Reason.interrupted), (SIGTERM, .terminated)].map { number, reason in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        if stop.isSet { _exit(reason == .interrupted ? 130 : 143) }
        stop.stop(reason)
        console.complain("finishing the requests in flight; once more stops at once and leaves them in doubt.")
      }
      source.resume()
      return source
    }
  }

  /// Gives the signals back their usual effect.
  func release() {
    for source in sources { source.cancel() }
    for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
  }
}
