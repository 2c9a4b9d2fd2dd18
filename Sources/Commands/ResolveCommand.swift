import ArgumentParser
import Dispatching
import Ledger
import Operations
import Payments

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

  @Argument(help: "The batch's name, or the beginning of it.")
  var batch: String

  @Option(name: .long, help: "The row's number, as in aop_row.")
  var row: Int

  @Flag(help: "What was found out.")
  var finding: Finding

  @Option(name: .long, help: "How it was found out.")
  var reason: String

  @Option(name: .long, help: "The transaction's reference, with --paid.")
  var reference: String?

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
      let batch = try await ledger.place().with(for: .recording) { [name = batch] ledger in
        try await onThread {
          let held = try ledger.demandHold(ledger.batch(named: name))
          defer { held.release() }
          try ledger.resolve(row, of: held, resolution)
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
