import Ledger
import Operations
import Payments

// The lines of `--json-stream` (documentation, "Exit status and JSON").
extension Console {
  /// Tells what is about to be sent, if somebody wants lines.
  func stream(_ batch: Batch, _ toSend: Total, _ ledger: any Ledger) {
    if isStream { LineStream.output.add { JSON(beginning: batch, toSend, ledger: ledger.place) } }
  }

  /// Tells how tries ended, if somebody wants lines.
  func stream(_ settled: [Settlement], _ operation: Operation) {
    guard isStream else { return }
    for settlement in settled { LineStream.output.add { JSON(settlement, operation) } }
  }
}

extension JSON {
  /// What is about to be sent of a batch.
  init(beginning batch: Batch, _ toSend: Total, ledger: String) {
    self = [
      "event": "batch", "batch": batch.name, "operation": batch.operation.name, "sheet": batch.sheet,
      "plan": batch.digests.plan, "ledger": ledger, "address": batch.address, "test": Provider.isTest(batch.address),
      "rows": ["planned": toSend.rows], "amounts": batch.operation.hasAmount ? ["planned": toSend.rupees] : nil,
    ]
  }

  /// How a try ended: with the row's outcome, or so that it is tried again.
  init(_ settlement: Settlement, _ operation: Operation) {
    let isOver = settlement.state != .planned
    self = [
      "event": isOver ? "row" : "retry", "row": settlement.number, "outcome": isOver ? settlement.state.text : nil,
      "amount": operation.hasAmount ? Amount(paise: settlement.paise).rupees : nil,
      "reference": settlement.judgement.reference, "tries": settlement.attempt, "sent": settlement.sentAt.text,
      "answered": settlement.answeredAt.text, "message": settlement.judgement.message,
    ]
  }

  /// The same as a line that says what it tells.
  func named(_ event: String) -> JSON {
    var json = self
    json["event"] = event
    return json
  }
}
