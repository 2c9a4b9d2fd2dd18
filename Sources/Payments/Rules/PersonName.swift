/// The name of a person or firm: 1 to 120 characters, no control characters.
///
/// Banks credit by account number alone (RBI, 14 October 2010), so a strange name is only warned of. NEFT carries 50.
public enum PersonName: FieldRule {
  /// Most characters (Unicode scalars).
  public static let charactersMax = 120
  /// Characters that NEFT's name field carries.
  public static let neftCharactersMax = 50

  public static let errorCodes = ["control", "length"]
  public static let warningCodes = ["long", "characters"]

  /// Usual characters, and not too many for NEFT.
  public static func isPlain(_ cell: Span<UInt8>, _ rules: borrowing Rules, in row: inout PlainValues) -> Bool {
    cell.count <= neftCharactersMax && isUsual(cell)
  }

  public static func read(_ cell: Span<UInt8>, _ rules: borrowing Rules, into row: inout RowValues) -> Findings {
    if ControlCharacters.contains(cell) { return .error(ControlCharacters.problem) }
    let characters = cell.characterCount
    guard characters <= charactersMax else {
      return .error(
        "length",
        "The name has \(characters) characters; at most \(charactersMax) are allowed. Shorten it."
      )
    }
    row.text.append(cell)
    var findings = Findings.none
    if characters > neftCharactersMax {
      findings.add(
        .warning("long", "The name has \(characters) characters; banks carry \(neftCharactersMax) and may cut it off.")
      )
    }
    if !isUsual(cell) { findings.add(.warning("characters", sentenceOnCharacters(cell))) }
    return findings
  }

  private static func sentenceOnCharacters(_ cell: Span<UInt8>) -> String {
    if Damage.isFormula(cell) || Damage.isSpreadsheetError(cell) {
      return "The name is a spreadsheet's formula or error (like #REF!). Check it and enter the name itself."
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
