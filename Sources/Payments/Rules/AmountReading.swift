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
    if amount >= unreal {
      let what = "it looks like an account number or another id. Check whether two columns are exchanged."
      findings.add(.error("tooLarge", "The amount is \(unreal.grouped) or more: \(what)"))
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
    func add(_ code: String) {
      findings.add(.error(code, "The amount is the row's \(code) number. Write the amount to be paid."))
    }
    if let account = row.account, row.text.span.extracting(account).isNumber(rupees) { add("account") }
    if row.mobile == rupees { add("mobile") }
    return findings
  }

  private func findings(sentBy mode: TransactionType?) -> Findings {
    switch mode {
    case .imps where self > Self.impsMax:
      let limit = "IMPS carries at most \(Self.impsMax.grouped) in one transfer"
      return .error("limit", "\(limit); this is \(grouped). Send it by NEFT or split it.")
    case .neft where self > Self.neftNotable && self < Self.unreal:
      let limit = Self.neftNotable.grouped
      return .warning("large", "The amount \(grouped) (\(inWords)) is above \(limit). Check that it is meant.")
    default: return .none
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
    guard Self.read(text.utf8.span.cleaned(), into: &amount).isValid, let amount else { return nil }
    self = amount
  }

  private static func explain(_ cell: Span<UInt8>, _ shape: AmountShape) -> Findings {
    if let problem = Damage.problem(in: cell, of: "The amount", .scientific) { return .error(problem) }
    if isNegative(cell) {
      return .error("negative", "The amount is negative. Only amounts above zero can be sent; take the row out.")
    }
    switch shape {
    case .paise: return .error("zero", "The amount is zero. Write the amount to be paid, or take the row out.")
    case .tooLarge: return .error("tooLarge", "The amount is too large to be real. Check its digits.")
    case .decimals:
      let meant = "Write rupees with at most two decimals after a dot, like 12, 12.5 or 12.50."
      return .error("decimals", "The amount's decimals are wrong. \(meant)")
    case .grouping:
      let meant = "Write 1,00,000 or 100,000 or 100000, and a dot before paise."
      return .error("grouping", "The commas are not where thousands or lakhs end. \(meant)")
    case .other: return explainOther(cell)
    }
  }

  private static func explainOther(_ cell: Span<UInt8>) -> Findings {
    if cell.holdsForeignDigits {
      return .error("digits", "The amount is not written with the digits 0 to 9. Write it with them.")
    }
    if cell.holdsSpaces, isAmountWithoutSpaces(cell) {
      let what = "There are two spaces or an invisible space in the amount."
      return .error("spaces", "\(what) Type it again, like ₹500 or 500.")
    }
    if isOtherCurrency(cell) {
      let meant = "write just the number, or with ₹, Rs, Rs. or INR before it, INR or /- after it."
      return .error("currency", "The amount has letters or a mark that is not rupees. Amounts are in rupees: \(meant)")
    }
    if cell.holdsSpaces { return .error(Damage.spaces.problem(of: "The amount")) }
    return .error("format", "This is not an amount. Write rupees like 1250, 1,250.50 or ₹1,250.50.")
  }

  private static func isAmountWithoutSpaces(_ cell: Span<UInt8>) -> Bool {
    var closed: [UInt8] = []
    cell.forEachCharacter { index, length, kind in
      if kind == nil || kind == .dash { for byte in index..<index + length { closed.append(cell[byte]) } }
    }
    return if case .paise = AmountShape.of(closed.span) { true } else { false }
  }

  /// `-5`, `₹ -5`, `5-`, `(5)`, and with the dashes that look like a minus sign; not the `/-` of `500/-`.
  private static func isNegative(_ cell: Span<UInt8>) -> Bool {
    var (digits, minus) = (false, false)
    cell.forEachCharacter { index, length, kind in
      if ASCII.isDigit(cell[index]) { digits = true }
      let isAtEdge = !digits || index + length == cell.count
      if kind == .dash, isAtEdge, index == 0 || cell[index - 1] != ASCII.slash { minus = true }
    }
    let isBracketed = cell.count > 2 && cell[0] == 0x28 && cell[cell.count - 1] == 0x29
    return digits && (minus || isBracketed)
  }

  /// Letters, `$`, or a character beyond ASCII that is no look-alike of a space or dash.
  private static func isOtherCurrency(_ cell: Span<UInt8>) -> Bool {
    var (digits, mark) = (false, false)
    cell.forEachCharacter { index, _, kind in
      let byte = cell[index]
      digits = digits || ASCII.isDigit(byte)
      mark = mark || byte == 0x24 || ASCII.isLetter(byte) || (byte >= 0x80 && kind == nil)
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
    string.unicodeScalars.contains { $0.value >= 0x80 && $0.properties.generalCategory == .decimalNumber }
  }
}
