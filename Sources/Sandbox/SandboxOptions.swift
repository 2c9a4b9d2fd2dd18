/// How a sandbox behaves: where it listens, how slowly it answers, what it writes down, and its limits.
///
/// The sandbox listens on 127.0.0.1 only; there is no option to change that.
public struct SandboxOptions: Sendable {
  /// The TCP port, 0…65535. 0 lets the system choose a free one.
  public var port: Int = 0

  /// How long every answer (and every fault) is held back.
  public var latency: Duration = .zero

  /// A random time from zero to this is added to `latency`, anew for every answer.
  public var jitter: Duration = .zero

  /// The file that gets one JSON line for every request, synced to disk before the answer. `nil`: no log.
  public var log: String?

  /// The only registration id that is let in: a test value, never a real one. `nil` lets in all that are not empty.
  public var registrationID: String?

  /// How long a magic "no answer" holds a connection whose client does not close it.
  public var silenceMax: Duration = .seconds(300)

  /// How long a connection may be idle, or stall within a request, before it is closed.
  public var idleMax: Duration = .seconds(75)

  /// The largest request body that is read; a larger one is answered 413 and is not logged.
  public var bodyBytesMax: Int = 64 * 1024

  /// The connections open at once; a further one is closed as soon as it is accepted.
  public var connectionsMax: Int = 4096

  /// The references remembered for answers that depend on what was asked before; the oldest are forgotten first.
  public var referencesRememberedMax: Int = 1_000_000

  /// The event loop threads.
  public var threads: Int = 2

  /// The defaults: any free port, no delay, no log, every registration id.
  public init() {}

  /// The first option that makes no sense, as a sentence; `nil` if all of them do.
  var problem: String? {
    if !(0...65_535).contains(port) { return "The port \(port) is not between 0 and 65535." }
    if latency < .zero || jitter < .zero { return "The latency and the jitter cannot be negative." }
    if latency + jitter > .seconds(3600) { return "The latency and the jitter are more than an hour together." }
    if silenceMax <= .zero || idleMax <= .zero { return "The silence and idle limits must be more than zero." }
    if bodyBytesMax < 1 || connectionsMax < 1 || referencesRememberedMax < 2 || threads < 1 {
      return "The limits of body bytes, connections, remembered references and threads must be more than zero."
    }
    return registrationID == "" ? "The registration id is empty." : nil
  }
}
