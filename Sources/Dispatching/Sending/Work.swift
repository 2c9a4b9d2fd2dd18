import Ledger
import Operations
import Transport

/// Sends planned rows of a batch through so many slots: what the process that leads it and those that help have in common.
struct Work: Sendable {
  let options: SendingOptions
  let ledger: any Ledger
  let batch: HeldBatch
  let isLeading: Bool

  private var operation: Operation { batch.batch.operation }

  /// The beginning, when nothing was sent yet.
  var start: SendingState { SendingState(SendingPolicy(limits: options.limits, effect: operation.effect)) }

  /// Sends until nothing is left that nobody has, or something stops it.
  func send(_ rows: Int, _ state: SendingState, _ progress: Progress, _ monitor: Monitor) async throws -> SendingState {
    let recorder = Recorder(ledger, batch, state, isLeading: isLeading, monitor, progress)
    // On a thread, for it reads the certificates that this machine trusts.
    let transport = try await onThread { options.openTransport(for: operation.effect) }
    let sender = Sender(
      operation: operation,
      recorder: recorder,
      transport: transport,
      credentials: options.credentials,
      masker: Masker(operation, options.credentials),
      stop: monitor.stop,
      limit: min(options.timeout, .seconds(Turn.writtenWithinSeconds))
    )
    await sender.send(slots: min(options.concurrency, rows))
    await transport.shutdown()
    return try recorder.end
  }
}
