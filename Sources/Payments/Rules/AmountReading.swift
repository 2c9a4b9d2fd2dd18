// The rule of an amount cell:
// [+][₹|Rs|Rs.|INR ]digits[.d or .dd][ INR|/-]
// Digits are ASCII, plain or grouped (Indian 1,00,000 or Western 100,000); one space may stand between a mark and the
// digits; marks match in any case.

extension Amount: FieldRule {
  public static let errorCodes =
    Damage.codes + [
      "scientific", "negative", "digits", "decimals", "grouping", "tooLarge", "zero", "currency", "spaces", "format",
      "limit", "maximum", "account", "mobile",
    ]
  public static let warningCodes = ["large"]

  /// Up to 15 digits, and perhaps one or two more after a dot.
  public static func isPlain(_ cell: Span<UInt8>, _ rules: borrowing Rules, in row: inout PlainValues) -> Bool {
    row.amount = Amount(plain: cell)
    return row.amount != nil
  }

  /// Whether a cell that is plain stands there as it is sent.
  public static func isAsSent(_ plain: Span<UInt8>) -> Bool {
    let count = plain.count
    return count >= 4 && plain[count - 3] == ASCII.dot && (plain[0] != ASCII.zero || count == 4)
  }

  /// Sends it in rupees with two decimals.
  public static func read(_ cell: Span<UInt8>, _ rules: borrowing Rules, into row: inout RowValues) -> Findings {
    let findings = read(cell, into: &row.amount)
    row.amount?.appendRupees(to: &row.text)
    return findings
  }

  /// The limits that depend on the way of sending, and the user's own; and whether it is another column's number.
  public static func compare(_ row: borrowing RowValues, _ rules: borrowing Rules) -> Findings {
    guard let amount = row.amount else { return .none }
    var findings = amount.findings(beside: row)
    if amount.isWithinLimits(row.mode, rules) { return findings }
    findings.add(amount.findings(sentBy: row.mode))
    if let most = rules.amountMax, amount > most {
      let sentence = "\(amount.grouped) is more than your own limit of \(most.grouped) for one row."
      findings.add(.error("maximum", sentence))
    }
    if amount >= Amount.unreal {
      let sentence =
        "The amount is \(Amount.unreal.grouped) or more: it looks like an account number or another "
        + "id. Check whether two columns are exchanged."
      findings.add(.error("tooLarge", sentence))
    }
    return findings
  }

  /// Whether `compare` has nothing to say of a row whose account number is plain.
  public func isWithinLimits(_ mode: TransactionType?, _ rules: borrowing Rules) -> Bool {
    if let most = rules.amountMax, self > most { return false }
    return switch mode {
    case .imps: self <= Amount.impsMax
    case .neft: self <= Amount.neftNotable
    case nil: self < Amount.unreal
    }
  }

  /// Rupees that are the account number or the mobile number of their row.
  private func findings(beside row: borrowing RowValues) -> Findings {
    let rupees = paise / 100
    var findings = Findings.none
    if let account = row.account, row.text.span.extracting(account).isNumber(rupees) {
      findings.add(.error("account", "The amount is the row's account number. Write the amount to be paid."))
    }
    if row.mobile == rupees {
      findings.add(.error("mobile", "The amount is the row's mobile number. Write the amount to be paid."))
    }
    return findings
  }

  private func findings(sentBy mode: TransactionType?) -> Findings {
    switch mode {
    case .imps where self > Amount.impsMax:
      .error(
        "limit",
        "IMPS carries at most \(Amount.impsMax.grouped) in one transfer; this is \(grouped). Send it by NEFT or split it."
      )
    case .neft where self > Amount.neftNotable && self < Amount.unreal:
      .warning(
        "large",
        "The amount \(grouped) (\(inWords)) is above \(Amount.neftNotable.grouped). Check that it is meant."
      )
    default: .none
    }
  }

  private static func read(_ cell: Span<UInt8>, into amount: inout Amount?) -> Findings {
    amount = Amount(plain: cell)
    if amount != nil { return .none }
    let shape = AmountShape.of(cell)
    guard case .paise(let paise) = shape, paise > 0 else { return explain(cell, shape) }
    amount = Amount(paise: paise)
    return .none
  }

  private init?(plain cell: Span<UInt8>) {
    let whole = cell.endOfDigits(from: 0)
    guard whole > 0, whole <= 15 else { return nil }
    var paise = Int64(cell.number(in: 0..<whole)) * 100
    if whole < cell.count {
      let decimals = cell.count - whole - 1
      guard decimals == 1 || decimals == 2, cell[whole] == ASCII.dot, cell.endOfDigits(from: whole + 1) == cell.count
      else { return nil }
      paise += Int64(cell.number(in: whole + 1..<cell.count)) * (decimals == 1 ? 10 : 1)
    }
    guard paise > 0 else { return nil }
    self.init(paise: paise)
  }

  /// Reads what was typed elsewhere than in a sheet (an option's value), by the same rule as a cell; nil if it is none.
  public init?(text: String) {
    var amount: Amount?
    let bytes = Array(text.utf8)
    guard Self.read(bytes.span.cleaned(), into: &amount).isValid, let amount else { return nil }
    self = amount
  }

  private static func explain(_ cell: Span<UInt8>, _ shape: AmountShape) -> Findings {
    if let problem = Damage.problem(in: cell) { return .error(problem) }
    if Damage.isScientific(cell) { return .error(Damage.scientific("The amount")) }
    if isNegative(cell) {
      return .error("negative", "The amount is negative. Only amounts above zero can be sent; take the row out.")
    }
    switch shape {
    case .paise:
      return .error("zero", "The amount is zero. Write the amount to be paid, or take the row out.")
    case .tooLarge:
      return .error("tooLarge", "The amount is too large to be real. Check its digits.")
    case .decimals:
      return .error(
        "decimals",
        "The amount's decimals are wrong. Write rupees with at most two decimals after a dot, like 12, 12.5 or 12.50."
      )
    case .grouping:
      return .error(
        "grouping",
        "The commas are not where thousands or lakhs end. Write 1,00,000 or 100,000 or 100000, and a dot before paise."
      )
    case .other:
      return .error(other(cell))
    }
  }

  private static func other(_ cell: Span<UInt8>) -> Problem {
    if cell.holdsForeignDigits {
      return Problem(code: "digits", sentence: "The amount is not written with the digits 0 to 9. Write it with them.")
    }
    if cell.holdsSpaces, isAmountWithoutSpaces(cell) {
      return Problem(
        code: "spaces",
        sentence: "There are two spaces or an invisible space in the amount. Type it again, like ₹500 or 500."
      )
    }
    if isOtherCurrency(cell) {
      return Problem(
        code: "currency",
        sentence: "The amount has letters or a mark that is not rupees. Amounts are in rupees: write just the number, "
          + "or with ₹, Rs, Rs. or INR before it, INR or /- after it."
      )
    }
    if cell.holdsSpaces { return Damage.spaces("The amount") }
    return Problem(code: "format", sentence: "This is not an amount. Write rupees like 1250, 1,250.50 or ₹1,250.50.")
  }

  private static func isAmountWithoutSpaces(_ cell: Span<UInt8>) -> Bool {
    var closed: [UInt8] = []
    var index = 0
    while index < cell.count {
      let length = LookAlike.at(index, in: cell).map { $0.kind == .dash ? 0 : $0.length } ?? 0
      if length == 0 { closed.append(cell[index]) }
      index += max(1, length)
    }
    if case .paise = AmountShape.of(closed.span) { return true }
    return false
  }

  /// `-5`, `₹ -5`, `5-`, `(5)`, and with the dashes that look like a minus sign; not the `/-` of `500/-`.
  private static func isNegative(_ cell: Span<UInt8>) -> Bool {
    var digits = false
    var minus = false
    for index in cell.indices {
      if ASCII.isDigit(cell[index]) { digits = true }
      guard let match = LookAlike.at(index, in: cell), match.kind == .dash else { continue }
      let isAtEdge = !digits || index + match.length == cell.count
      if isAtEdge, index == 0 || cell[index - 1] != ASCII.slash { minus = true }
    }
    let isBracketed = cell.count > 2 && cell[0] == 0x28 && cell[cell.count - 1] == 0x29
    return digits && (minus || isBracketed)
  }

  /// Letters, `$`, or a character beyond ASCII that is no look-alike of a space or dash.
  private static func isOtherCurrency(_ cell: Span<UInt8>) -> Bool {
    var digits = false
    var mark = false
    var index = 0
    while index < cell.count {
      let byte = cell[index]
      digits = digits || ASCII.isDigit(byte)
      let match = LookAlike.at(index, in: cell)
      mark = mark || byte == 0x24 || ASCII.isLetter(byte) || (byte >= 0x80 && match == nil)
      index += match?.length ?? 1
    }
    return digits && mark
  }
}

extension Span where Element == UInt8 {
  /// Whether the cell is this number, zeros in front aside.
  fileprivate func isNumber(_ number: Int64) -> Bool {
    let digits = extracting(leadingZeros...)
    return digits.isAllDigits && digits.count <= 18 && digits.number(in: digits.indices) == number
  }

  /// True when digits of an Indian script, Arabic-Indic or full-width digits stand in the cell.
  var holdsForeignDigits: Bool {
    for scalar in string.unicodeScalars where scalar.value >= 0x80 {
      if scalar.properties.generalCategory == .decimalNumber { return true }
    }
    return false
  }
}
