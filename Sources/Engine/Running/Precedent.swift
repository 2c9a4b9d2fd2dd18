import Ledger
import Operations

extension Journal {
  /// Looks for the sheet among the batches of the same operation and address: gives the one that was begun and not
  /// finished, which goes on; nil for a sheet that may begin.
  ///
  /// - Throws: `Refusal` with status 6 if what moves money or creates something was processed before and nobody said why
  ///   it should be again; with 75 if a look-up of the same sheet is going on.
  func unfinishedBatch(like new: NewBatch, _ inspection: Inspection, ledger: Ledger) throws -> Batch? {
    let earlier = try batch(like: new)
    guard new.operation.effect.isJournalled else {
      // A look-up may run again, but not beside itself: taking its lock for a moment shows whether one is going.
      if let earlier { _ = try HeldBatch(earlier, ledger: ledger) }
      return nil
    }
    if let earlier {
      let tally = try tally(of: earlier)
      if tally.unfinished > 0 || !earlier.isClosed {
        if new.again != nil { throw Refusal.unfinishedFirst(earlier) }
        return earlier
      }
      if tally.valid > 0, new.again == nil { throw Refusal.processedBefore(earlier) }
    }
    if new.again == nil { try refuseRepetition(inspection) }
    return nil
  }

  private func refuseRepetition(_ inspection: Inspection) throws(Refusal) {
    if inspection.carriesPaidOutcome { throw Refusal.isResultsFile }
    if let name = inspection.repeatedBatch { throw Refusal.repeats(name) }
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
