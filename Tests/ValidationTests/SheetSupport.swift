import Glibc
import Ledger
import Operations
import Payments
import Sheet
import Testing

@testable import Validation

/// Sheets written by hand.
enum Sheets {
  static let header = "accountNumber,amount,transactionType,beneficiaryIFSC,beneficiaryName,mobileNo"

  /// A valid payout; row numbers start at 2, below the header.
  static func payout(_ row: Int, amount: String = "12.00") -> String {
    "\(20_000_000_000 + row),\(amount),IMPS,HDFC0000001,Asha Rao,9876543210"
  }

  static func payouts(_ count: Int) -> String { sheet((0..<count).map { payout($0 + 2) }) }

  static func sheet(_ rows: [String]) -> String { ([header] + rows).map { $0 + "\n" }.joined() }
}

/// What validating a sheet came to.
struct Validated {
  var summary: SheetSummary
  /// The rows that were given out.
  var rows: [NewRow]

  var totals: BatchTotals { summary.totals }
  var plan: String { summary.digests.plan }
  /// Rows by error code.
  var errors: [String: Int] { summary.findings.errors.mapValues(\.rows) }
  /// Rows by warning code.
  var warnings: [String: Int] { summary.findings.warnings.mapValues(\.rows) }
}

func request(_ operation: String = "payout") throws -> SheetRequest {
  try SheetRequest(
    operation: .require(operation),
    input: .standardInput,
    rules: rules(),
    address: "https://example.com"
  )
}

/// Validates a sheet of this text.
func validate(
  _ text: String,
  _ operation: String = "payout",
  keepsEveryRow: Bool = true,
  threads: Int = 2,
  _ change: (inout SheetRequest) -> Void = { _ in }
) throws -> Validated {
  var request = try request(operation)
  change(&request)
  return try validate(Array(text.utf8), request, keepsEveryRow: keepsEveryRow, threads: threads)
}

func validate(
  _ bytes: [UInt8],
  _ request: SheetRequest,
  keepsEveryRow: Bool = true,
  threads: Int = 2,
  screen: Validator.Screen? = nil
) throws -> Validated {
  var validator = Validator(request, keepsEveryRow: keepsEveryRow, digestsCells: true, collectsIdentities: true)
  validator.threads = threads
  var rows: [NewRow] = []
  let summary = try validator.validate(openSheet(bytes), screen: screen) { rows += $0 }
  return Validated(summary: summary, rows: rows)
}

/// An open sheet of these bytes, whose file has no name any more.
func openSheet(_ bytes: [UInt8]) throws -> OpenSheet {
  var path = Array("\(access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp")/aopbatch-tests-XXXXXX".utf8CString)
  let file = mkstemp(&path)
  try #require(file >= 0)
  let name = String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  defer {
    close(file)
    unlink(name)
  }
  var written = 0
  while written < bytes.count {
    let count = bytes[written...].withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
    try #require(count > 0)
    written += count
  }
  return try OpenSheet(.file(name))
}

extension NewRow {
  /// Everything about the row, for comparing.
  var text: String {
    let sent = fields.map { "\($0.strings)" } ?? "rejected"
    let found = (errors + warnings).map { "\($0.code) \($0.sentence)" }
    let money = "\(amount?.paise ?? 0) \(identity ?? 0)"
    return "\(number) \(cells.strings) \(sent) \(money) \(found) \(carried?.outcome.rawValue ?? "")"
  }
}

/// Expects a failure of this code.
func expectFailure(_ code: Failure.Code, _ body: () throws -> Void) {
  let failure = #expect(throws: Failure.self, performing: body)
  #expect(failure?.code == code)
}
