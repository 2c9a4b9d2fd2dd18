/// One key of a published request body and what the provider asks of it.
struct Field: Sendable {
  enum Rule: Sendable {
    /// A JSON string, which may be empty.
    case text
    /// A JSON string that is not empty.
    case filled
    /// A JSON number without a fraction.
    case wholeNumber
    /// A JSON string of digits, a point and two digits, more than zero: `12.00`.
    case rupeesAndPaise
    /// A JSON string of digits, with or without a point and two digits, more than zero: `100`, `100.00`.
    case rupees
    /// `NEFT` or `IMPS`.
    case mode
    /// A JSON string of eleven characters.
    case ifsc
  }

  let key: String
  let rule: Rule

  init(_ key: String, _ rule: Rule = .text) {
    self.key = key
    self.rule = rule
  }

  /// What is wrong with the value, as the provider would word it; `nil` if nothing is.
  func problem(_ value: Form.Value?) -> String? {
    guard let value else { return "\(key) is missing." }
    if case .wholeNumber = rule {
      guard case .wholeNumber = value else { return "\(key) must be a whole number." }
      return nil
    }
    guard case .text(let text) = value else { return "\(key) must be a string." }
    return problem(text)
  }

  private func problem(_ text: String) -> String? {
    switch rule {
    case .text, .wholeNumber: nil
    case .filled: text.isEmpty ? "\(key) is empty." : nil
    case .rupeesAndPaise: Self.isRupees(text, needsPaise: true) ? nil : "\(key) must be an amount such as 12.00."
    case .rupees: Self.isRupees(text, needsPaise: false) ? nil : "\(key) must be an amount such as 100."
    case .mode: ["NEFT", "IMPS"].contains(text) ? nil : "\(key) must be NEFT or IMPS."
    case .ifsc: text.utf8.count == 11 ? nil : "Please provide a valid Bank IFSC code."
    }
  }

  private static func isRupees(_ text: String, needsPaise: Bool) -> Bool {
    let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    guard parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(digits.contains) }) else { return false }
    guard text.utf8.contains(where: { (UInt8(ascii: "1")...UInt8(ascii: "9")).contains($0) }) else { return false }
    return parts.count == 2 ? parts[1].count == 2 : parts.count == 1 && !needsPaise
  }
}
