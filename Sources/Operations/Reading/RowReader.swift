public import Payments
public import Sheet

/// Reads the rows of one sheet by an operation's rules. Reused from row to row, so that a good row allocates nothing.
public struct RowReader: Sendable {
  public enum Verdict: Sendable { case blank, valid, rejected }

  public let layout: Layout
  var rules: Rules
  let steps: [Step]
  /// The sheet's columns that we do not know, as indices of `layout.kept`.
  private let unknown: [Int]
  /// The same as positions in a row.
  let unknownPositions: [Int]

  /// Cells stand beyond the header, so that nothing else can be said of the row: its cells may be shifted.
  public private(set) var isRagged = false
  private var text: [UInt8] = []
  private var ends: [UInt32] = []
  public private(set) var errors: [Finding] = []
  public private(set) var warnings: [Finding] = []
  /// The row's amount, also if the row is rejected for other reasons.
  public private(set) var amount: Amount?
  /// How the row is sent, also if the row is rejected for other reasons.
  public private(set) var mode: TransactionType?

  /// What is done for one of the operation's columns: plain numbers, for the row path must not count references.
  struct Step {
    let rule: Rule
    /// The sheet's column; -1 if it is absent.
    let position: Int
    let isRequired: Bool
  }

  public init(layout: Layout, rules: Rules) {
    self.layout = layout
    self.rules = rules
    steps = zip(layout.operation.columns, layout.positions).map { column, position in
      Step(rule: column.rule, position: position ?? -1, isRequired: column.need == .required)
    }
    unknown = layout.kept.indices.filter { layout.kept[$0].known == nil }
    unknownPositions = unknown.map { layout.kept[$0].position }
  }

  /// Takes a moment now to be faster with each row.
  public mutating func prepareForManyRows() { rules.directory.buildIndex() }

  /// What is to be sent, in the order of the operation's columns; complete only if the row is valid.
  public var fields: PackedRow { PackedRow(bytes: text, ends: ends) }

  /// The operation's columns whose value is empty.
  public private(set) var emptyColumns: ColumnSet = []

  /// Reads one row and collects every problem that it has.
  public mutating func read(_ row: borrowing Row) -> Verdict {
    forget()
    if layout.isBlank(row) { return .blank }
    isRagged = layout.hasCellsBeyondHeader(row)
    if isRagged {
      errors.append(tooManyFields(row.count))
      return .rejected
    }
    for index in steps.indices { readField(index, row) }
    if !unknown.isEmpty { checkUnknownColumns(row) }
    checkPairs(row)
    if errors.isEmpty { return .valid }
    explainLeftovers(row)
    return .rejected
  }

  /// Adds a problem that only shows beside other rows.
  public mutating func add(error: Finding) { errors.append(error) }
  public mutating func add(warning: Finding) { warnings.append(warning) }

  private mutating func forget() {
    text.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    if !errors.isEmpty { errors.removeAll(keepingCapacity: true) }
    if !warnings.isEmpty { warnings.removeAll(keepingCapacity: true) }
    emptyColumns = []
    amount = nil
    mode = nil
  }

  private mutating func readField(_ index: Int, _ row: borrowing Row) {
    let step = steps[index]
    if step.position >= 0, step.position < row.count, case let cell = row[step.position].cleaned(), !cell.isEmpty {
      note(Self.read(cell, by: step.rule, rules, &text, &amount, &mode), index)
    } else {
      emptyColumns.insert(ColumnSet(index))
      if step.isRequired { errors.append(missing(layout.operation.columns[index].name)) }
    }
    ends.append(UInt32(truncatingIfNeeded: text.count))
  }

  /// Which rule reads a cell. What is to be sent is added to `text`; amount and mode are kept for the rules that look at two cells.
  private static func read(
    _ cell: Span<UInt8>,
    by rule: Rule,
    _ rules: borrowing Rules,
    _ text: inout [UInt8],
    _ amount: inout Amount?,
    _ mode: inout TransactionType?
  ) -> Findings {
    switch rule {
    case .accountNumber: AccountNumber.read(cell, into: &text)
    case .amount: readAmount(cell, &text, &amount)
    case .transactionType: TransactionType.read(cell, as: &mode, into: &text)
    case .ifsc: IFSC.read(cell, directory: rules.directory, strict: rules.strictIFSC, into: &text)
    case .name: PersonName.read(cell, into: &text)
    case .email: EmailAddress.read(cell, into: &text)
    case .mobile: MobileNumber.read(cell, into: &text)
    case .pinCode: PinCode.read(cell, into: &text)
    case .birthDate: BirthDate.read(cell, today: rules.today, into: &text)
    case .latitude: Degrees.read(cell, as: .latitude, into: &text)
    case .longitude: Degrees.read(cell, as: .longitude, into: &text)
    case .title: TitleCode.read(cell, into: &text)
    case .reference: Reference.read(cell, into: &text)
    case .digits: Reference.readDigits(cell, into: &text)
    case .text, .credential: FreeText.read(cell, into: &text)
    }
  }

  private static func readAmount(_ cell: Span<UInt8>, _ text: inout [UInt8], _ amount: inout Amount?) -> Findings {
    let findings = Amount.read(cell, into: &amount)
    amount?.appendRupees(to: &text)
    return findings
  }

  private mutating func note(_ findings: Findings, _ index: Int) {
    if !findings.errors.isEmpty { errors += findings.errors.map { finding($0, index) } }
    if !findings.warnings.isEmpty { warnings += findings.warnings.map { finding($0, index) } }
  }
}

// Rules that look at more than one cell.
extension RowReader {
  private mutating func checkUnknownColumns(_ row: borrowing Row) {
    for index in unknown {
      let column = layout.kept[index]
      guard column.position < row.count,
        ControlCharacters.contains(row[column.position].cleaned(), allowingBreaks: true)
      else { continue }
      errors.append(
        Finding(
          code: "row.control",
          sentence:
            "\(column.label): there is an invisible control character in this cell. Delete the cell and type it again."
        )
      )
    }
  }

  private mutating func checkPairs(_ row: borrowing Row) {
    if let amount { checkAmount(amount) }
    guard let pair = layout.degrees, pair.latitude < row.count, pair.longitude < row.count else { return }
    let findings = Degrees.pairFindings(
      latitude: row[pair.latitude].cleaned(),
      longitude: row[pair.longitude].cleaned()
    )
    if let index = layout.operation.index(of: .latitude) { note(findings, index) }
  }

  private mutating func checkAmount(_ amount: Amount) {
    if let mode, case let findings = amount.findings(sentBy: mode), !findings.isEmpty { noteAmount(findings) }
    if let most = rules.amountMax, amount > most {
      let sentence = "\(amount.grouped) is more than your own limit of \(most.grouped) for one row."
      noteAmount(Findings(errors: [Problem(code: "maximum", sentence: sentence)]))
    }
  }

  private mutating func noteAmount(_ findings: Findings) {
    if let index = layout.operation.index(of: .amount) { note(findings, index) }
  }
}

// Rows that are no rows: what reports and people leave in sheets.
extension RowReader {
  private static let totalWords: Set<String> = [
    "total", "totals", "grandtotal", "subtotal", "sum", "total:", "grandtotal:",
  ]

  private static func isTotal(_ cells: PackedRow, _ index: Int) -> Bool {
    let cell = cells[index]
    // Most cells have a digit, and no such word has one.
    for place in cell.indices where (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(cell[place]) { return false }
    return totalWords.contains(ColumnName(cells.string(index)).text)
  }

  private mutating func explainLeftovers(_ row: borrowing Row) {
    let cells = layout.identity(row)
    if layout.kept.indices.allSatisfy({ ColumnName(cells.string($0)) == ColumnName(layout.kept[$0].name) }) {
      errors = [Finding(code: "row.header", sentence: "The row repeats the header. Delete it.")]
    } else if (0..<cells.count).contains(where: { Self.isTotal(cells, $0) }) {
      let sentence = "This looks like a line of totals, not like a row to send. Delete it."
      errors.insert(Finding(code: "row.total", sentence: sentence), at: 0)
    }
  }
}

// Words: only for rows that have something wrong or notable.
extension RowReader {
  /// A problem in the words of this sheet: with the field's name in the code and the header's own in the sentence.
  private func finding(_ problem: Problem, _ index: Int) -> Finding {
    let field = layout.operation.columns[index].name
    let header = layout.kept.first { $0.known == index }?.name ?? field
    return Finding(code: "\(field).\(problem.code)", sentence: "\(header): \(problem.sentence)")
  }

  private func missing(_ field: String) -> Finding {
    Finding(code: "\(field).required", sentence: "\(field) is empty, but every row needs one.")
  }

  private func tooManyFields(_ count: Int) -> Finding {
    Finding(
      code: "row.fields",
      sentence: "The row has \(count) cells, the header \(layout.width). Either a comma inside a cell (as in 1,00,000) "
        + "split it: put that cell in double quotes. Or a note stands in a column without a name: name that column. The "
        + "extra cells are at the end of this line."
    )
  }
}
