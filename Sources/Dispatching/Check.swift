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
  private let again: String?
  private let rule: RepeatRule

  public init(
    _ request: SheetRequest,
    output: OutputPaths,
    ledger: (any Ledger)? = nil,
    ignoresHistory: Bool = false,
    again: String? = nil,
    allowsRepeats: String? = nil
  ) {
    self.request = request
    self.output = output
    self.ledger = ledger
    self.ignoresHistory = ignoresHistory
    self.again = again
    rule = RepeatRule(allows: allowsRepeats)
  }

  /// What reading the sheet found.
  public struct Found: Sendable {
    public fileprivate(set) var summary: SheetSummary
    /// Rows that are rejected because they repeat payments of other batches.
    public fileprivate(set) var repeats = Repetitions()
  }

  /// Reads the sheet and writes the two files.
  ///
  /// - Throws: `Failure`, with nothing written, except that all-or-nothing, and a sheet that only repeats, write both
  ///   files first.
  public func callAsFunction() async throws -> Found {
    try await onThread {
      let sheet = try OpenSheet(request.input)
      let found = try ignoresHistory ? Found(summary: read(sheet) { _ in true }) : readBesideOthers(sheet)
      try found.repeats.refuseIfNothingIsLeft(found.summary.totals, found.summary.findings, output)
      try request.refuseIfAllOrNothing(found.summary.totals, output)
      return found
    }
  }

  /// Reads the sheet once to see how it stands beside the ledger; once more if it goes on with a batch or comes again, for
  /// then its own earlier batch does not count; and once more to reject the rows that repeat others in its order.
  private func readBesideOthers(_ sheet: OpenSheet) throws -> Found {
    let admission = Admission(request, output, ledger, again: again)
    var verdict = admission.first
    var repeats: [Int: Repeat] = [:]
    var isSettled = false
    func look() throws -> SheetSummary {
      var suspects: [(number: Int, fields: PackedRow)] = []
      return try read(sheet, screen: screen(verdict.scope) { suspects.append(($0, $1)) }) { summary in
        repeats = try self.repeats(among: suspects, verdict.scope)
        let path = request.input.absolutePath
        let key = SheetKey(request.operation, address: request.address, path: path, summary.digests)
        let now = try admission.admit(key, carriesPaidOutcome: summary.carriesPaidOutcome)
        defer { verdict = now }
        isSettled = now.scope.isSame(as: verdict.scope)
        return try isSettled && repeats.isEmpty && now.admits(summary.digests.plan)
      }
    }
    var found = Found(summary: try look())
    if !isSettled { found.summary = try look() }
    if !repeats.isEmpty { try reject(repeats, in: sheet, verdict, &found) }
    return found
  }

  private func reject(
    _ repeats: [Int: Repeat],
    in sheet: OpenSheet,
    _ verdict: Admission.Verdict,
    _ found: inout Found
  ) throws {
    var named = Repetitions()
    let screen: Validator.Screen = { rows in
      for index in rows.indices {
        guard let one = repeats[rows[index].number], let fields = rows[index].fields else { continue }
        let finding = Finding(repeating: one, request.operation)
        if rule.lets(through: one) {
          rows[index].warnings.append(finding)
        } else {
          named.add(
            NamedRow(number: rows[index].number, paise: rows[index].amount?.paise ?? 0, fields, request.operation),
            .otherBatch(one)
          )
          rows[index].errors.append(finding)
        }
      }
    }
    found.summary = try read(sheet, screen: screen) { try verdict.admits($0.digests.plan) }
    found.repeats = named
  }

  /// Reads the sheet, and writes its files if they are the last word about it.
  private func read(
    _ sheet: OpenSheet,
    screen: Validator.Screen? = nil,
    isLast: (SheetSummary) throws -> Bool
  ) throws -> SheetSummary {
    var files: FindingFiles?
    let summary = try Validator(request, digestsCells: ledger != nil).validate(
      sheet,
      begin: { files = try FindingFiles(output, $0) },
      screen: screen,
      rows: { rows in for row in rows { files?.add(row) } }
    )
    if try isLast(summary) { try files.take()?.commit() }
    return summary
  }

  /// Tells `suspect` of rows that may repeat payments of other batches; nil if there is nothing that could be repeated.
  private func screen(
    _ scope: PaymentScope,
    _ suspect: @escaping (Int, PackedRow) -> Void
  ) throws -> Validator.Screen? {
    guard let filter = try ledger?.paymentFilter(scope), filter.count > 0 else { return nil }
    return { rows in
      for row in rows {
        if let fields = row.fields, row.identity.map(filter.mayContain) ?? false { suspect(row.number, fields) }
      }
    }
  }

  /// Asked once for the whole sheet, for every question reads all identities of the scope.
  private func repeats(among suspects: [(number: Int, fields: PackedRow)], _ scope: PaymentScope) throws -> [Int:
    Repeat]
  {
    guard let ledger, !suspects.isEmpty else { return [:] }
    let found = try ledger.samePayments(as: suspects.map(\.fields), scope)
    return Dictionary(uniqueKeysWithValues: found.map { (suspects[$0.key].number, $0.value) })
  }
}
