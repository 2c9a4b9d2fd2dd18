import Operations
import Reports
import Sheet

// Sheets that can be read, and are not what they should be or were processed before.
extension Failure {
  var sheetNoRows: Message {
    .refused(
      "it has a header but no rows below it.",
      "Check that it is the right file, and put the rows below the header."
    )
  }

  var sheetExpectedRows: Message {
    .refused(
      "it has \(rows(.count)), but \(self[.expected]) were expected (--expect-rows).\(totalsLine)",
      "Find the rows that are missing or too many, or correct the number."
    )
  }

  var sheetExpectedTotal: Message {
    .refused(
      "its amounts add up to \(self[.count]), but \(self[.expected]) were expected (--expect-total).\(totalsLine)",
      "Find the amounts that are wrong, missing or too many, or correct the sum; an amount that cannot be read counts 0."
    )
  }

  var sheetMaximumTotal: Message {
    .refused(
      "its valid rows add up to \(self[.count]), above your own limit of \(self[.limit]) (--max-total).",
      "Check the amounts; take rows out, or raise the limit."
    )
  }

  var sheetRejectedRows: Message {
    .refused(
      "it has \(rows(.count, "rejected row")), and --all-or-nothing allows none.",
      "Correct what \(self[.path]) says about each, and run the corrected sheet."
    )
  }

  var sheetNoResults: Message {
    .refused(
      "it has no column aop_outcome, so it is no results file.",
      "Give --skip-final the file that an earlier run wrote, or leave --skip-final away."
    )
  }

  var sheetProcessed: Message {
    let batch = self[.batch]
    let moment = Timestamp(text: self[.moment])?.inIndia ?? self[.moment]
    return .processedBefore(
      "This sheet was processed before, on \(moment) as batch \(batch) (\(self[.sheet])).",
      "Look at it with `aopbatch show \(batch)`; its files: `aopbatch export \(batch)`. Only to process it a second time, "
        + "say why with --again REASON."
    )
  }

  var sheetUnfinished: Message {
    .processedBefore(
      "Batch \(self[.batch]) of this sheet is not finished.",
      "Finish it first with `aopbatch resume \(self[.batch])`, or give up what it did not send with `aopbatch cancel "
        + "\(self[.batch]) --reason TEXT`."
    )
  }

  var sheetOtherPlan: Message {
    .processedBefore(
      "Batch \(self[.batch]) of this sheet is not finished, and what would be sent of the sheet has changed since. Nothing "
        + "was sent.",
      "Finish the batch as it was recorded with `aopbatch resume \(self[.batch])`, or give up what it did not send with "
        + "`aopbatch cancel \(self[.batch]) --reason TEXT` and run the sheet as it is now."
    )
  }

  var sheetCarriesResults: Message {
    .processedBefore(
      "This sheet carries results (aop_outcome) of rows that were accepted or are in doubt: it was processed before.",
      "Use the rejected file for what was not sent; to process it all the same, say why with --again REASON."
    )
  }

  var sheetRecordedMeanwhile: Message {
    .processedBefore(
      "While \(self[.sheet]) waited to be approved, another run recorded the same sheet, or some of its payments. Nothing was "
        + "sent.",
      "Run it again to see what is left of it; `aopbatch batches` lists what was recorded."
    )
  }

  var sheetInDoubt: Message {
    let rows = self[.names].contains(",") ? "rows" : "row"
    return .processedBefore(
      "Batch \(self[.batch]) of this sheet has rows in doubt, which may have been paid: \(rows) \(self[.names]). Nothing "
        + "was sent.",
      Words.resolving(self[.batch], row: String(self[.names].prefix { $0 != "," })) + " Then run it again."
    )
  }

  var sheetUnknownResults: Message {
    .processedBefore(
      "Beside this sheet stands \(self[.path]), the results of a batch that this ledger does not know: the sheet may have "
        + "been paid with another ledger. Nothing was sent.",
      "Give that ledger with --ledger. If the results are of something else, such as a trial, move them away; to process "
        + "the sheet all the same, say why with --again REASON."
    )
  }

  var sheetRepeats: Message {
    let row = "row \(self[.row]) of batch \(self[.batch])"
    let example = self[.batch].isEmpty ? "" : ", such as \(row), which is \(repeated.state)"
    return .processedBefore(
      "Every row of this sheet that could be sent repeats a row of another batch\(example). Nothing was sent.",
      "\(self[.path]) says of each row which one it repeats. \(repeated.remedy)"
    )
  }

  /// What can be done depends on what became of the row that is repeated.
  private var repeated: (state: String, remedy: String) {
    let batch = self[.batch]
    switch RowState(text: self[.state]) {
    case .done(.inDoubt): return ("in doubt", Words.resolving(batch, row: self[.row]) + " Then run the sheet again.")
    case .planned, .sending, .done(.notSent):
      return (
        "not sent yet",
        "Finish that batch first with `aopbatch resume \(batch)`, or give it up with `aopbatch cancel \(batch) --reason TEXT`; "
          + "then run the sheet again."
      )
    default:
      return (
        self[.state],
        "Nothing needs to be done about what was paid. Only to pay a second time on purpose, clear the cell aop_error_codes "
          + "of a row that has one, and say why with --allow-repeats REASON."
      )
    }
  }

  /// What most likely is the reason why a control total does not match.
  private var totalsLine: String {
    self[.row].isEmpty ? "" : " Row \(self[.row]) is a totals line: delete it if it was not meant to count."
  }

  /// `1 row`, `2 rows`.
  private func rows(_ fact: Fact, _ noun: String = "row") -> String {
    self[fact] == "1" ? "1 \(noun)" : "\(self[fact]) \(noun)s"
  }
}
