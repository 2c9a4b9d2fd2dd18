import Operations
import Reports
import Sheet

// Sheets that can be read, and are not what they should be or were processed before.
extension Failure {
  @Sentences var aboutControls: [String] {
    switch code {
    case .sheetNoRows:
      "it has a header but no rows below it."
      "Check that it is the right file, and put the rows below the header."
    case .sheetExpectedRows:
      "it has \(count(.count, "row")), but \(self[.expected]) were expected (--expect-rows).\(totalsLine)"
      "Find the rows that are missing or too many, or correct the number."
    case .sheetExpectedTotal:
      "its amounts add up to \(self[.count]), but \(self[.expected]) were expected (--expect-total).\(totalsLine)"
      "Find the amounts that are wrong, missing or too many, or correct the sum; an amount that cannot be read counts 0."
    case .sheetMaximumTotal:
      "its valid rows add up to \(self[.count]), above your own limit of \(self[.limit]) (--max-total)."
      "Check the amounts; take rows out, or raise the limit."
    case .sheetRejectedRows:
      "it has \(count(.count, "rejected row")), and --all-or-nothing allows none."
      "Correct what \(self[.path]) says about each, and run the corrected sheet."
    case .sheetNoResults:
      "it has no column aop_outcome, so it is no results file."
      "Give --skip-final the file that an earlier run wrote, or leave --skip-final away."
    default: []
    }
  }

  /// What most likely is the reason why a control total does not match.
  private var totalsLine: String {
    self[.row].isEmpty ? "" : " Row \(self[.row]) is a totals line: delete it if it was not meant to count."
  }

  @Sentences var aboutEarlier: [String] {
    let batch = self[.batch]
    switch code {
    case .sheetProcessed:
      "This sheet was processed before, on \(moment) as batch \(batch) (\(self[.sheet]))."
      "Look at it with `aopbatch show \(batch)`; its files: `aopbatch export \(batch)`."
      "Only to process it a second time, say why with --again REASON."
    case .sheetUnfinished:
      "Batch \(batch) of this sheet is not finished."
      "Finish it first with `aopbatch resume \(batch)`, or give up what it did not send with `aopbatch cancel \(batch) "
        + "--reason TEXT`."
    case .sheetOtherPlan:
      "Batch \(batch) of this sheet is not finished, and what would be sent of the sheet has changed since. Nothing was sent."
      "Finish the batch as it was recorded with `aopbatch resume \(batch)`, or give up what it did not send with "
        + "`aopbatch cancel \(batch) --reason TEXT` and run the sheet as it is now."
    case .sheetCarriesResults:
      "This sheet carries results (aop_outcome) of rows that were accepted or are in doubt: it was processed before."
      "Use the rejected file for what was not sent; to process it all the same, say why with --again REASON."
    case .sheetRecordedMeanwhile:
      "While \(self[.sheet]) waited to be approved, another run recorded the same sheet or some of its payments, or an answer came "
        + "late. Nothing was sent."
      "Run it again to see what is left of it; `aopbatch batches` lists what was recorded."
    case .sheetInDoubt:
      "Batch \(batch) of this sheet has rows in doubt, which may have been paid: "
        + "\(self[.names].contains(",") ? "rows" : "row") \(self[.names]). Nothing was sent."
      Words.resolving(batch, row: String(self[.names].prefix { $0 != "," }))
      "Then run it again."
    case .sheetUnknownResults:
      "Beside this sheet stands \(self[.path]), the results of a batch that this ledger does not know: the sheet may have "
        + "been paid with another ledger, or with a newer state of this one. Nothing was sent."
      "Give that ledger with --ledger. If the results are of something else, such as a trial, move them away; to process "
        + "the sheet all the same, say why with --again REASON."
    case .sheetRepeats: repeatsOnly
    default: []
    }
  }

  /// What can be done depends on what became of the row that is repeated.
  @Sentences private var repeatsOnly: [String] {
    let (batch, state) = (self[.batch], RowState(text: self[.state]))
    let isUnsent = [.planned, .sending, .done(.notSent)].contains(state)
    let words = isUnsent ? "not sent yet" : state == .done(.inDoubt) ? "in doubt" : self[.state]
    let example = batch.isEmpty ? "" : ", such as row \(self[.row]) of batch \(batch), which is \(words)"
    "Every row of this sheet that could be sent repeats a row of another batch\(example). Nothing was sent."
    "\(self[.path]) says of each row which one it repeats."
    if isUnsent {
      "Finish that batch first with `aopbatch resume \(batch)`, or give it up with `aopbatch cancel \(batch) --reason TEXT`; "
        + "then run the sheet again."
    } else if state == .done(.inDoubt) {
      Words.resolving(batch, row: self[.row])
      "Then run the sheet again."
    } else {
      "Nothing needs to be done about what was paid. Only to pay a second time on purpose, clear the cell aop_error_codes "
        + "of a row that has one, and say why with --allow-repeats REASON."
    }
  }

  /// When something happened, in India.
  var moment: String { Timestamp(text: self[.moment])?.inIndia ?? self[.moment] }
}
