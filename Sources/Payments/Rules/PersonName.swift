/// The name of a person or firm: 1 to 120 characters, a letter among them, no control characters.
///
/// Banks credit by account number alone (RBI, 14 October 2010), so a strange name is only warned of. NEFT carries 50.
public enum PersonName: FieldRule {
  /// Most characters (Unicode scalars).
  public static let charactersMax = 120
  /// Characters that NEFT's name field carries.
  public static let neftCharactersMax = 50

  public static let errorCodes = ["control", "spreadsheetError", "length", "letters", "account", "ifsc", "mode"]
  public static let warningCodes = [Placeholder.code, "long", "characters"]

  /// Usual characters, a letter first, and not too many for NEFT.
  public static func isPlain(_ cell: Span<UInt8>, _ rules: borrowing Rules, in row: inout PlainValues) -> Bool {
    cell.count <= neftCharactersMax && isUsual(cell) && ASCII.isLetter(cell[0]) && !Placeholder.isOne(cell)
      && !Damage.isSpreadsheetError(cell) && otherColumn(of: cell) == nil
  }

  public static func read(_ cell: Span<UInt8>, _ rules: borrowing Rules, into row: inout RowValues) -> Findings {
    let characters = cell.characterCount
    if let problem = problem(of: cell, characters) { return .error(problem) }
    row.name = row.append(cell)
    var findings = Findings.none
    if Placeholder.isOne(cell) { findings.add(Placeholder.warning("The name")) }
    if characters > neftCharactersMax {
      let limit = "banks carry \(neftCharactersMax) and may cut it off."
      findings.add(.warning("long", "The name has \(characters) characters; \(limit)"))
    }
    if Damage.isFormula(cell) {
      let formula = "The name is a spreadsheet's formula (it starts with =)."
      findings.add(.warning("characters", "\(formula) Check it and enter the name itself."))
    } else if !isUsual(cell) {
      let usual = "usual are letters A to Z, digits, space and ' / ( ) . _ -"
      let sentence = "The name has characters that banks may not carry (\(usual)). Check that it reads well."
      findings.add(.warning("characters", sentence))
    }
    return findings
  }

  private static func problem(of cell: Span<UInt8>, _ characters: Int) -> Problem? {
    // A formula may be no more than a name that somebody has protected: it is warned of by its characters.
    if let problem = Damage.problem(in: cell), problem.code != "formula" { return problem }
    if characters > charactersMax {
      let sentence = "The name has \(characters) characters; at most \(charactersMax) are allowed. Shorten it."
      return Problem(code: "length", sentence: sentence)
    }
    if let other = otherColumn(of: cell) { return other }
    let hasLetter = !cell.every { !ASCII.isLetter($0) }
    if hasLetter || cell.string.unicodeScalars.contains(where: \.properties.isAlphabetic) { return nil }
    let why = "it is another column's number, or its letters were lost (?????) when the sheet was saved"
    let sentence = "The name has no letter in it: \(why). Enter the name; save the sheet as CSV UTF-8."
    return Problem(code: "letters", sentence: sentence)
  }

  /// A code of a bank or a way of sending is nobody's name: the row is shifted.
  private static func otherColumn(of cell: Span<UInt8>) -> Problem? {
    if cell.count == IFSC.charactersCount, IFSCKey(cell) != nil {
      return Problem(code: "ifsc", sentence: "The name is an IFSC. Enter the payee's name.")
    }
    if cell.equals("neft") || cell.equals("imps") {
      return Problem(code: "mode", sentence: "The name is a way of sending. Enter the payee's name.")
    }
    return nil
  }

  /// A name that is the row's account number: what has letters, for another one is none.
  public static func compare(_ row: borrowing RowValues, _ rules: borrowing Rules) -> Findings {
    guard let name = row.name, let account = row.account, name.count == account.count else { return .none }
    for (first, second) in zip(name, account)
    where ASCII.uppercased(row.text[first]) != ASCII.uppercased(row.text[second]) { return .none }
    return .error("account", "The name is the row's account number. Enter the payee's name.")
  }

  /// `[A-Za-z0-9 '/()._-]`
  @inline(__always)
  private static func isUsual(_ cell: Span<UInt8>) -> Bool {
    cell.allSatisfy {
      $0.marksOfLetters | $0.marks(of: 0x27, to: 0x29) | $0.marks(of: 0x2D, to: 0x39)
        | $0.marks(of: ASCII.space, to: ASCII.space) | $0.marks(of: 0x5F, to: 0x5F)
    }
  }
}
