/// What a header says that means a field more plainly than a generic name does: beside `Account No`, a column that speaks
/// of the payee's account is the one to be paid into (contract, section 2).
public struct Meaning: Sendable {
  /// What it must speak of: one of these words.
  private let topics: Set<String>
  /// And of whose, or which, it must speak: one of these, each a word or words in their order.
  private let marks: [[String]]
  /// Then it is something else.
  private let others: Set<String>
  /// Marks alone say enough.
  private let needsNoTopic: Bool

  private init(_ topics: String, marks: some Collection<String>, others: String, needsNoTopic: Bool = false) {
    self.topics = topics.wordSet
    self.marks = marks.map { $0.split(separator: " ").map(String.init) }
    self.others = others.wordSet
    self.needsNoTopic = needsNoTopic
  }

  /// What describes a field, and is not the field.
  private static let descriptions = """
    type holder month date words status id mode currency remarks narration purpose description comments percent rate group
    category manager verified verification
    """

  /// Who pays.
  private static let debitedSide = " debit remitter remitting own corporate sender from source our payer razorpayx "

  static let payees =
    """
    beneficiary vendor supplier employee customer fund credit recipient receiver receiving creditor merchant contractor
    consultant worker staff party seller landlord client dealer student farmer labour labourer tenant agent distributor
    member partner transferee retailer borrower new correct corrected updated revised
    """.wordSet

  /// The payee's account number.
  public static let payeeAccount = Meaning(
    "account",
    marks: payees + ["as per", "to", "destination", "salary"],
    others: descriptions + debitedSide + """
      name ifsc code branch mobile email address city vpa upi balance limit opening ledger gl loan policy demat dp pf epf
      uan esi esic nps ppf folio pan gst tan swift micr closed amount
      """
  )

  /// The IFSC of the payee's bank.
  public static let payeeIFSC = Meaning(
    "ifsc",
    marks: payees + ["as per", "to", "destination"],
    others: descriptions + debitedSide + "name address city"
  )

  /// The payee's name.
  public static let payeeName = Meaning(
    "name",
    marks: payees + ["as per"],
    others: descriptions + debitedSide + """
      first last middle short nick father mother spouse husband wife guardian nominee contact company firm department
      product scheme project file user login branch ifsc code number city state pan aadhaar aadhar hindi english
      """
  )

  /// What is to be paid.
  public static let payableAmount = Meaning(
    "amount pay payable payment salary wages inr total sum stipend bonus incentive commission value",
    marks: adjectives + [
      "net", "payable", "to pay", "to be paid", "to be transferred", "to be released", "payout", "transfer", "in hand",
      "take home", "nth", "disbursement", "disbursal", "disbursable", "remittance", "remit", "pay now",
    ] + payees.map { "amount to \($0)" },
    others: descriptions + debitedSide + """
      account ifsc name bank branch number reference link days hours weight quantity qty charge charges fee fees cost
      banking terms at by before until till head heads taxable profit asset y/n yes/no
      """,
    needsNoTopic: true
  )

  /// The mobile of who sends the money.
  public static let remitterMobile = Meaning(
    "mobile",
    marks: ["remitter", "sender", "customer"],
    others: "\(descriptions) beneficiary receiver recipient"
  )

  /// Whether a header says this, and nothing that makes it something else.
  func isSaid(by name: ColumnName) -> Bool {
    let written = name.words.flatMap(HeaderWords.meant)
    let words = needsNoTopic ? Self.withoutPlace(Self.withoutDeductions(written)) : written
    // "Payable to" is a name, "payable on" a day.
    guard isMarked(words), !["to", "on", "after"].contains(name.words.last), others.isDisjoint(with: words),
      !words.reversed().starts(with: ["bank", "account"])
    else { return false }
    // The name of a bank is nobody's, unless it is the name as per bank.
    if topics.contains("name"), words.contains("bank"), !words.contains("per") { return false }
    return !topics.isDisjoint(with: words) || needsNoTopic && isNothingElse(words)
  }

  func isMarked(_ name: ColumnName) -> Bool { isMarked(name.words) || name.words.contains("holder") }

  private func isMarked(_ words: [String]) -> Bool {
    marks.contains { mark in words.indices.contains { words[$0...].starts(with: mark) } }
  }

  /// Marks that say nothing without what they are about: `Approved` alone is a yes or no.
  private static let adjectives =
    "final settlement disbursed sanctioned approved release released revised credit after".wordSet

  private func isNothingElse(_ words: [String]) -> Bool {
    let others = "the be is final actual this for".wordSet.union(marks.joined())
    return Self.adjectives.isDisjoint(with: words) && others.isSuperset(of: words)
  }

  private static let deductions =
    "tds gst cgst sgst igst tax taxes vat cess pf esi interest deduction deductions advance".wordSet

  /// "Net amount to bank" is what is paid; "Transfer bank" is a bank.
  private static func withoutPlace(_ words: [String]) -> [String] {
    let isAmount = ["amount", "salary", "wages"].contains(where: words.contains)
    guard isAmount || words.contains("net") && words.count > 2 else { return words }
    let place = /\b(?:to|in|into|through|via) (?:bank account|bank|account)\b/
    let text = words.joined(separator: " ").replacing(place, with: "")
    return text.split(separator: " ").map(String.init).filter { $0 != "bank" }
  }

  private static let without = "of after less minus excluding".wordSet

  /// "Net of TDS" is what is paid; "TDS payable" is not, nor is "Net TDS": those are charges.
  private static func withoutDeductions(_ words: [String]) -> [String] {
    words.indices.compactMap { index in
      if without.contains(words[index]), words[index] != "after" { return nil }
      guard deductions.contains(words[index]) else { return words[index] }
      return index > 0 && without.contains(words[index - 1]) ? nil : "charge"
    }
  }
}

extension String {
  /// The words of a table.
  package var wordSet: Set<String> { Set(split { $0 == " " || $0 == "\n" }.map(String.init)) }
}
