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

  public static let errorCodes = Damage.codes + ["scientific", "decimals", "mask", "spaces", "characters", "length"]
  public static let warningCodes = ["letters", "unusual", "zeros"]

  /// 9 to 18 digits, with nothing to say about them.
  public static func isPlain(_ cell: Span<UInt8>, _ rules: borrowing Rules, in row: inout PlainValues) -> Bool {
    isUsual(cell)
  }

  private static func isUsual(_ cell: Span<UInt8>) -> Bool {
    usualCharacters.contains(cell.count) && cell.isAllDigits && !isCutOff(cell)
  }

  public static func read(_ cell: Span<UInt8>, _ rules: borrowing Rules, into row: inout RowValues) -> Findings {
    if isUsual(cell) {
      row.text.append(cell)
      return .none
    }
    guard cell.count >= charactersMin, cell.count <= charactersMax else { return explain(cell) }
    var hasLetters = false
    var previous: UInt8 = 0
    for index in cell.indices {
      let byte = cell[index]
      if !ASCII.isDigit(byte) {
        guard ASCII.isLetter(byte) else { return explain(cell) }
        let folded = ASCII.uppercased(byte)
        if folded == ASCII.upperX, previous == ASCII.upperX { return explain(cell) }
        previous = folded
        hasLetters = true
      } else {
        previous = byte
      }
    }
    row.text.append(cell)
    return warnings(cell, hasLetters)
  }

  private static func warnings(_ cell: Span<UInt8>, _ hasLetters: Bool) -> Findings {
    var findings = Findings.none
    if hasLetters { findings.add(letters(cell)) }
    if !usualCharacters.contains(cell.count) {
      findings.add(
        .warning(
          "unusual",
          "The account number has \(cell.count) characters; most have 9 to 18. Compare it with the bank's document; "
            + "leading zeros may be lost."
        )
      )
    }
    if !hasLetters, isCutOff(cell) {
      findings.add(
        .warning(
          "zeros",
          "All digits after the 15th are 0: a spreadsheet may have cut the account number off. "
            + "Compare it with the bank's document."
        )
      )
    }
    return findings
  }

  private static func letters(_ cell: Span<UInt8>) -> Findings {
    let sentence =
      Damage.isScientific(cell)
      ? "The account number may be a number in scientific notation (like 1234E10) that a spreadsheet has shortened. "
        + "Compare it with the bank's document."
      : "The account number has letters in it; most have digits only. Compare it with the bank's document."
    return .warning("letters", sentence)
  }

  private static func isCutOff(_ digits: Span<UInt8>) -> Bool {
    guard digits.count > spreadsheetDigitsMax else { return false }
    for index in spreadsheetDigitsMax..<digits.count where digits[index] != ASCII.zero { return false }
    return true
  }

  private static func explain(_ cell: Span<UInt8>) -> Findings {
    let what = "The account number"
    if let problem = Damage.problem(in: cell) { return .error(problem) }
    let isFormed = isLettersAndDigits(cell)
    if !isFormed, Damage.isScientific(cell) { return .error(Damage.scientific(what)) }
    if Damage.isDecimal(cell) { return .error(Damage.decimals(what)) }
    if Damage.isMasked(cell) {
      return .error("mask", "The account number is masked (XX or **): some digits are hidden. Enter the full number.")
    }
    if cell.holdsSpaces { return .error(Damage.spaces(what)) }
    guard isFormed else {
      return .error(
        "characters",
        "The account number has other characters than letters and digits. Write only its letters and digits."
      )
    }
    return .error(
      "length",
      "The account number has \(cell.count) characters; it must have \(charactersMin) to \(charactersMax). "
        + "Copy it again from the bank's document."
    )
  }

  private static func isLettersAndDigits(_ cell: Span<UInt8>) -> Bool {
    for index in cell.indices where !ASCII.isAlphanumeric(cell[index]) { return false }
    return true
  }
}
