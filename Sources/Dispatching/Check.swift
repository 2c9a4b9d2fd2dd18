public import Ledger
import Operations
import Payments
public import Reports
import Sheet
public import Validation

/// The dry run: reads and validates a sheet, and writes its rejected and warned rows. Sends and records nothing, and ends
/// as `run` would.
public struct Check: Sendable {
  private let request: SheetRequest
  private let output: OutputPaths
  /// Where to look for earlier payments; nil where there is no ledger yet.
  private let ledger: (any Ledger)?
  /// Whether nothing is said about what was before.
  private let ignoresHistory: Bool

  public init(
    _ request: SheetRequest,
    output: OutputPaths,
    ledger: (any Ledger)? = nil,
    ignoresHistory: Bool = false
  ) {
    self.request = request
    self.output = output
    self.ledger = ledger
    self.ignoresHistory = ignoresHistory
  }

  /// What reading the sheet found.
  public struct Found: Sendable {
    public internal(set) var summary: SheetSummary
    /// Rows that repeat payments of other batches: those that are rejected, and those that would be sent all the same.
    var heldBack = Repetitions()
    var allowed = Repetitions(areSent: true)
    /// See `Plan`.
    public var earlier: [EarlierBatch] = []
    public var isFirst = true
    /// The unfinished batch of the sheet, with which `run` would go on.
    public internal(set) var unfinished: Batch?

    /// See `Plan`.
    public var repetitions: [Repetitions] { [summary.duplicates, heldBack, allowed] }
  }

  /// Reads the sheet and writes the two files.
  ///
  /// - Throws: `Failure`, with nothing written, except that all-or-nothing, and a sheet that only repeats, write both
  ///   files first.
  public func callAsFunction() async throws -> Found {
    try await onThread {
      let sheet = try OpenSheet(request.input)
      let found = try ignoresHistory ? Found(summary: read(sheet, isLast: carriesNothing)) : readBesideOthers(sheet)
      try found.heldBack.refuseIfNothingIsLeft(found.summary.totals, found.summary, output)
      try request.refuseIfAllOrNothing(found.summary.totals, output)
      return found
    }
  }

  /// What the sheet itself says of earlier batches needs no ledger.
  private func carriesNothing(_ summary: SheetSummary) throws -> Bool {
    let isSent = summary.carriesPaidOutcome && request.operation.effect.isJournalled
    if isSent, request.again == nil { throw Failure(.sheetCarriesResults) }
    return true
  }

  /// Reads the sheet once to see how it stands beside the ledger, and once more to reject, in its order, the rows that
  /// repeat others.
  private func readBesideOthers(_ sheet: OpenSheet) throws -> Found {
    let admission = Admission(request: request, output: output, ledger: ledger)
    var verdict = Admission.Verdict?.none
    var known: [[UInt8]: Repeat] = [:]
    let summary = try read(sheet) { summary in
      let key = (request.operation, request.address, request.input.absolutePath, summary.digests)
      let now = try admission.admit(key, carriesPaidOutcome: summary.carriesPaidOutcome)
      verdict = now
      known = try ledger?.payments(like: summary.identities, now.scope) ?? [:]
      return try known.isEmpty && now.admits(summary.digests.plan)
    }
    guard let verdict else { preconditionFailure("what was read was looked at") }
    let first = Found(summary: summary, earlier: verdict.earlier, isFirst: try ledger?.batches().isEmpty ?? true)
    var found = known.isEmpty ? first : try screened(first, known, sheet, verdict)
    if let unfinished = verdict.unfinished { try RegistrationMark.demand(of: unfinished, request.registration) }
    found.unfinished = verdict.unfinished
    return found
  }

  private func screened(
    _ found: Found,
    _ known: [[UInt8]: Repeat],
    _ sheet: OpenSheet,
    _ verdict: Admission.Verdict
  ) throws -> Found {
    var found = found
    let screen = Validator.Screen(hashes: Set(known.keys.map(IdentityHash.hash))) { rows in
      for index in rows.indices {
        guard let fields = rows[index].fields, let identity = request.operation.identity(fields),
          let one = known[identity]
        else { continue }
        let paise = rows[index].amount?.paise ?? 0
        let row = NamedRow(number: rows[index].number, paise: paise, fields, request.operation)
        let isSent = request.lets(through: one)
        let finding = Finding(repeating: one, request.operation, isSent: isSent)
        if isSent {
          found.allowed.add(paise: paise, .otherBatch(one), row)
          rows[index].warnings.append(finding)
        } else {
          found.heldBack.add(paise: paise, .otherBatch(one), row)
          rows[index].errors.append(finding)
        }
      }
    }
    found.summary = try read(sheet, screen: screen) { try verdict.admits($0.digests.plan) }
    return found
  }

  /// Reads the sheet, and writes its files if they are the last word about it.
  private func read(
    _ sheet: OpenSheet,
    screen: Validator.Screen? = nil,
    isLast: (SheetSummary) throws -> Bool
  ) throws -> SheetSummary {
    var files: FindingFiles?
    let summary = try Validator(request, digestsCells: ledger != nil, collectsIdentities: ledger != nil).validate(
      sheet,
      begin: { files = try FindingFiles(output, $0) },
      screen: screen,
      rows: { rows in for row in rows { files?.add(row) } }
    )
    let owner = FileOwner(FileOwner.name(ofSheet: request.input.absolutePath))
    if try isLast(summary) { try files.take()?.commit(owner) }
    return summary
  }
}
