/// An Indian Financial System Code: four letters (the bank), a zero, six letters or digits (the branch).
///
/// There is no check digit, so a wrong branch often is another real one; the directory only tells codes that exist.
public enum IFSC {
  /// Characters of a code.
  public static let charactersCount = 11

  /// Every error code that `read` can give (`unknown` only when strict).
  public static let errorCodes = Damage.codes + ["length", "letterO", "format", "unknown"]
  /// Every warning code that `read` can give.
  public static let warningCodes = ["unknown", "neft"]

  /// Whether a cell is as most are: a code that the directory has and that can be reached.
  public static func isPlain(_ cell: Span<UInt8>, directory: borrowing IFSCDirectory) -> Bool {
    guard let code = IFSCKey(cell) else { return false }
    return directory.find(code)?.neft == true
  }

  /// Reads a cleaned cell and appends the code in capitals.
  ///
  /// `strict` makes an error of a code that the directory does not have.
  public static func read(
    _ cell: Span<UInt8>,
    directory: borrowing IFSCDirectory,
    strict: Bool,
    into text: inout [UInt8]
  ) -> Findings {
    guard let code = IFSCKey(cell) else { return explain(cell) }
    let entry = directory.find(code)
    if entry == nil, strict { return Findings(errors: [unknown(code, directory)]) }
    text.append(cell)
    if code.hasLowercase {
      for index in (text.count - charactersCount)..<text.count { text[index] = ASCII.uppercased(text[index]) }
    }
    guard let entry else { return Findings(warnings: [unknown(code, directory)]) }
    if entry.neft { return .none }
    return .warning(
      "neft",
      "By the directory, \(code.text) cannot be reached by NEFT or IMPS. Ask the payee for another branch's IFSC."
    )
  }

  private static func unknown(_ code: IFSCKey, _ directory: borrowing IFSCDirectory) -> Problem {
    var sentence = "\(code.text) is not in the IFSC directory (\(directory.release)). "
    let near = directory.nearest(code)
    if !near.isEmpty { sentence += "Known and close to it: \(near.joined(separator: ", ")). " }
    sentence += "Compare it with the payee's cheque or passbook."
    return Problem(code: "unknown", sentence: sentence)
  }

  private static func explain(_ cell: Span<UInt8>) -> Findings {
    if let problem = Damage.problem(in: cell) { return .error(problem) }
    let characters = cell.characterCount
    guard characters == charactersCount else {
      let hint = cell.holdsSpaces ? " There are spaces or invisible marks inside: take them out." : ""
      return .error(
        "length",
        "The IFSC has \(characters) characters; it must have \(charactersCount), like SBIN0001234.\(hint) Correct it."
      )
    }
    if let corrected = withZeroForO(cell) {
      return .error(
        "letterO",
        "The fifth character of the IFSC is the letter O; it is always a zero. Write \(corrected)."
      )
    }
    return .error(
      "format",
      "An IFSC is four letters, a zero, then six letters or digits, like SBIN0001234. Correct it."
    )
  }

  /// The code as it must have been meant, when the letter O in place of the zero is all that is wrong.
  private static func withZeroForO(_ cell: Span<UInt8>) -> String? {
    guard cell.count == charactersCount, cell[4] | 0x20 == 0x6F else { return nil }
    var corrected: [UInt8] = []
    corrected.append(cell)
    corrected[4] = ASCII.zero
    return IFSCKey(corrected.span)?.text
  }
}

/// A well-formed IFSC as two numbers, the form of the directory.
struct IFSCKey {
  /// The bank's four capital letters, the first in the highest byte.
  let bank: UInt32
  /// The branch's six characters as a number of base 36, 0 to 9 before A to Z.
  let branch: UInt32
  /// True when the bytes were not all in capitals.
  let hasLowercase: Bool

  init(bank: UInt32, branch: UInt32) {
    self.bank = bank
    hasLowercase = false
    self.branch = branch
  }

  /// Nil when the bytes are not of the form `AAAA0XXXXXX` (letters in any case).
  @inline(__always)
  init?(_ code: Span<UInt8>) {
    guard code.count == IFSC.charactersCount, code[4] == ASCII.zero else { return nil }
    var bank: UInt32 = 0
    // Capitals have no bit 0x20, digits have no bit 0x40.
    var lowercase: UInt8 = 0
    for index in 0..<4 {
      let byte = code[index]
      lowercase |= byte & 0x20
      guard ASCII.isLetter(byte) else { return nil }
      bank = bank << 8 | UInt32(byte & 0xDF)
    }
    var branch: UInt32 = 0
    for index in 5..<IFSC.charactersCount {
      let byte = code[index]
      guard ASCII.isAlphanumeric(byte) else { return nil }
      lowercase |= byte & (byte >> 1) & 0x20
      // 'A' stands for ten.
      let digit = ASCII.isDigit(byte) ? byte &- ASCII.zero : (byte & 0xDF) &- 0x37
      branch = branch &* 36 &+ UInt32(digit)
    }
    self.bank = bank
    self.branch = branch
    hasLowercase = lowercase != 0
  }

  /// Both numbers as one, in the order of the directory.
  var order: UInt64 { UInt64(bank) << 32 | UInt64(branch) }

  /// The six digits of base 36, first to last.
  var branchDigits: [UInt8] {
    var rest = branch
    var digits: [UInt8] = []
    for _ in 0..<6 {
      digits.append(UInt8(rest % 36))
      rest /= 36
    }
    return digits.reversed()
  }

  /// The code in capitals.
  var text: String {
    var bytes = (0..<4).map { UInt8(truncatingIfNeeded: bank >> (24 - 8 * $0)) }
    bytes.append(ASCII.zero)
    bytes += branchDigits.map { $0 < 10 ? ASCII.zero + $0 : 0x37 + $0 }
    return String(decoding: bytes, as: UTF8.self)
  }
}
