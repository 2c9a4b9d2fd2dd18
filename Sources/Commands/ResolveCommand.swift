import AOPay
import Approvals
import ArgumentParser
import Dispatching
import Ledger
import Operations
import Payments
import Sheet
import Validation

struct ResolveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resolve",
    abstract: "Record what a person found out about a row in doubt.",
    discussion: """
      --paid settles the row; --not-paid lets `resume` send it once more. Both record who, when and why. The files stay
      as they are until `export`.

      Example:  aopbatch resolve 20261121-k3fq7 --row 17 --not-paid \\
                  --reason "bank confirms no debit, ticket 4711"
      """
  )

  @Argument(help: "The batch's name, or the beginning of it.", completion: .batches)
  var batch: String

  @Option(name: .long, help: "The row's number, as in aop_row.")
  var row: Int

  @Flag(help: "What was found out.")
  var finding: Finding

  @Option(name: .long, help: "How it was found out.")
  var reason: String

  @Option(name: .long, help: "The transaction's reference, with --paid.")
  var reference: String?

  @OptionGroup var signed: SignedOptions
  @OptionGroup var asked: ApprovalRequestOption

  @Option(
    name: .long,
    help: "A JSON file with settings, readable by you alone.",
    completion: .file(extensions: ["json"])
  )
  var config: String?

  @OptionGroup var ledger: LedgerOption
  @OptionGroup var common: CommonOptions

  enum Finding: String, EnumerableFlag { case paid, notPaid }

  func validate() throws {
    if reason.allSatisfy(\.isWhitespace) { throw ValidationError("--reason needs words.") }
    if row < 1 { throw ValidationError("--row must be 1 or more.") }
    if reference != nil, finding == .notPaid { throw ValidationError("--reference goes with --paid.") }
  }

  func run() async throws {
    let console = common.console
    try await console.ending(signals: Signals(.deciding, console)) {
      let resolution = Resolution(
        paid: finding == .paid,
        reference: reference?.printable,
        reason: reason.printable,
        decidedBy: Settings.user,
        decidedAt: .now
      )
      let settings = try Settings.read(config: config, baseURL: nil)
      let place = try ledger.place(settings)
      if asked.approvalRequest != nil {
        try await onThread { try place.reading { try ask(for: $0, settings, resolution) } }
        return .good
      }
      let batch = try await place.with(for: .recording) { [name = batch] ledger in
        try await onThread {
          let held = try ledger.demandHold(ledger.batch(named: name))
          defer { held.release() }
          try ledger.resolve(row, of: held, resolution, with: approvals(of: held.batch, resolution, settings, ledger))
          return held.batch
        }
      }
      let next =
        finding == .paid
        ? ""
        : batch.status == .cancelled
          ? " Run its sheet again to send it." : " `aopbatch resume \(batch.name)` sends it once more."
      console.say("Row \(row) of batch \(batch.name) is recorded as \(finding == .paid ? "paid" : "not paid").\(next)")
      console.finish(["batch": batch.name, "row": row, "paid": finding == .paid], of: batch.name)
      return .good
    }
  }
}

extension ResolveCommand {
  /// Writes the text that has to be signed.
  private func ask(for ledger: any Ledger, _ settings: Settings, _ resolution: Resolution) throws {
    let batch = try ledger.batch(named: self.batch)
    let request = try request(batch, resolution, settings, ledger)
    let policy = try Policy.standing(named: settings.policy)
    try asked.write(request, in: ledger, policy)
    try common.console.show(request, asked, policy, of: batch)
  }

  /// A row that is called not paid can be sent once more.
  private func approvals(
    of batch: Batch,
    _ resolution: Resolution,
    _ settings: Settings,
    _ ledger: any Ledger
  ) throws -> [Event] {
    if resolution.paid { return [] }
    let request = try request(batch, resolution, settings, ledger)
    let registration = settings.credentials[.registrationID]
    return try signed.gate(settings).demand(request.signatures, for: request, registration: registration, in: ledger)
  }

  private func request(
    _ batch: Batch,
    _ resolution: Resolution,
    _ settings: Settings,
    _ ledger: any Ledger
  ) throws -> ApprovalRequest {
    var doubt: RecordedRow?
    // What a process that died had on its way is in doubt too; one that lives has the batch.
    try ledger.forEachRow(of: batch, .inStates([.done(.inDoubt), .sending])) { if $0.number == row { doubt = $0 } }
    guard let doubt else { throw try notInDoubt(batch, ledger) }
    let fields = doubt.fields ?? PackedRow()
    let (operation, paise) = (batch.operation, doubt.paise)
    let named = fields.count == operation.columns.count ? NamedRow(number: row, paise: paise, fields, operation) : nil
    return ApprovalRequest(
      action: .resolveNotPaid(batch: batch.name, row: row, payee: named?.payee ?? "", reason: resolution.reason),
      operation: operation.name,
      sheet: batch.sheet,
      sheetSHA256: batch.digests.sha256,
      plan: batch.digests.plan,
      total: Total(rows: 1, paise: Int128(paise)),
      address: batch.address,
      registration: RegistrationMark.make(settings.credentials[.registrationID]),
      ledger: "",
      head: "",
      policy: "",
      expires: Timestamp(milliseconds: 0)
    )
  }

  /// Why there is nothing to decide.
  private func notInDoubt(_ batch: Batch, _ ledger: any Ledger) throws -> Failure {
    var state: RowState?
    try ledger.forEachRow(of: batch, .all) { if $0.number == row { state = $0.state } }
    let facts: [Failure.Fact: String] = [.batch: batch.name, .row: "\(row)"]
    return state.map { Failure(.rowNotInDoubt, facts).adding(.state, $0.text) } ?? Failure(.rowUnknown, facts)
  }
}
