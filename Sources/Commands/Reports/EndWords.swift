import Dispatching
import Ledger
import Operations
import Payments
import Reports

// What became of a batch, and what to do next.
extension Words {
  static func rejected(_ rejected: Total, _ operation: Operation, _ files: OutputPaths) -> String {
    "Rejected: \(sum(rejected, operation)). \(files.rejected) says why; correct there what is wrong, and use that file. Rows "
      + "that only repeat what was paid need nothing."
  }

  /// What the first signal says.
  static func stopping(_ operation: Operation, _ progress: Progress) -> String {
    // Also between two rounds of a look-up.
    if progress.outcomes.read.rows >= progress.rowsToSend { return "stopping; no request is in flight." }
    let left = operation.effect.isJournalled ? "leaves them in doubt" : "leaves them without an answer"
    return "finishing the requests in flight; once more stops at once and \(left)."
  }

  /// What the second signal says: what a process that ends now knows of its rows.
  static func stoppedAtOnce(_ batch: Batch, _ progress: Progress) -> String {
    let (inFlight, outcomes) = (progress.inFlight, progress.outcomes)
    let unsent = progress.rowsToSend - outcomes.read.rows - inFlight + outcomes[.notSent].rows
    guard batch.operation.effect.isJournalled else {
      return "Stopped at once. Of batch \(batch.name), \(rows(inFlight + unsent)) got no answer. Go on with `aopbatch "
        + "resume \(batch.name)`."
    }
    let doubts = inFlight + outcomes[.inDoubt].rows
    let doubt = doubts == 0 ? "nothing is in doubt" : "\(areRows(doubts, "is", "are")) in doubt and may have been paid"
    return sentences {
      "Stopped at once. Of batch \(batch.name), \(doubt), and \(areRows(unsent, "was", "were")) not sent."
      "`aopbatch show \(batch.name)` names them."
      doubts == 0 ? "" : resolving(batch.name)
      "What was not sent goes on with `aopbatch resume \(batch.name)`."
    }
  }

  private static func areRows(_ count: Int, _ one: String, _ many: String) -> String {
    "\(rows(count)) \(count == 1 ? one : many)"
  }

  /// What is said to who waits for other machines.
  static func waiting(for others: Int) -> String {
    "Waiting for \(others == 1 ? "another machine" : "\(others) other machines"), which \(others == 1 ? "has" : "have") requests in flight."
  }

  static func stoppingOthers(_ batch: Batch) -> String {
    "Batch \(batch.name) is under way: nothing more of it is sent, and what is on its way is waited for."
  }

  /// What a machine sent that helped.
  static func helped(_ end: JoinEnd) -> String {
    let operation = end.batch.operation
    let states = operation.outcomes.map(RowState.done).filter { end.outcomes[$0].rows > 0 }
      .map { [$0.text, "\(end.outcomes[$0].rows)", amount(end.outcomes[$0], operation)] }
    return lines {
      (states + [["sent from here", "\(end.outcomes.read.rows)", ""]]).table
      "The files of batch \(end.batch.name) are written where it was begun; `aopbatch show \(end.batch.name)` shows how far "
        + "it is."
    }
  }

  static func advice(_ end: JoinEnd) -> String {
    lines {
      end.halt?.message(at: end.haltRow).text ?? ""
      end.stopped == .none ? "" : "Stopped by a signal. The others go on."
    }
  }

  /// What a batch came to, row by row of its totals.
  static func outcome(_ report: BatchReport) -> String {
    let operation = report.batch.operation
    let states = (report.states + [.rejected]).map { state in
      [state.text, "\(report.totals[state].rows)", amount(report.totals[state], operation)]
    }
    return (states + [["all rows", "\(report.totals.read.rows)", ""]]).table
  }

  /// What to do next, if anything.
  static func advice(_ end: RunEnd) -> String {
    lines {
      end.haltMessage?.text ?? ""
      end.stopped == .none ? "" : "Stopped by a signal."
      ExitStatus(end) == .unreachable ? unreached(end.report.batch) : ""
      advice(end.heldBack)
      end.isCancelled
        ? "Stopped, because somebody gives the batch up: what was not sent never will be." : advice(end.report)
      faults(end.report, besides: end.carried)
    }
  }

  private static func unreached(_ batch: Batch) -> String {
    "No row got any answer: the provider at \(batch.address) could not be reached, or closed every connection. Check the "
      + "network and the address."
  }

  /// Rows with a definite no, which nothing that is said elsewhere is about.
  private static func faults(_ report: BatchReport, besides carried: BatchTotals) -> String {
    let operation = report.batch.operation
    let outcomes = [(Outcome.failed, "Failed"), (.error, "No usable answer")]
      .map { outcome, words in (words, report.totals[outcome].rows - carried[outcome].rows, report.totals[outcome]) }
      .filter { $0.1 > 0 }
      .map { words, count, total in "\(words): \(count == total.rows ? sum(total, operation) : rows(count))." }
    let rejected = report.totals.rejected
    return sentences {
      outcomes
      if let files = report.files {
        if !outcomes.isEmpty {
          operation.effect.isJournalled
            ? "\(files.failed) says why; correct it there, and run that file." : "\(files.results) says why."
        }
        rejected.rows == 0 ? "" : Self.rejected(rejected, operation, files)
      }
    }
  }

  private static func advice(_ heldBack: [Int: Repeat]) -> String {
    guard let (row, found) = heldBack.min(by: { $0.key < $1.key }) else { return "" }
    return "Held back: \(rows(heldBack.count)), because other batches have made the same payment since, or may have: "
      + "row \(row) is row \(found.row) of batch \(found.batch)."
  }

  static func advice(_ report: BatchReport) -> String {
    let (name, operation) = (report.batch.name, report.batch.operation)
    let (unsent, doubts) = (report.totals.unfinished, report.totals[.inDoubt])
    return lines {
      if doubts.rows > 0 {
        let rest = doubts.rows - report.doubtRows.count
        let numbers = report.doubtRows.map(String.init)
        "In doubt: \(sum(doubts, operation)), which may have happened: \(doubts.rows == 1 ? "row" : "rows") "
          + "\(numbers.joined(separator: ", "))\(rest > 0 ? " and \(rest) more" : ""); `aopbatch show \(name)` shows each. "
          + resolving(name, row: numbers.first ?? "NUMBER")
      }
      if report.standing == .running {
        "Another aopbatch is working on this batch."
      } else if report.isPruned {
        "Its rows are forgotten: only what they came to is left, and its files cannot be written again."
      } else if report.standing == .cancelled {
        "Cancelled: \(sum(unsent, operation)) not sent, and never will be."
      } else if unsent.rows > 0 {
        "Not sent: \(sum(unsent, operation)). Go on with `aopbatch resume \(name)`."
      }
    }
  }

  /// What to do about rows in doubt, with the command for one of them.
  static func resolving(_ batch: String, row: String = "NUMBER") -> String {
    let command = "aopbatch resolve \(batch) --row \(row)"
    return "Look at the bank's statement or ask the provider, then record what you find out about each row, as in "
      + "`\(command) --paid --reason TEXT` or `\(command) --not-paid --reason TEXT`. Never send such a row again by hand."
  }
}
