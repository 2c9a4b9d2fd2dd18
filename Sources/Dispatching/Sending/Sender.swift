import Ledger
import Operations
import Sheet
import Transport

/// Sends what is planned of a batch: so many slots, each of which asks the recorder for a row, sends it, and brings back
/// what came of it. A slot never throws, so that no slot's trouble can cancel another's request.
struct Sender: Sendable {
  let operation: Operation
  let recorder: Recorder
  let transport: any Transport
  let credentials: Credentials
  let masker: Masker
  let stop: StopFlag
  /// How long after its intent a body may leave at the latest.
  let limit: Duration

  func send(slots: Int) async {
    await withTaskGroup(of: Void.self) { group in
      for slot in 0..<slots {
        group.addTask(executorPreference: transport.executor(slot: slot)) { await work(in: slot) }
      }
    }
  }

  private func work(in slot: Int) async {
    var report = SlotReport.waiting(nil)
    while true {
      let (order, given) = await recorder.exchange(report)
      switch order {
      case .end: return
      case .send(let assignment, let sentAt): report = await attempt(assignment, sentAt, by: given + limit, slot)
      case .pause(let milliseconds, let next):
        await stop.rest(milliseconds: milliseconds)
        report = next
      }
    }
  }

  private func attempt(
    _ assignment: Assignment,
    _ sentAt: Timestamp,
    by limit: ContinuousClock.Instant,
    _ slot: Int
  ) async -> SlotReport {
    let fields = assignment.row.fields
    let body = operation.body(fields, credentials)
    let observation = await transport.send(body, to: operation.endpoint.path, slot: slot, by: limit)
    let isFirstTry = assignment.attempt == 1
    let judgement = operation.judge(observation, fields: fields, isFirstTry: isFirstTry, sentAt: sentAt)
    return .answered(assignment, masker.masked(judgement, fields: fields), sentAt: sentAt, answeredAt: .now)
  }
}
