/// The number of a bank account: 5 to 35 letters and digits, leading zeros significant.
///
/// NEFT's wire field has 35 places; no rule of the rails says more. 9 to 18 digits is the banks' habit, so other lengths
/// and letters are only warned of.
public enum AccountNumber: FieldRule {
  /// Fewest characters.
  public static let charactersMin = 5
  /// Most characters.
  public static let charactersMax = 35
  /// Lengths that banks in India use.
  public static let usualCharacters = 9...18
  /// Digits that a spreadsheet keeps; it makes zeros of all later ones.
  public static let spreadsheetDigitsMax = 15

  /// Zeros at the end that a spreadsheet may have put in place of digits (`1.23457E+11` comes back so).
  public static let lostDigitsMin = 5

  public static let errorCodes =
    Damage.codes + ["scientific", "decimals", "mask", "spaces", "characters", "length", "zero", "ifsc"]
  public static let warningCodes = ["letters", "unusual", "zeros", Placeholder.code]

  /// 9 to 18 digits, with nothing to say about them, of which so many count that no smaller amount is the same number.
  public static func isPlain(_ cell: Span<UInt8>, _ rules: borrowing Rules, in row: inout PlainValues) -> Bool {
    isUsual(cell) && cell.leadingZeros <= cell.count - usualCharacters.lowerBound
  }

  private static func isUsual(_ cell: Span<UInt8>) -> Bool {
    usualCharacters.contains(cell.count) && cell.isAllDigits && !isCutOff(cell) && !endsInZeros(cell)
      && !isPattern(cell)
  }

  public static func read(_ cell: Span<UInt8>, _ rules: borrowing Rules, into row: inout RowValues) -> Findings {
    var findings = Findings.none
    if !isUsual(cell) {
      if let problem = problem(of: cell, rules.directory) { return .error(problem) }
      findings = warnings(cell)
    }
    row.account = row.text.count..<row.text.count + cell.count
    row.text.append(cell)
    return findings
  }

  private static func warnings(_ cell: Span<UInt8>) -> Findings {
    var findings = Findings.none
    if !cell.isAllDigits { findings.add(letters(cell)) }
    if !usualCharacters.contains(cell.count) {
      findings.add(
        .warning(
          "unusual",
          "The account number has \(cell.count) characters; most have 9 to 18. Compare it with the bank's document; "
            + "leading zeros may be lost."
        )
      )
    }
    if isCutOff(cell) || endsInZeros(cell) {
      let what = isCutOff(cell) ? "All digits after the 15th are 0" : "The account number ends in five zeros or more"
      findings.add(
        .warning(
          "zeros",
          "\(what): a spreadsheet may have cut it off. Compare it with the bank's document."
        )
      )
    }
    if isPattern(cell) {
      findings.add(
        .warning(
          Placeholder.code,
          "The account number is one digit repeated, or its digits count up or down, as in an example. "
            + "Compare it with the bank's document."
        )
      )
    }
    return findings
  }

  /// `11111111111`, `1234567890`, `9876543210`: each digit is as far from the one before.
  private static func isPattern(_ cell: Span<UInt8>) -> Bool {
    let step = cell[1] &- cell[0]
    // 0 comes after 9 and before it.
    guard step == 0 || step == 1 || step == 0xFF || step == 9 || step == 0xF7 else { return false }
    let isUp = step == 1 || step == 0xF7
    for index in 1..<cell.count {
      let next = cell[index] &- cell[index - 1]
      let isSame = step == 0 ? next == 0 : isUp ? next == 1 || next == 0xF7 : next == 0xFF || next == 9
      if !isSame || !ASCII.isDigit(cell[index]) { return false }
    }
    return true
  }

  /// Whether the last five digits or more are zeros.
  public static func endsInZeros(_ cell: Span<UInt8>) -> Bool {
    guard cell.count >= lostDigitsMin else { return false }
    for index in cell.count - lostDigitsMin..<cell.count where cell[index] != ASCII.zero { return false }
    return true
  }

  private static func letters(_ cell: Span<UInt8>) -> Findings {
    let sentence =
      Damage.isScientific(cell)
      ? "The account number may be a number in scientific notation (like 1234E10) that a spreadsheet has shortened. "
        + "Compare it with the bank's document."
      : "The account number has letters in it; most have digits only. Compare it with the bank's document."
    return .warning("letters", sentence)
  }

  private static func isCutOff(_ cell: Span<UInt8>) -> Bool {
    guard cell.count > spreadsheetDigitsMax, cell.isAllDigits else { return false }
    for index in spreadsheetDigitsMax..<cell.count where cell[index] != ASCII.zero { return false }
    return true
  }

  /// Why a cell is no account number.
  private static func problem(of cell: Span<UInt8>, _ directory: borrowing IFSCDirectory) -> Problem? {
    let what = "The account number"
    if let problem = Damage.problem(in: cell) { return problem }
    let isFormed = cell.isAlphanumeric
    if !isFormed, Damage.isScientific(cell) { return Damage.scientific(what) }
    if Damage.isDecimal(cell) { return Damage.decimals(what) }
    if Damage.isMasked(cell) {
      return Problem(
        code: "mask",
        sentence: "The account number is masked (XX or **): some digits are hidden. Enter the full number."
      )
    }
    if cell.holdsSpaces { return Damage.spaces(what) }
    guard isFormed else {
      return Damage.characters(
        cell,
        what,
        "The account number has other characters than letters and digits. Write only its letters and digits."
      )
    }
    guard cell.count >= charactersMin, cell.count <= charactersMax else {
      return Problem(
        code: "length",
        sentence: "The account number has \(cell.count) characters; it must have \(charactersMin) to "
          + "\(charactersMax). Copy it again from the bank's document."
      )
    }
    if let code = IFSCKey(cell), directory.reachesBank(of: code) {
      return Problem(
        code: "ifsc",
        sentence: "This is an IFSC. Enter the number of the account, from the bank's document."
      )
    }
    if cell.leadingZeros < cell.count { return nil }
    return Problem(code: "zero", sentence: "The account number is all zeros. Copy it from the bank's document.")
  }
}
