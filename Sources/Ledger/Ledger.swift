public import Operations
public import Payments
import Sheet

/// The record of every batch: what was to be sent, what was tried, what came of it.
///
/// Each command is durable when it returns. It is one transaction, as if it had never been when it throws, except where
/// it touches many rows: those are several, so that others get their turn, and `open` or the next opening of the ledger
/// puts in order what a process leaves that dies in between. Every call blocks: call from a thread of your own. All throw
/// a `Failure`; what `visit` throws comes through as it is.
public protocol Ledger: Sendable {
  /// Where it is, for people.
  var place: String { get }
  /// Whether several machines can work on one batch: it is on a server.
  var isShared: Bool { get }

  // MARK: A sheet becomes a batch

  /// Begins to record a sheet. Nobody else sees the draft before it is approved.
  func draft(_ new: NewBatch, at now: Timestamp) throws -> HeldBatch

  /// Records rows of a draft, in the sheet's order.
  func append(_ rows: [NewRow], to draft: HeldBatch, at now: Timestamp) throws

  /// Ends the recording, or ends it anew after `amend`.
  func complete(_ draft: HeldBatch, _ digests: SheetDigests) throws -> HeldBatch

  /// Adds what shows beside other batches to planned rows of a draft, by their numbers: an error rejects the row.
  func amend(_ draft: HeldBatch, errors: [Int: Finding], warnings: [Int: Finding], at now: Timestamp) throws

  /// Makes a draft the batch, if its precedent is still the one that the plan was made with; else a
  /// `sheetRecordedMeanwhile`.
  ///
  /// - Parameter events: What the journal says besides: who signed it, and why repeats are let through.
  func approve(_ draft: HeldBatch, knowing precedent: Precedent, with events: [Event], at now: Timestamp) throws
    -> HeldBatch

  /// Drops a draft and all its rows.
  func discard(_ draft: HeldBatch) throws

  // MARK: Work on a batch

  /// The right to work on a batch, which one process has at a time; nil if another one has it.
  func hold(_ batch: Batch) throws -> HeldBatch?

  /// Puts a batch that another process left in order: what was on its way is in doubt, what was not sent is planned
  /// again, and so are look-ups in some states; rows that another batch has paid meanwhile stay unsent. Gives the rows
  /// that are planned now.
  ///
  /// - Parameter events: What the journal says before that: who signed it.
  /// - Parameter pace: Microseconds from the start of one request to the next, whoever of all who work on it starts it; nil
  ///   for no limit.
  func open(
    _ batch: HeldBatch,
    askingAgain states: [RowState],
    holdingBack repeats: [Int: Repeat],
    pace: Int64?,
    with events: [Event],
    by user: String,
    at now: Timestamp
  ) throws -> Total

  /// Settles attempts and hands out rows: see `Turn`.
  func turn(_ turn: Turn, of batch: HeldBatch) throws -> TurnResult

  /// Ends the work on a batch: what is still planned was not sent.
  func stop(_ batch: HeldBatch, _ event: Event.Kind, reason: String, at now: Timestamp) throws

  /// Notes that the files of a batch were written, and seals its rows.
  func close(_ batch: HeldBatch, at now: Timestamp) throws

  /// Records a person's decision about a row in doubt.
  func resolve(_ number: Int, of batch: HeldBatch, _ resolution: Resolution, with events: [Event]) throws

  /// Gives a batch up: what was not sent never will be. What a dead process had on its way is in doubt.
  func cancel(_ batch: HeldBatch, reason: String, by user: String, at now: Timestamp) throws

  // MARK: Several machines at one batch, where the ledger is on a server

  /// The right to work on a batch beside the process that leads it, which holds it.
  ///
  /// - Returns: Also the batch's pace, see `open`.
  /// - Throws: `ledgerNotShared` if the ledger is a file; `batchIdle` if nobody works on the batch just now.
  func join(_ batch: Batch, by user: String, at now: Timestamp) throws -> (batch: HeldBatch, pace: Int64?)

  /// Puts in order what others left who worked on a batch that this process leads, and have died: what they had on its way
  /// is in doubt, what waited for its next try is free again.
  func gather(_ batch: HeldBatch, at now: Timestamp) throws -> Others

  /// Lets nobody who works on a batch start anything more, until it is opened again.
  func stopAll(_ batch: Batch, _ reason: Stopping) throws

  /// Keeps turns to start requests, so that all together keep to the batch's pace. Gives the milliseconds until the first
  /// of them; zero if the batch has none, or nobody else can work on it.
  func reserve(_ starts: Int, of batch: HeldBatch) throws -> Int64

  // MARK: Questions

  /// All batches but drafts, newest first.
  func batches() throws -> [Batch]

  /// The batch of that name, or of that unambiguous beginning of one.
  func batch(named prefix: String) throws -> Batch

  /// Whether a living process works on a batch.
  func isHeld(_ batch: Batch) throws -> Bool

  /// Rows that may have been sent and of which nobody knows what became, oldest first, of one batch or of all: those in
  /// doubt, and those that a process had on its way when it died.
  func doubts(of batch: Batch?) throws -> [Doubt]

  /// The batches of the same sheet: what is unfinished first, then the newest, what was given up last of all.
  func earlierBatches(of sheet: SheetKey) throws -> [Batch]

  /// What other batches know of a batch's sheet, and those in a scope of the payments that it would still send.
  func precedent(of batch: Batch, _ scope: PaymentScope) throws -> Precedent

  /// Payments in a scope, by their identities, that may be the same as some that are not recorded.
  ///
  /// - Parameter hashes: `IdentityHash` of the identities that are asked about; another one can have the same.
  func payments(like hashes: [UInt64], _ scope: PaymentScope) throws -> [[UInt8]: Repeat]

  /// Whether a row that somebody says was sent is of a batch of this ledger: it was sent then, or its reference is known.
  func knows(_ row: ReportedRow) throws -> Bool

  func totals(of batch: Batch) throws -> BatchTotals

  /// The same of all batches, newest first: of one moment, and in one question.
  func batchesWithTotals() throws -> [(batch: Batch, totals: BatchTotals)]

  /// Rows by error code, and valid rows by warning code.
  func findings(of batch: Batch) throws -> FindingCounts

  /// Shows the lines of the journal, of one batch or of the whole ledger, in their order.
  func forEachJournalLine(of batch: Batch?, _ visit: (String) throws -> Void) throws

  /// Shows what the digest `rows` of the journal's entries is of: a line about the batch, then one for each row.
  func forEachRowLine(of batch: Batch, _ visit: (Span<UInt8>) throws -> Void) throws

  /// The SHA-256 of a journal's entry; nil if there is none of that number. That of the first tells the ledger from others.
  func journalDigest(of number: Int64) throws -> String?

  /// When the journal's newest entry was made, by the clock of the machine that made it.
  func journalTime() throws -> Timestamp

  /// The number of the journal's newest entry, and the SHA-256 of its line.
  func journalHead() throws -> JournalHead

  /// The first thing in the ledger, or in one batch, that contradicts the journal, in words; nil if there is none.
  ///
  /// - Throws: `rowContradicted`
  func discrepancy(in batch: Batch?) throws -> String?

  /// What happened to a batch; what happened to the whole ledger if none is named.
  func events(of batch: Batch?) throws -> [Event]

  /// The decisions about rows of a batch, in the order in which they were taken, the first `most` of them.
  func decisions(about batch: Batch, most: Int) throws -> [Decision]

  /// The requests that were made for a batch itself; results carried over from an earlier one are not among them.
  func requests(of batch: Batch) throws -> Requests

  /// Whether any request that was made for a batch of look-ups itself brought an answer that can be used.
  func wasAnswered(_ batch: Batch) throws -> Bool

  /// Shows rows of a batch in the sheet's order, all from one moment. Gives the totals of that moment.
  @discardableResult
  func forEachRow(
    of batch: Batch,
    _ selection: RowSelection,
    _ visit: (RecordedRow) throws -> Void
  ) throws -> BatchTotals

  // MARK: The whole ledger

  /// Another one after every change that somebody else made: what was written before is then looked at once more.
  func versionOfOthers() throws -> String

  /// Forgets the rows of look-up batches, a person's decision that `event` is; what they came to stays. Blocks others for
  /// moments only. Batches of other operations are never forgotten, nor those that somebody works on.
  ///
  /// - Returns: The batches whose rows are gone now.
  func prune(_ batches: [Batch], _ event: Event) throws -> [Batch]

  /// Makes a consistent copy of the ledger, readable by its owner alone, also while others work on it. A file that is
  /// there is never replaced.
  func backup(to path: String) throws

  /// Ends all work with the ledger: what it holds is then in one file, unless others still work on it.
  ///
  /// - Throws: `ledgerChanged` if it was opened for reading and may have been read in the middle of a change.
  func close() throws
}

extension Ledger {
  /// Whether a batch's rows are forgotten.
  public func isPruned(_ batch: Batch) throws -> Bool { try events(of: batch).contains { $0.kind == .pruned } }

  /// - Throws: `rowContradicted`; `ledgerTampered` if a batch, or the whole ledger if none is named, is not as the journal says.
  public func demandUnchanged(_ batch: Batch?) throws {
    guard let words = try discrepancy(in: batch) else { return }
    throw Failure(.ledgerTampered, [.path: place, .cause: words])
  }

  /// - Throws: `batchPruned` if the rows of a batch are forgotten.
  public func demandRows(of batch: Batch) throws {
    guard let event = try events(of: batch).first(where: { $0.kind == .pruned }) else { return }
    throw Failure(.batchPruned, [.batch: batch.name, .moment: event.at.text])
  }
}

/// Some of the rows of a batch.
public enum RowSelection: Sendable {
  case all
  case inStates([RowState])
  /// Those with errors or warnings.
  case withFindings

  public static func inState(_ state: RowState) -> Self { .inStates([state]) }
}

/// A batch that only this process works on.
public final class HeldBatch: Sendable {
  public let batch: Batch
  /// What keeps other processes from the batch, for as long as this one lives.
  private let lock: any BatchLock

  init(_ batch: Batch, _ lock: any BatchLock) { (self.batch, self.lock) = (batch, lock) }

  /// The same right, with what is known of the batch now.
  func with(_ batch: Batch) -> HeldBatch { HeldBatch(batch, lock) }

  /// Lets others work on the batch: at once, not when the last reference goes.
  public func release() { lock.release() }
}

/// A lock on a batch, which goes with the process that took it, however that ends.
protocol BatchLock: AnyObject, Sendable {
  /// Done by the last reference that goes, too.
  func release()
}

/// Rows and their money by error code, and valid rows by warning code.
public struct FindingCounts: Sendable, Equatable {
  public var errors: [String: Total]
  public var warnings: [String: Total]

  public init(errors: [String: Total] = [:], warnings: [String: Total] = [:]) {
    self.errors = errors
    self.warnings = warnings
  }
}
