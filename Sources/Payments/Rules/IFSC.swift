/// An Indian Financial System Code: four letters (the bank), a zero, six letters or digits (the branch).
///
/// There is no check digit, so a wrong branch often is another real one; the directory only tells codes that exist.
public enum IFSC: FieldRule {
  static let charactersCount = 11

  /// `unknown` only when strict.
  public static let errorCodes = Damage.codes + ["length", "letterO", "format", "unknown"]
  public static let warningCodes = ["unknown", "neft", "bank"]

  /// A code in capitals that the directory has and that can be reached.
  public static func isPlain(_ cell: Span<UInt8>, _ rules: borrowing Rules, in row: inout PlainValues) -> Bool {
    guard let code = IFSCKey(cell), !code.hasLowercase else { return false }
    return rules.directory.isReached(code) == true
  }

  /// Has the memory fetched in which `isPlain` will look for a cell, so that it is there for many when their turn comes.
  public static func prefetch(_ cell: Span<UInt8>, _ rules: borrowing Rules) {
    if let code = IFSCKey(cell) { rules.directory.prefetch(code) }
  }

  /// Sends the code in capitals.
  public static func read(_ cell: Span<UInt8>, _ rules: borrowing Rules, into row: inout RowValues) -> Findings {
    guard let code = IFSCKey(cell) else { return explain(cell, rules.directory) }
    let isReached = rules.directory.isReached(code)
    if isReached == nil, rules.strictIFSC { return .error("unknown", sentence(onUnknown: code, rules.directory)) }
    for index in cell.indices { row.text.append(ASCII.uppercased(cell[index])) }
    if isReached == true { return .none }
    if !rules.directory.reachesBank(of: code) { return .warning("bank", sentence(onBankOf: code, rules.directory)) }
    if isReached == nil { return .warning("unknown", sentence(onUnknown: code, rules.directory)) }
    let what = "By the directory, \(code.text) cannot be reached by NEFT or IMPS."
    return .warning("neft", "\(what) Ask the payee for another branch's IFSC.")
  }

  private static func sentence(onUnknown code: IFSCKey, _ directory: borrowing IFSCDirectory) -> String {
    guard directory.reachesBank(of: code) else { return sentence(onBankOf: code, directory) }
    var sentence = "\(code.text) is not in the IFSC directory (\(directory.release)). "
    let near = directory.nearest(code)
    if !near.isEmpty { sentence += "Known and close to it: \(near.joined(separator: ", ")). " }
    return sentence + "Compare it with the payee's cheque or passbook."
  }

  private static func sentence(onBankOf code: IFSCKey, _ directory: borrowing IFSCDirectory) -> String {
    "The IFSC directory (\(directory.release)) has no branch of the bank \(code.text.prefix(4)) that NEFT reaches: it was "
      + "merged into another bank, or its four letters are mistyped. Ask the payee for the IFSC that is valid now."
  }

  private static func explain(_ cell: Span<UInt8>, _ directory: borrowing IFSCDirectory) -> Findings {
    if let problem = Damage.problem(in: cell) { return .error(problem) }
    let characters = cell.characterCount
    guard characters == charactersCount else {
      let hint = cell.holdsSpaces ? " There are spaces or invisible marks inside: take them out." : ""
      let form = "it must have \(charactersCount), like SBIN0001234."
      return .error("length", "The IFSC has \(characters) characters; \(form)\(hint) Correct it.")
    }
    // A letter O may be all that is wrong with the fifth character.
    var bytes = cell.indices.map { cell[$0] }
    if bytes.count == charactersCount, bytes[4] | 0x20 == 0x6F { bytes[4] = ASCII.zero }
    guard let corrected = IFSCKey(bytes.span) else {
      let form = "four letters, a zero, then six letters or digits, like SBIN0001234"
      return .error("format", "An IFSC is \(form). Correct it.")
    }
    let known = directory.withZerosForO(corrected).map(\.text)
    let way =
      known.isEmpty
      ? "\(corrected.text) is not in the IFSC directory either: compare it with the payee's cheque or passbook."
      : "Write \(known.joined(separator: " or "))."
    return .error("letterO", "The fifth character of the IFSC is the letter O; it is always a zero. \(way)")
  }
}

/// A well-formed IFSC as two numbers, the form of the directory.
struct IFSCKey {
  /// The bank's four capital letters, the first in the highest byte.
  let bank: UInt32
  /// The branch's six characters as a number of base 36, 0 to 9 before A to Z.
  let branch: UInt32
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
    // Eight bytes at a time, the first one lowest: the loads lie inside the eleven.
    let first = code.bytes.unsafeLoadUnaligned(fromByteOffset: 0, as: UInt64.self).littleEndian
    let last = code.bytes.unsafeLoadUnaligned(fromByteOffset: 3, as: UInt64.self).littleEndian
    // The bank's four letters beside four that are right, and the branch beside two.
    let bank = first & 0xFFFF_FFFF | UInt64(repeating: 0x41) << 32
    let branch = last & ~0xFFFF | 0x3030
    let top = UInt64(repeating: 0x80)
    guard (bank | branch) & top == 0, bank.marksOfLetters & top == top,
      (branch.marksOfLetters | branch.marks(of: ASCII.zero, to: ASCII.nine)) & top == top
    else { return nil }
    // Letters have the bit 0x40, lower-case ones 0x20 too.
    let letters = branch >> 6 & UInt64(repeating: 1)
    hasLowercase = (bank | (branch & branch >> 1)) & UInt64(repeating: 0x20) != 0
    self.bank = UInt32(truncatingIfNeeded: bank & UInt64(repeating: 0xDF)).byteSwapped
    // 'A' stands for ten; no digit leaves its byte.
    let digits = (branch & UInt64(repeating: 0x1F)) &+ letters &* 25 &- UInt64(repeating: 16)
    let pairs = (digits & 0x00FF_00FF_00FF_00FF) &* 36 &+ (digits >> 8 & 0x00FF_00FF_00FF_00FF)
    func pair(_ place: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: pairs >> (16 &* place) & 0xFFFF) }
    self.branch = (pair(1) &* 1296 &+ pair(2)) &* 1296 &+ pair(3)
  }

  /// Both numbers as one, in the order of the directory.
  var order: UInt64 { UInt64(bank) << 32 | UInt64(branch) }

  var branchDigits: [UInt8] {
    let rests = sequence(first: branch) { $0 / 36 }.prefix(6)
    return rests.map { UInt8($0 % 36) }.reversed()
  }

  var text: String {
    var bytes = (0..<4).map { UInt8(truncatingIfNeeded: bank >> (24 - 8 * $0)) }
    bytes.append(ASCII.zero)
    bytes += branchDigits.map { $0 < 10 ? ASCII.zero + $0 : 0x37 + $0 }
    return String(decoding: bytes, as: UTF8.self)
  }
}
