import AOPay
import Approvals
import ArgumentParser
import Dispatching
import Ledger
import Operations
import Payments
import Reports
import Sheet
import Validation

struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Dry run: validate a sheet; no network, no credential needed.",
    discussion: """
      Writes SHEET.rejected.csv and SHEET.warnings.csv; what was changed there is kept beside, never replaced. Fix the rejected rows there and check that file again.

      Example:  aopbatch check payout salaries.csv --expect-total 48,30,000.00
      """
  )

  @OptionGroup var sheet: SheetOptions
  @OptionGroup var columns: ColumnOptions
  @OptionGroup var ledger: LedgerOption

  @Flag(name: .long, help: "Do not look at the ledger: nothing is said about earlier batches.")
  var noLedger = false

  @OptionGroup var reasons: ReasonOptions
  @OptionGroup var asked: ApprovalRequestOption
  @OptionGroup var settings: SettingsOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    try columns.validate(for: sheet.operation)
    if asked.approvalRequest != nil, noLedger { throw ValidationError("--approval-request needs a ledger.") }
  }

  func run() async throws {
    let console = common.console
    let files = sheet.output()
    try await console.ending(sheet, files) {
      let start = ContinuousClock.now
      let settings = try settings.read()
      let address = try settings.address(of: sheet.operation)
      let place = try ledger.place(settings)
      var request = try sheet.request(columns, address, settings)
      (request.again, request.allowsRepeats) = (reasons.again, reasons.allowRepeats)
      request.registration = settings.credentials[.registrationID]
      let policy = try Policy.standing(named: settings.policy)
      policy?.tighten(&request)
      let refusal = noLedger ? nil : try await onThread { place.refusal }
      let (found, approval): Checked
      do { (found, approval) = try await checked(request, files, place, settings, policy) } catch {
        guard let refusal else { throw error }
        if Failure(error).code != refusal.code { console.say(Failure(error).message.text) }
        throw refusal
      }
      let summary = found.summary
      let rejected = summary.totals.rejected
      let status: ExitStatus = refusal != nil ? .trouble : rejected.rows == 0 ? .good : .rowsToLookAt
      console.say(
        Words.summary(
          of: request.input.name,
          request.operation,
          summary.totals,
          summary.contents,
          summary.findings,
          hiding: summary.layout.secrets
        )
      )
      console.say(Words.columns(summary.columns))
      console.say(Words.again(reasons.again, found.earlier))
      console.say(Words.repetitions(found.repetitions, request.operation, hiding: summary.layout.secrets))
      console.say(Words.address(address.text))
      console.say("\(noLedger ? "" : "\(Words.ledger(place, isNew: found.isFirst))\n")Plan \(summary.digests.plan)")
      console.say(Words.files(files, withResults: false))
      let wanted = sheet.operation.effect.isJournalled ? policy.map(approval.signatures) : nil
      if let wanted { console.say(Words.approvals(wanted)) }
      if let file = asked.approvalRequest { console.say("To be signed: \(file)") }
      let reason = Words.sentences {
        if let refusal { "`run` will send nothing from this ledger as it is. \(refusal.message.text)" }
        rejected.rows == 0 ? "" : Words.rejected(rejected, sheet.operation, files)
      }
      var json = JSON(summary, request, files, status: status)
      json["ledger"] = noLedger ? nil : place.path
      json["seconds"] = start.secondsSince
      json["approvals"] = wanted
      if let refusal { json["code"] = refusal.code.rawValue }
      if status != .good { json["reason"] = reason }
      try console.show(json: json)
      if status != .good { console.complain(reason) }
      return status
    }
  }

  /// What a sheet came to, and what would have to be signed of it.
  private typealias Checked = (found: Check.Found, approval: ApprovalRequest)

  /// Beside the ledger that `run` would use, if it is there; one that was typed must be.
  private func checked(
    _ request: SheetRequest,
    _ files: OutputPaths,
    _ place: LedgerPlace,
    _ settings: Settings,
    _ policy: Policy?
  ) async throws -> Checked {
    func check(_ ledger: (any Ledger)?) async throws -> Checked {
      let found = try await Check(request, output: files, ledger: ledger, ignoresHistory: noLedger)()
      guard let ledger else {
        // What is signed is bound to a ledger.
        if asked.approvalRequest != nil { throw Failure(.ledgerMissing, [.path: place.path]) }
        return (found, ApprovalRequest(found, request))
      }
      return try await onThread {
        // Without a policy nobody asks what is left of a batch.
        let unfinished = policy == nil ? nil : found.unfinished
        if let unfinished, asked.approvalRequest != nil { try ledger.demandUnchanged(unfinished) }
        let approval =
          try unfinished.map { try ApprovalRequest(goingOnWith: $0, ledger, settings) }
          ?? ApprovalRequest(found, request)
        try asked.write(approval, in: ledger, policy)
        return (found, approval)
      }
    }
    if noLedger || place.isNew && ledger.ledger == nil { return try await check(nil) }
    do { return try await place.with(for: .reading) { try await check($0) } } catch let failure as Failure
      where failure.code == .ledgerMissing && ledger.ledger == nil
    {
      // Of a server's database only its tables tell whether there is a ledger.
      return try await check(nil)
    }
  }
}

extension ContinuousClock.Instant {
  /// Seconds from this moment until now, to the millisecond.
  var secondsSince: Double {
    let passed = duration(to: .now)
    return Double(passed / .milliseconds(1)).rounded() / 1000
  }
}
