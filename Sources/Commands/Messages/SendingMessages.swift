import AOPay
import Operations
import Reports
import Sheet

// What is in the way before anything is sent.
extension Failure {
  var batchAddress: Message {
    .trouble(
      "Batch \(self[.batch]) was planned for \(self[.address]), not for \(self[.otherAddress]). Nothing was sent.",
      "Leave the address away, or give the batch's own."
    )
  }

  var batchRegistration: Message {
    .trouble(
      "Batch \(self[.batch]) was recorded with another registration id: it would be paid from another account. Nothing was "
        + "sent.",
      "Set \(Credential.registrationID.setting) to the one that the batch was recorded with."
    )
  }

  var batchCancelled: Message {
    .trouble(
      "Batch \(self[.batch]) was cancelled: what it did not send never will be. Nothing was sent.",
      "To pay what is left, run its sheet again: what was paid is not paid twice."
    )
  }

  var batchFinished: Message {
    .trouble(
      "Batch \(self[.batch]) is finished: there is nothing left to cancel.",
      "Look at it with `aopbatch show \(self[.batch])`."
    )
  }

  var batchPruned: Message {
    .trouble(
      "The rows of batch \(self[.batch]) were forgotten on \(Timestamp(text: self[.moment])?.inIndia ?? self[.moment]), with "
        + "`aopbatch prune`: its files cannot be written again, and nothing of it can be asked.",
      "What it came to is in `aopbatch show \(self[.batch])`, and its rows are in the files that were written then, or in a "
        + "backup of the ledger from before."
    )
  }

  var planDeclined: Message {
    .usage("Nothing was sent, because it was not approved.", "To send it all the same, run it again.")
  }

  var planOther: Message {
    Message(
      status: .sheetRefused,
      what: "Nothing was sent: the plan that was approved (\(self[.plan])) is not this one (\(self[.otherPlan])).",
      remedy: "The sheet or what would be sent of it changed since; check it again."
    )
  }

  var credentialsMissing: Message {
    .trouble(
      "Nothing was sent, because of settings that are missing: \(self[.names]).",
      "Set them in the environment or in the --config file, or give the sheet a column for each."
    )
  }
}
