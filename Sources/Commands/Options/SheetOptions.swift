import ArgumentParser
import Operations
import Payments
import Reports
import Sheet
import Validation

/// Why what was paid before is to be paid once more, as typed by `check` and `run`.
struct ReasonOptions: ParsableArguments {
  @Option(name: .long, help: "Process a sheet that was processed before once more, for this reason, which is recorded.")
  var again: String?

  @Option(
    name: .long,
    help: "Do not reject rows that another batch paid in the last 7 days, for this reason, which is recorded."
  )
  var allowRepeats: String?

  func validate() throws {
    for (name, reason) in [("--again", again), ("--allow-repeats", allowRepeats)] {
      if reason?.allSatisfy(\.isWhitespace) == true { throw ValidationError("\(name) needs a reason.") }
    }
  }
}

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
  var expectTotal: Amount?

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
  var maxAmount: Amount?

  @Option(name: .long, help: "Your own limit for the sheet's valid rows; a sheet above it is refused.")
  var maxTotal: Amount?

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
      directory: try ifscDirectory.map(Self.directory) ?? .builtIn,
      strictIFSC: strictIfsc,
      today: .inIndia,
      amountMax: maxAmount
    )
    var request = SheetRequest(operation: operation, input: input, rules: rules, address: address.text)
    request.columns = try columns.choice(for: operation, settings)
    request.credentials = settings.credentials
    request.reading = ReadingOptions(encoding: encoding, delimiter: delimiter?.byte)
    request.expectedRows = expectRows
    request.expectedTotal = expectTotal
    request.allowsDuplicates = allowDuplicates
    request.isAllOrNothing = allOrNothing
    request.totalMax = maxTotal
    return request
  }

  /// Most bytes of a directory's file that are read.
  private static let directoryBytesMax = 256 << 20

  private static func directory(_ path: String) throws -> IFSCDirectory {
    let bytes = try SheetFile(path: path).bytes(max: directoryBytesMax)
    switch IFSCDirectory.reading(bytes.span, release: path) {
    case .success(let directory): return directory
    case .failure(let problem): throw Failure(.directoryFile, [.path: path, .cause: problem.sentence])
    }
  }

  /// Where the files go.
  func output(renewing: Bool = false) -> OutputPaths {
    OutputPaths(folder: out ?? input.folder, sheet: input.name, renews: renewing && sheet != "-")
  }
}
