import Ledger
import Operations

/// What the ledger says about a sheet that is to move money or create something.
enum Precedent {
  case none
  /// This sheet was begun and not finished: go on, do not begin again.
  case unfinished(Batch)
}

extension Journal {
  /// Looks for the sheet among the batches of the same operation and address.
  ///
  /// - Throws: `Refusal` with status 6 if it was processed before and nobody said why it should be again.
  func precedent(of new: NewBatch, _ inspection: Inspection, ledger: Ledger) throws -> Precedent {
    let earlier = try batch(like: new)
    guard new.operation.effect.isJournalled else {
      // A look-up may run again, but not beside itself: taking its lock for a moment shows whether one is going.
      if let earlier { _ = try HeldBatch(earlier, ledger: ledger) }
      return .none
    }
    if let earlier {
      let tally = try tally(of: earlier)
      if tally.unfinished > 0 || !earlier.isClosed {
        guard new.again == nil else { throw Refusal.unfinishedFirst(earlier) }
        return .unfinished(earlier)
      }
      if tally.valid > 0, new.again == nil { throw Refusal.processedBefore(earlier) }
    }
    guard new.again == nil else { return .none }
    if inspection.carriesPaidOutcome { throw Refusal.isResultsFile }
    if let name = inspection.repeatedBatch { throw Refusal.repeats(name) }
    return .none
  }
}

extension Refusal {
  static func processedBefore(_ batch: Batch) -> Refusal {
    Refusal(
      .processedBefore,
      "This sheet was processed before, on \(batch.createdAt.text) as batch \(batch.name) (\(batch.sheet)). "
        + "Look at it with `aopbatch show \(batch.name)`; its files: `aopbatch export \(batch.name)`. Only to process it "
        + "a second time, say why with --again REASON."
    )
  }

  static func unfinishedFirst(_ batch: Batch) -> Refusal {
    Refusal(
      .processedBefore,
      "Batch \(batch.name) of this sheet is not finished. Finish it first with `aopbatch resume \(batch.name)`."
    )
  }

  static let isResultsFile = Refusal(
    .processedBefore,
    "This sheet carries results (aop_outcome) of rows that were accepted or are in doubt: it was processed before. "
      + "Use the rejected file for what was not sent; to process it all the same, say why with --again REASON."
  )

  static func repeats(_ batch: String) -> Refusal {
    Refusal(
      .processedBefore,
      "Batch \(batch) of the last \(History.daysMax) days paid every row of this sheet, or is still to: same accounts, same "
        + "amounts. If it is not finished, use `aopbatch resume \(batch)`. Only to pay a second time, say why with --again REASON."
    )
  }

  static func busy(_ batch: String) -> Refusal {
    Refusal(.busy, "Another aopbatch is working on batch \(batch). Nothing was sent by this one; wait for the other.")
  }
}
