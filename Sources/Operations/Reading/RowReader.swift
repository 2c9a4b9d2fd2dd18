public import Payments
public import Sheet

/// Reads the rows of one sheet by an operation's rules. Reused from row to row, so that a good row allocates nothing.
public struct RowReader {
  public enum Verdict: Sendable { case blank, valid, rejected }

  public let layout: Layout
  private let rules: Rules
  private var text: [UInt8] = []

  /// What is to be sent, in the order of the operation's columns; complete only if the row is valid.
  public private(set) var fields = PackedRow()
  /// The sheet's own cells after trimming: two rows with the same ones are the same row.
  public private(set) var identity = PackedRow()
  public private(set) var errors: [Finding] = []
  public private(set) var warnings: [Finding] = []
  /// The row's amount, also if the row is rejected for other reasons.
  public private(set) var amount: Amount?
  /// How the row is sent, also if the row is rejected for other reasons.
  public private(set) var mode: TransactionType?

  public init(layout: Layout, rules: Rules) {
    self.layout = layout
    self.rules = rules
  }

  /// Reads one row and collects every problem that it has.
  public mutating func read(_ row: borrowing Row) -> Verdict {
    forget()
    guard keepIdentity(row) else { return .blank }
    if hasCellsBeyondHeader(row) {
      errors.append(tooManyFields(row.count))
      return .rejected
    }
    for index in layout.operation.columns.indices { readField(index, row) }
    checkUnknownColumns()
    checkPairs()
    return errors.isEmpty ? .valid : .rejected
  }

  /// Adds a problem that only shows beside other rows.
  public mutating func add(error: Finding) { errors.append(error) }
  public mutating func add(warning: Finding) { warnings.append(warning) }

  private mutating func forget() {
    fields.removeAll()
    identity.removeAll()
    if !errors.isEmpty { errors.removeAll(keepingCapacity: true) }
    if !warnings.isEmpty { warnings.removeAll(keepingCapacity: true) }
    amount = nil
    mode = nil
  }

  /// False if there is nothing in the row.
  private mutating func keepIdentity(_ row: borrowing Row) -> Bool {
    var hasText = false
    for column in layout.kept {
      if column.position < row.count {
        let cell = row[column.position].cleaned()
        if !cell.isEmpty { hasText = true }
        identity.append(cell)
      } else {
        identity.append("")
      }
    }
    return hasText || hasCellsBeyondHeader(row)
  }

  private func hasCellsBeyondHeader(_ row: borrowing Row) -> Bool {
    var position = layout.width
    while position < row.count {
      if !row[position].cleaned().isEmpty { return true }
      position += 1
    }
    return false
  }

  private func tooManyFields(_ count: Int) -> Finding {
    Finding(
      code: "row.fields",
      sentence:
        "The row has \(count) cells, the header \(layout.width). A comma inside a cell, as in 1,00,000, splits it: "
        + "put the cell in double quotes or remove the comma. The cells too many are at the end of this line."
    )
  }

  private mutating func readField(_ index: Int, _ row: borrowing Row) {
    let column = layout.operation.columns[index]
    guard let position = layout.positions[index], position < row.count else { return readAbsent(column) }
    let cell = row[position].cleaned()
    if cell.isEmpty { return readAbsent(column) }
    text.removeAll(keepingCapacity: true)
    note(readCell(cell, by: column.rule), index)
    let read = text
    fields.append(read.span)
  }

  private mutating func readAbsent(_ column: Column) {
    fields.append("")
    guard column.need == .required else { return }
    errors.append(
      Finding(code: "\(column.name).required", sentence: "\(column.name) is empty, but every row needs one.")
    )
  }

  private mutating func note(_ findings: Findings, _ index: Int) {
    if !findings.errors.isEmpty { errors += findings.errors.map { finding($0, index) } }
    if !findings.warnings.isEmpty { warnings += findings.warnings.map { finding($0, index) } }
  }

  /// A problem in the words of this sheet: with the field's name in the code and the header's own in the sentence.
  private func finding(_ problem: Problem, _ index: Int) -> Finding {
    let field = layout.operation.columns[index].name
    let header = layout.kept.first { $0.known == index }?.name ?? field
    return Finding(code: "\(field).\(problem.code)", sentence: "\(header): \(problem.sentence)")
  }

  private mutating func checkUnknownColumns() {
    for (index, column) in layout.kept.enumerated() where column.known == nil {
      if ControlCharacters.contains(identity[index], allowingBreaks: true) {
        errors.append(
          Finding(
            code: "row.control",
            sentence: "\(column.name): there is an invisible control character in this cell. Type the cell again."
          )
        )
      }
    }
  }
}

// Rules that look at two cells of a row.
extension RowReader {
  private mutating func checkPairs() {
    if let index = layout.operation.index(of: .amount), let amount { checkAmount(amount, index) }
    if let latitude = layout.operation.index(of: .latitude), let longitude = layout.operation.index(of: .longitude) {
      checkDegrees(latitude, longitude)
    }
  }

  private mutating func checkAmount(_ amount: Amount, _ index: Int) {
    if let mode { note(amount.findings(sentBy: mode), index) }
    if let most = rules.amountMax, amount > most {
      let problem = Problem(
        code: "maximum",
        sentence: "\(amount.grouped) is more than your own limit of \(most.grouped) for one row."
      )
      errors.append(finding(problem, index))
    }
  }

  private mutating func checkDegrees(_ latitude: Int, _ longitude: Int) {
    let places = [latitude, longitude].compactMap { wanted in layout.kept.firstIndex { $0.known == wanted } }
    guard places.count == 2 else { return }
    note(Degrees.pairFindings(latitude: identity[places[0]], longitude: identity[places[1]]), longitude)
  }
}

// Which rule reads a cell.
extension RowReader {
  /// Reads a cell into `text`, and keeps what the rules for two cells need.
  private mutating func readCell(_ cell: Span<UInt8>, by rule: Rule) -> Findings {
    switch rule {
    case .accountNumber: AccountNumber.read(cell, into: &text)
    case .amount: readAmount(cell)
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

  private mutating func readAmount(_ cell: Span<UInt8>) -> Findings {
    let findings = Amount.read(cell, into: &amount)
    amount?.appendRupees(to: &text)
    return findings
  }
}
