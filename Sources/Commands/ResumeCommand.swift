import AOPay
import Approvals
import ArgumentParser
import Dispatching
import Ledger
import Operations
import Payments
import Reports
import Sheet

struct ResumeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume",
    abstract: "Go on with an unfinished or halted batch.",
    discussion: """
      Sends the rows that certainly were not sent, asks look-ups without an answer again, and leaves rows in doubt alone.
      Shows what is left and asks before it sends. Of a finished batch it sends nothing.

      Example:  aopbatch resume 20261121-k3fq7
      """
  )

  @Argument(help: "The batch's name, or the beginning of it.", completion: .batches)
  var batch: String

  @Option(name: .long, help: "Where the files go. (default: where the sheet's went)", completion: .directory)
  var out: String?

  @OptionGroup var approval: ApprovalOptions
  @OptionGroup var asked: ApprovalRequestOption
  @OptionGroup var sending: SendingArguments
  @OptionGroup var settings: SettingsOptions
  @OptionGroup var ledger: LedgerOption
  @OptionGroup var common: SendingOutputOptions

  func run() async throws {
    let console = common.console
    let signals = Signals(.preparing, console)
    try await console.ending(signals: signals) {
      let start = ContinuousClock.now
      let settings = try settings.read()
      let place = try ledger.place(settings)
      if asked.approvalRequest != nil {
        try await onThread { try place.reading { try ask(for: $0, settings) } }
        return .good
      }
      return try await place.with(for: sending.purpose(place)) { [name = batch] ledger in
        let batch = try await onThread { try ledger.batch(named: name) }
        let address = try settings.address(of: batch)
        var options = try sending.options(settings, address: address)
        let gate = approval.signed.gate(settings)
        options.demandApprovals = { try gate.demand($0, allowingRepeats: nil, settings, $1) }
        let output = OutputPaths(batch, folder: out)
        let resume = Resume(batch, options, output: output, ledger: ledger)
        return try await console.sending(batch.operation, signals, ledger, since: start) { monitor in
          try await resume(monitor) { plan in
            if plan.left.rows == 0 { return console.say(Words.nothingLeft(plan)) }
            try approval.demandAnswer(for: plan.batch.operation)
            try await onThread {
              let words = try Words.plan(plan, ledger.findings(of: plan.batch), settings, place, output)
              try approval.demand(plan, words, console, signals.stop)
            }
          }
        }
      }
    }
  }
}

extension ResumeCommand {
  /// Writes the text that has to be signed.
  private func ask(for ledger: any Ledger, _ settings: Settings) throws {
    let batch = try ledger.batch(named: self.batch)
    _ = try settings.address(of: batch)
    try ledger.demandResumable(batch, registration: settings.credentials[.registrationID])
    try ledger.demandUnchanged(batch)
    let request = try ApprovalRequest(goingOnWith: batch, ledger, settings)
    if request.total.rows == 0 { throw Failure(.batchFinished, [.batch: batch.name]) }
    let policy = try Policy.standing(named: settings.policy)
    try asked.write(request, in: ledger, policy)
    try common.console.show(request, asked, policy, of: batch)
  }
}

extension Settings {
  /// A batch's rows go where they were planned to go, or nowhere.
  func address(of batch: Batch) throws -> Address {
    let own = try Address(batch.address)
    if let given = addressSet(for: batch.operation), given != own {
      throw Failure(.batchAddress, [.batch: batch.name, .address: own.text, .otherAddress: given.text])
    }
    return own
  }
}
