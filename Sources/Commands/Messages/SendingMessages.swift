import Sheet

// What is in the way before anything is sent.
extension Failure {
  var batchAddress: Message {
    .trouble(
      "Batch \(self[.batch]) was planned for \(self[.address]), not for \(self[.otherAddress]). Nothing was sent.",
      "Leave the address away, or give the batch's own."
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
