/// The words of a header cell, each in one spelling for all.
///
/// `BENE_ACC_NO`, `Payee A/c No.` and `beneficiaryAccountNumber` are the same three words: people, banks and programs
/// write them in many ways, apart and together.
enum HeaderWords {
  /// Letters, digits and marks between spaces, `_`, `-`, `.`, brackets and marks that nobody sees; parts that consist of
  /// known words become those.
  static func words(of written: String) -> [String] {
    let scalars = spelledOut(written).lowercased().unicodeScalars.split(whereSeparator: isSeparator)
    let parts = scalars.map { String($0) }
    let known = parts.map { knownWords(in: $0) }
    if known.contains(nil), let whole = knownWords(in: parts.joined()) { return whole.joinedUp }
    return zip(parts, known).flatMap { $1 ?? [$0] }.joinedUp
  }

  /// Signs that stand for words, and what is written with one, as words.
  private static func spelledOut(_ text: String) -> String {
    // Most names have no such sign.
    guard text.utf8.contains(where: { $0 >= 0x80 || "#/\\'".utf8.contains($0) }) else { return text }
    return text.replacing("#", with: " number ").replacing("₹", with: " inr ")
      // As a word, or where a capital begins it: in `data/code` it is none.
      .replacing(/(^|[^A-Za-z])[Aa] ?[\/\\] ?[Cc]|([a-z])A ?[\/\\] ?[Cc]/) {
        "\($0.output.1 ?? $0.output.2 ?? "") account "
      }
      // The vendor's, and the vendors'.
      .replacing(/([A-Za-z])['’](?:[Ss]\b| |$)/) { "\($0.output.1) " }
  }

  static func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9": return false
    case "_", ".", "*", ":", "?", "(", ")", "[", "]", "{", "}": return true
    default:
      let blanks: [Unicode.GeneralCategory] = [
        .spaceSeparator, .format, .dashPunctuation, .lineSeparator, .paragraphSeparator, .control,
      ]
      return blanks.contains(scalar.properties.generalCategory)
    }
  }

  /// Longer parts are no names.
  private static let partBytesMax = 64

  /// The known words that a part consists of, as few as there can be; nil if it has anything else.
  ///
  /// - Parameter guess: What a word that is not known was meant to be.
  private static func knownWords(in part: String, guess: ((String) -> String?)? = nil) -> [String]? {
    if let known = spellings[part] { return [known] }
    // The word that is written wrong most often.
    let isLikeBeneficiary = part.hasPrefix("ben") && (9...13).contains(part.utf8.count)
    if isLikeBeneficiary, part.edits(to: "beneficiary") <= 2 { return ["beneficiary"] }
    let bytes = Array(part.utf8)
    guard (1...partBytesMax).contains(bytes.count) else { return nil }
    var best: [[String]?] = [[]] + Array(repeating: nil, count: bytes.count)
    for end in 1...bytes.count {
      for start in max(0, end - longestBytes)..<end {
        guard let before = best[start], before.count + 1 < best[end]?.count ?? .max,
          case let written = String(decoding: bytes[start..<end], as: UTF8.self),
          let word = spellings[written] ?? guess?(written)
        else { continue }
        best[end] = before + [word]
      }
    }
    return best[bytes.count]
  }

  /// The words that a part was meant to be, alone or written together (`netpayble`).
  static func meant(_ part: String) -> [String] {
    guard part.utf8.allSatisfy({ (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }) else { return [part] }
    return meantWord(part).map { [$0] } ?? knownWords(in: part, guess: meantWord) ?? [part]
  }

  /// The word that one was meant to be, with one letter wrong, missing, too much, or exchanged with the next one.
  private static func meantWord(_ part: String) -> String? {
    guard (5...9).contains(part.utf8.count) else { return nil }
    return ["account", "amount", "customer", "number", "payable", "payment", "salary", "transfer"].first { word in
      guard abs(part.utf8.count - word.utf8.count) <= 1 else { return false }
      let edits = part.edits(to: word)
      return edits <= 1 || edits == 2 && part.sorted() == word.sorted()
    }
  }

  private static let longestBytes = spellings.keys.map(\.utf8.count).max() ?? 0

  private static let spellings: [String: String] = {
    var spellings: [String: String] = [:]
    for word in alone.wordSet { spellings[word] = word }
    for line in table.split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      for word in words { spellings[word] = words[0] }
    }
    for payee in Meaning.payees {
      spellings[payee.hasSuffix("y") ? "\(payee.dropLast())ies" : "\(payee)s"] = payee
    }
    return spellings
  }()

  /// Words that are spelled in one way only.
  private static let alone = """
    applicant birth branch code contact first fund hand hold holder id in instrument last method middle mode month of on own
    paid pay payout pin receiver remitter sender supplier to type user value words
    """

  /// A word on each line, then its other spellings.
  private static let table = """
    account accounts acc acct acnt ac खाता खाते
    address addr
    amount amt amnt राशि रकम
    bank बैंक
    beneficiary benefirciary benificiary beneficary benificary ben bene benef bnf bnfcy payee payees लाभार्थी
    corporate corp
    credit credited cr
    currency ccy curr मुद्रा
    customer cust ग्राहक
    date dt दिनांक तारीख
    debit dr
    destination dest
    email mail ईमेल
    employee emp कर्मचारी
    ifsc ifs आईएफएससी
    inr rs rupee rupees रुपये रुपए
    mobile mob phone मोबाइल
    name नाम
    net nett शुद्ध
    number no num nbr नंबर संख्या
    paise paisa
    payable देय
    payment pymt pmt paymt भुगतान
    recipient प्राप्तकर्ता
    reference ref
    salary वेतन
    status स्थिति
    total कुल
    transaction txn tran trans trn
    transfer trf
    vendor vndr विक्रेता
    """
}

extension [String] {
  /// `in` before rupees says nothing, nor does a word that was said just before.
  fileprivate var joinedUp: [String] {
    var words: [String] = []
    for word in self {
      if word == "inr", words.last == "in" { words.removeLast() }
      if word != words.last { words.append(word) }
    }
    return words
  }
}

extension String {
  /// How many single edits lie between two words.
  public func edits(to other: String) -> Int {
    let (a, b) = (Array(utf8), Array(other.utf8))
    var previous = Array(0...b.count)
    for (i, byte) in a.enumerated() {
      var current = [i + 1]
      for (j, wanted) in b.enumerated() {
        current.append(Swift.min(previous[j] + (byte == wanted ? 0 : 1), previous[j + 1] + 1, current[j] + 1))
      }
      previous = current
    }
    return previous[b.count]
  }
}
