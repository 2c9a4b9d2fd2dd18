import ArgumentParser
import Operations
import Payments
import Reports
import Sheet
import Validation

/// The sheet, and what `check` and `run` ask of it, as typed.
struct SheetOptions: ParsableArguments {
  @Argument(help: "One of \(Operation.allValueStrings.joined(separator: ", ")).")
  var operation: Operation

  @Argument(
    help: "The CSV file, or - for standard input (check, and look-ups, only).",
    completion: .file(extensions: ["csv"])
  )
  var sheet: String

  @Option(
    name: .long,
    help: "Where the files go; made if it is missing. (default: the sheet's folder)",
    completion: .directory
  )
  var out: String?

  @Option(name: .long, help: "The sheet's encoding. (default: its byte order mark's, else utf-8)")
  var encoding: TextEncoding?

  @Option(name: .long, help: "The character between cells: , ; tab or |. (default: found from the sheet)")
  var delimiter: DelimiterValue?

  @Option(name: .long, help: "Refuse the sheet unless it has so many rows, blank ones not counted.")
  var expectRows: Int?

  @Option(name: .long, help: "Refuse the sheet unless its amounts add up to this.")
  var expectTotal: AmountValue?

  @Flag(name: .long, help: "Do not reject rows that are the same payment as an earlier row of the sheet.")
  var allowDuplicates = false

  @Flag(name: .long, help: "One rejected row refuses the whole sheet.")
  var allOrNothing = false

  @Option(
    name: .long,
    help: "A newer IFSC directory: Razorpay's IFSC.csv, or a list of codes. (default: the built-in one)",
    completion: .file()
  )
  var ifscDirectory: String?

  @Flag(name: .long, help: "Reject an IFSC that is not in the directory, instead of warning of it.")
  var strictIfsc = false

  @Option(name: .long, help: "Your own limit for one row; rows above it are rejected.")
  var maxAmount: AmountValue?

  @Option(name: .long, help: "Your own limit for the sheet's valid rows; a sheet above it is refused.")
  var maxTotal: AmountValue?

  func validate() throws {
    if let expectRows, expectRows < 1 { throw ValidationError("--expect-rows must be 1 or more.") }
    if !operation.hasAmount, expectTotal != nil || maxAmount != nil || maxTotal != nil {
      throw ValidationError(
        "\(operation.name) has no amounts: --expect-total, --max-amount and --max-total say nothing."
      )
    }
  }

  var input: SheetInput { sheet == "-" ? .standardInput : .file(sheet) }

  /// What was typed, for rows that would go to an address.
  func request(_ columns: ColumnOptions, _ address: Address, _ settings: Settings) throws -> SheetRequest {
    let rules = Rules(
      directory: try ifscDirectory.map(DirectoryFile.read) ?? .builtIn,
      strictIFSC: strictIfsc,
      today: .inIndia,
      amountMax: maxAmount?.amount
    )
    var request = SheetRequest(
      operation: operation,
      input: input,
      rules: rules,
      address: address.text
    )
    request.columns = try columns.choice(for: operation, settings)
    request.credentials = settings.credentials
    request.reading = ReadingOptions(encoding: encoding, delimiter: delimiter?.byte)
    request.expectedRows = expectRows
    request.expectedTotal = expectTotal?.amount
    request.allowsDuplicates = allowDuplicates
    request.isAllOrNothing = allOrNothing
    request.totalMax = maxTotal?.amount
    return request
  }

  /// Where the files go.
  func output(renewing: Bool = false) -> OutputPaths {
    OutputPaths(folder: out ?? input.folder, sheet: input.name, renews: renewing && sheet != "-")
  }
}
