import Glibc
import Synchronization

/// How many files, opened and closed by another thread while `work` runs again and again, were closed by `work`.
func lostDescriptors(while work: () -> Void) -> Int {
  let watch = Watch()
  var thread = pthread_t()
  let argument = Unmanaged.passRetained(watch).toOpaque()
  pthread_create(&thread, nil, { $0.flatMap { Unmanaged<Watch>.fromOpaque($0).takeRetainedValue().run() } }, argument)
  // Enough turns for the two threads to meet many times.
  for _ in 0..<50_000 where watch.lost == 0 { work() }
  watch.end()
  pthread_join(thread, nil)
  return watch.lost
}

private final class Watch: Sendable {
  private let state = Mutex((lost: 0, hasEnded: false))

  var lost: Int { state.withLock { $0.lost } }

  func end() { state.withLock { $0.hasEnded = true } }

  func run() -> UnsafeMutableRawPointer? {
    while !state.withLock({ $0.hasEnded }) {
      let descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else { continue }
      sched_yield()
      if close(descriptor) != 0 { state.withLock { $0.lost += 1 } }
    }
    return nil
  }
}
