import Ledger
import Operations
import Provider
import Sheet

/// Sends what is planned of a batch: so many slots, each of which asks the desk for a row, sends it, and brings back
/// what came of it. A slot never throws, so that no slot's trouble can cancel another's request.
struct Sender: Sendable {
  let batch: Batch
  let desk: Desk
  let transport: any Transport
  let credentials: Credentials
  let masker: Masker
  let stop: StopFlag

  func send(slots: Int) async {
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<slots { group.addTask(executorPreference: transport.executor) { await slot() } }
    }
  }

  private func slot() async {
    var report = Report.free
    while true {
      switch await desk.turn(report) {
      case .goHome: return
      case .send(let held, let sentAt): report = await attempt(held, sentAt)
      case .rest(let milliseconds, let next):
        await stop.rest(milliseconds: milliseconds)
        report = next
      }
    }
  }

  private func attempt(_ held: Held, _ sentAt: Timestamp) async -> Report {
    let fields = held.row.fields
    let operation = batch.operation
    let observation = await transport.send(operation.body(fields, credentials), to: operation.endpoint.path)
    let judgement = operation.judge(observation, fields: fields, isFirstTry: held.attempt == 1, sentAt: sentAt)
    return .finished(held, masker.masked(judgement, fields: fields), sentAt: sentAt, answeredAt: .now)
  }
}
