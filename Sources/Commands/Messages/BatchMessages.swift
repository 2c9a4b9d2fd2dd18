import AOPay
import Operations
import Sheet

// Batches, their rows, and what is in the way of sending them.
extension Failure {
  @Sentences var aboutBatch: [String] {
    let batch = self[.batch]
    switch code {
    case .batchUnknown:
      "The ledger has no batch \"\(batch)\"."
      "`aopbatch batches` lists them."
    case .batchAmbiguous:
      "Several batches begin with \"\(batch)\"."
      "Give more of the name; `aopbatch batches` lists them."
    case .batchBusy:
      "Another aopbatch is working on batch \(batch). Nothing was sent by this one."
      "Wait until the other one has ended."
    case .batchIdle:
      "Nobody works on batch \(batch) just now, so there is nobody to help. Nothing was sent."
      "Go on with it by `aopbatch resume \(batch)`."
    case .batchUnbalanced:
      "The rows or amounts of batch \(batch) do not add up: this is a defect of aopbatch. Nothing is lost."
      "Keep the ledger and report it."
    case .batchPruned:
      "The rows of batch \(batch) were forgotten on \(moment), with `aopbatch prune`: its files cannot be written again, and "
        + "nothing of it can be asked."
      "What it came to is in `aopbatch show \(batch)`, and its rows are in the files that were written then, or in a backup "
        + "of the ledger from before."
    case .rowUnknown:
      "Batch \(batch) has no row \(self[.row])."
      "Give a number as in aop_row; `aopbatch show \(batch)` lists the rows in doubt."
    case .rowMayLeave:
      "Row \(self[.row]) of batch \(batch) may still be sent: the machine that has it may only be cut off from the ledger. "
        + "Nothing was recorded."
      "It cannot leave any more after \(moment): look at the statement then, and give the command again."
    case .rowNotInDoubt:
      "Row \(self[.row]) of batch \(batch) is \(self[.state]), not in doubt: there is nothing to resolve."
      "`aopbatch show \(batch)` lists the rows in doubt."
    case .rowContradicted:
      "Row \(self[.row]) of batch \(batch) is to be sent, but what is recorded about it says that it was sent: the ledger was "
        + "changed by other means. Nothing was sent."
      "Find out who changed the ledger; `aopbatch show \(batch)` shows the batch."
      "Keep the file, restore the newest backup, compare, then give --after-restore with the reason."
    case .rowState:
      "Row \(self[.row]) of batch \(batch) is not \(self[.state]), as it should be. Nothing more was sent."
      "Look at it with `aopbatch show \(batch)`, and report this."
    default: []
    }
  }

  @Sentences var aboutPlan: [String] {
    let batch = self[.batch]
    switch code {
    case .batchAddress:
      "Batch \(batch) was planned for \(self[.address]), not for \(self[.otherAddress]). Nothing was sent."
      "Leave the address away, or give the batch's own."
    case .batchRegistration:
      "Batch \(batch) was recorded with another registration id: it would be paid from another account. Nothing was sent."
      "Set \(Credential.registrationID.setting) to the one that the batch was recorded with."
    case .batchFailedOver:
      "Batch \(batch) was begun on another server than the ledger \(self[.path]) is on now, or before this one was restored or "
        + "took another's place: what was recorded last may be missing. Nothing was sent."
      "Compare the batch with what was paid (`aopbatch show \(batch)`), then give --after-failover with the reason."
    case .batchCancelled:
      "Batch \(batch) was cancelled: what it did not send never will be. Nothing was sent."
      "To pay what is left, run its sheet again: what was paid is not paid twice."
    case .batchFinished:
      "Batch \(batch) is finished: there is nothing left to cancel or to send."
      "Look at it with `aopbatch show \(batch)`."
    case .planDeclined:
      "Nothing was sent, because it was not approved."
      "To send it all the same, run it again."
    case .planOther:
      "Nothing was sent: the plan that was approved (\(self[.plan])) is not this one (\(self[.otherPlan]))."
      "The sheet or what would be sent of it changed since; check it again."
    case .credentialsMissing:
      "Nothing was sent, because of settings that are missing: \(self[.names])."
      "Set them in the environment or in the --config file, or give the sheet a column for each."
    default: []
    }
  }
}
