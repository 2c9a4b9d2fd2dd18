import AOPay
import Operations
import Payments
import Sheet
import TestSupport
import Testing

@testable import Ledger

typealias Operation = Operations.Operation

let allOperations = Operation.aopay

extension Operation {
  static func require(_ name: String) throws -> Operation {
    try #require(allOperations.first { $0.name == name }, "no operation \(name)")
  }
}

/// 2026-11-21T09:05:00.123Z
let now = Timestamp(milliseconds: 1_795_251_900_123)
/// Payments of any age are history.
let longAgo = Timestamp(milliseconds: 0)
let sandbox = "http://127.0.0.1:8080"
let live = "https://payout.aopay.co.in"

func newBatch(
  _ operation: String = "payout",
  sheet: String = "pay.csv",
  path: String = "/srv/asha/pay.csv",
  address: String = sandbox,
  header: [String] = ["accountNumber", "amount"],
  again: String? = nil
) throws -> NewBatch {
  NewBatch(
    operation: try .require(operation),
    sheet: sheet,
    path: path,
    folder: "/srv/asha",
    renews: false,
    address: address,
    header: PackedRow(header),
    createdBy: "asha",
    again: again
  )
}

/// What is known of a sheet that was read; a mark tells two sheets apart.
func digests(_ mark: String = "a", rows: String? = nil, blankRows: Int = 2) -> SheetDigests {
  SheetDigests(
    sha256: "sha \(mark)",
    rowsSHA256: "rows \(rows ?? mark)",
    plan: "sha256:\(mark)",
    blankRows: blankRows
  )
}

/// What is sent for a row: a sample of the operation, with an identity in all columns that make two rows the same payment.
func fields(_ identity: String, _ operation: String = "payout") -> PackedRow {
  guard let operation = allOperations.first(where: { $0.name == operation }), var cells = operation.samples.first else {
    preconditionFailure("no operation \(operation)")
  }
  for index in operation.identityColumns { cells[index] = identity }
  return PackedRow(cells)
}

/// - Parameter identity: What makes it the same payment as others; else it is that of its number.
func newRow(
  _ number: Int,
  paise: Int64 = 1200,
  identity: String? = nil,
  operation: String = "payout",
  isRejected: Bool = false,
  carried: CarriedResult? = nil
) -> NewRow {
  let fields = fields(identity ?? "HDFC \(number) 12.00", operation)
  return NewRow(
    number: number,
    cells: PackedRow(["00110012345678", "12"]),
    fields: isRejected ? nil : fields,
    amount: Amount(paise: paise),
    identity: hash(fields, operation),
    errors: isRejected ? [Finding(code: "amount.zero", sentence: "Zero.")] : [],
    carried: carried
  )
}

/// A row with all its values.
func newRow(_ number: Int, fields: PackedRow, operation: String = "payout") -> NewRow {
  var row = newRow(number, operation: operation)
  row.fields = fields
  row.identity = hash(fields, operation)
  return row
}

/// A payment that is what it says in every value.
func payment(_ number: Int, to account: String, paise: Int64 = 1200) throws -> NewRow {
  let operation = try Operation.require("payout")
  var cells = try #require(operation.samples.first)
  for (name, value) in [("accountNumber", account), ("amount", Amount(paise: paise).rupees)] {
    cells[try #require(operation.columns.firstIndex { $0.name == name })] = value
  }
  var row = newRow(number, fields: PackedRow(cells))
  row.amount = Amount(paise: paise)
  return row
}

/// What is known of a sheet with the plan of these rows.
func digests(_ mark: String = "a", planning rows: [NewRow]) throws -> SheetDigests {
  var plan = PlanDigest(operation: try .require("payout"), address: sandbox)
  for row in rows { if let fields = row.fields { plan.add(number: row.number, fields: fields) } }
  var digests = digests(mark)
  digests.plan = plan.finished()
  return digests
}

/// The hash of what makes a row the same payment as others; nil for look-ups.
func hash(_ fields: PackedRow, _ operation: String = "payout") -> UInt64? {
  allOperations.first { $0.name == operation }?.identity(fields).map(IdentityHash.hash)
}

/// A result of an earlier batch, an hour old.
func carried(_ outcome: Outcome, tries: Int = 1) -> CarriedResult {
  let answer = RecordedAnswer(
    at: now.adding(seconds: -3599),
    httpStatus: 200,
    providerStatus: "true",
    providerCode: "1",
    message: "carried",
    own: ["7"]
  )
  return (outcome, tries, now.adding(seconds: -3600), answer)
}

func settlement(
  _ number: Int,
  _ outcome: Outcome,
  attempt: Int = 1,
  state: RowState? = nil,
  reference: String? = nil,
  paise: Int64 = 1200
) -> Settlement {
  var judgement = Judgement(outcome: outcome)
  judgement.reference = reference
  judgement.message = "the words of \(outcome.rawValue)"
  return Settlement(
    number: number,
    attempt: attempt,
    sentAt: now,
    answeredAt: now.adding(seconds: 1),
    judgement: judgement,
    state: state ?? .done(outcome),
    paise: paise
  )
}

func resolution(paid: Bool, reason: String = "bank said", reference: String? = nil) -> Resolution {
  Resolution(paid: paid, reference: reference, reason: reason, decidedBy: "asha", decidedAt: now.adding(seconds: 9))
}
