/// The number of a bank account: 5 to 35 letters and digits, leading zeros significant.
///
/// NEFT's wire field has 35 places; no rule of the rails says more. 9 to 18 digits is the banks' habit, so other lengths
/// and letters are only warned of.
public enum AccountNumber: FieldRule {
  /// Fewest characters.
  public static let charactersMin = 5
  /// Most characters.
  public static let charactersMax = 35
  private static let usualCharacters = 9...18
  /// Digits that a spreadsheet keeps; it makes zeros of all later ones.
  private static let spreadsheetDigitsMax = 15
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
    let findings = isUsual(cell) ? .none : explain(cell, rules.directory)
    if findings.isValid { row.account = row.append(cell) }
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

  private static func endsInZeros(_ cell: Span<UInt8>) -> Bool { cell.endsInZeros(lostDigitsMin) }

  private static func isCutOff(_ cell: Span<UInt8>) -> Bool {
    cell.count > spreadsheetDigitsMax && cell.isAllDigits
      && cell.extracting(spreadsheetDigitsMax...).every { $0 == ASCII.zero }
  }

  private static func explain(_ cell: Span<UInt8>, _ directory: borrowing IFSCDirectory) -> Findings {
    let what = "The account number"
    let isFormed = cell.isAlphanumeric
    // Letters and digits alone may be a number as well as damage.
    let damage =
      isFormed
      ? Damage.problem(in: cell, of: what, .mask)
      : Damage.problem(in: cell, of: what, .scientific, .decimals, .mask, .spaces)
    if let damage { return .error(damage) }
    guard isFormed else {
      let meant = "Write only its letters and digits."
      return Damage.characters(cell, what, "\(what) has other characters than letters and digits. \(meant)")
    }
    guard (charactersMin...charactersMax).contains(cell.count) else {
      let allowed = "it must have \(charactersMin) to \(charactersMax). Copy it again from the bank's document."
      return .error("length", "\(what) has \(cell.count) characters; \(allowed)")
    }
    if let code = IFSCKey(cell), directory.reachesBank(of: code) {
      return .error("ifsc", "This is an IFSC. Enter the number of the account, from the bank's document.")
    }
    if cell.leadingZeros < cell.count { return warnings(cell, what) }
    return .error("zero", "\(what) is all zeros. Copy it from the bank's document.")
  }

  private static func warnings(_ cell: Span<UInt8>, _ what: String) -> Findings {
    var findings = Findings.none
    func warn(_ code: String, _ sentence: String, _ more: String = ".") {
      findings.add(.warning(code, "\(sentence) Compare it with the bank's document\(more)"))
    }
    if !cell.isAllDigits {
      let isScientific = Damage.isScientific(cell)
      let number = "may be a number in scientific notation (like 1234E10) that a spreadsheet has shortened."
      warn("letters", "\(what) \(isScientific ? number : "has letters in it; most have digits only.")")
    }
    if !usualCharacters.contains(cell.count) {
      let sentence = "\(what) has \(cell.count) characters; most have 9 to 18."
      warn("unusual", sentence, "; leading zeros may be lost.")
    }
    if isCutOff(cell) || endsInZeros(cell) {
      let zeros = isCutOff(cell) ? "All digits after the 15th are 0" : "\(what) ends in five zeros or more"
      warn("zeros", "\(zeros): a spreadsheet may have cut it off.")
    }
    if isPattern(cell) {
      let pattern = "one digit repeated, or its digits count up or down, as in an example"
      warn(Placeholder.code, "\(what) is \(pattern).")
    }
    return findings
  }
}
