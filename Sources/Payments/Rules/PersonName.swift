/// The name of a person or firm: 1 to 120 characters, a letter among them, no control characters.
///
/// Banks credit by account number alone (RBI, 14 October 2010), so a strange name is only warned of. NEFT carries 50.
public enum PersonName: FieldRule {
  /// Most characters (Unicode scalars).
  public static let charactersMax = 120
  /// Characters that NEFT's name field carries.
  public static let neftCharactersMax = 50

  public static let errorCodes = ["control", "spreadsheetError", "length", "letters", "account"]
  public static let warningCodes = [Placeholder.code, "long", "characters"]

  /// Usual characters, a letter first, and not too many for NEFT.
  public static func isPlain(_ cell: Span<UInt8>, _ rules: borrowing Rules, in row: inout PlainValues) -> Bool {
    cell.count <= neftCharactersMax && isUsual(cell) && ASCII.isLetter(cell[0]) && !Placeholder.isOne(cell)
      && !Damage.isSpreadsheetError(cell)
  }

  public static func read(_ cell: Span<UInt8>, _ rules: borrowing Rules, into row: inout RowValues) -> Findings {
    let characters = cell.characterCount
    if let problem = problem(of: cell, characters) { return .error(problem) }
    row.name = row.text.count..<row.text.count + cell.count
    row.text.append(cell)
    var findings = Findings.none
    if Placeholder.isOne(cell) { findings.add(Placeholder.warning("The name")) }
    if characters > neftCharactersMax {
      findings.add(
        .warning("long", "The name has \(characters) characters; banks carry \(neftCharactersMax) and may cut it off.")
      )
    }
    if !isUsual(cell) { findings.add(.warning("characters", sentenceOnCharacters(cell))) }
    return findings
  }

  private static func problem(of cell: Span<UInt8>, _ characters: Int) -> Problem? {
    // A formula may be no more than a name that somebody has protected: it is warned of by its characters.
    if let problem = Damage.problem(in: cell), problem.code != "formula" { return problem }
    if characters > charactersMax {
      let sentence = "The name has \(characters) characters; at most \(charactersMax) are allowed. Shorten it."
      return Problem(code: "length", sentence: sentence)
    }
    if cell.holdsLetters { return nil }
    return Problem(
      code: "letters",
      sentence:
        "The name has no letter in it: it is another column's number, or its letters were lost (?????) when the "
        + "sheet was saved. Enter the name; save the sheet as CSV UTF-8."
    )
  }

  /// A name that is the row's account number: what has letters, for another one is none.
  public static func compare(_ row: borrowing RowValues, _ rules: borrowing Rules) -> Findings {
    guard let name = row.name, let account = row.account, name.count == account.count else { return .none }
    for (first, second) in zip(name, account)
    where ASCII.uppercased(row.text[first]) != ASCII.uppercased(row.text[second]) { return .none }
    return .error("account", "The name is the row's account number. Enter the payee's name.")
  }

  private static func sentenceOnCharacters(_ cell: Span<UInt8>) -> String {
    if Damage.isFormula(cell) {
      return "The name is a spreadsheet's formula (it starts with =). Check it and enter the name itself."
    }
    return "The name has characters that banks may not carry (usual are letters A to Z, digits, space and "
      + "' / ( ) . _ -). Check that it reads well."
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

extension Span where Element == UInt8 {
  /// True when a letter of any script stands in the cell.
  fileprivate var holdsLetters: Bool {
    for index in indices where ASCII.isLetter(self[index]) { return true }
    return string.unicodeScalars.contains { $0.properties.isAlphabetic }
  }
}
