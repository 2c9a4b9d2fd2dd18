/// An amount as the contract's pattern reads it.
enum AmountReading: Equatable {
  case paise(Int128)
  case wrong(code: String?)

  private static var pattern: Regex<(Substring, Substring, Substring?)> {
    /\+?(?:₹ ?|[Rr][Ss]\.? ?|[Ii][Nn][Rr] )?([0-9][0-9,]*)(\.[0-9]+)?(?: [Ii][Nn][Rr]| ?\/-)?/
  }

  init(_ text: String) {
    guard let match = text.wholeMatch(of: Self.pattern), let rupees = Self.rupees(String(match.1)) else {
      self = .wrong(code: nil)
      return
    }
    let decimals = match.2.map { String($0.dropFirst()) } ?? ""
    guard decimals.count <= 2 else {
      self = .wrong(code: "decimals")
      return
    }
    let paise = rupees * 100 + (Int128((decimals + "00").prefix(2)) ?? 0)
    self = paise > 0 ? .paise(paise) : .wrong(code: nil)
  }

  /// Plain, or grouped as Indian or Western people do.
  private static func rupees(_ digits: String) -> Int128? {
    let isGrouped =
      digits.wholeMatch(of: /[0-9]{1,3}(,[0-9]{3})+/) != nil
      || digits.wholeMatch(of: /[0-9]{1,2}(,[0-9]{2})*,[0-9]{3}/) != nil
    guard isGrouped || !digits.contains(",") else { return nil }
    return Int128(digits.filter { $0 != "," })
  }
}

/// Rules about money, in paise.
enum MoneyRules {
  static let impsMaximum: Int128 = 5_00_000_00
  static let neftLarge: Int128 = 5_00_00_000_00
  /// ₹1,000 crore.
  static let impossible: Int128 = 1_000_00_00_000_00

  static func mode(_ text: String) -> String? {
    switch text.uppercased() {
    case "NEFT": "NEFT"
    case "IMPS": "IMPS"
    default: ["N": "NEFT", "NE": "NEFT", "NFT": "NEFT", "IFC": "IMPS"][text.uppercased()]
    }
  }

  /// What a comma broke: an amount of one to three digits whose next cells go on like a grouped number.
  ///
  /// - Parameters:
  ///   - next: The cells behind the amount, as far as their columns are not used.
  static func split(amount: String, next: [(header: String, text: String)]) -> (isError: Bool, isWarning: Bool) {
    guard let first = next.first else { return (false, false) }
    let isOfWords = first.header.isEmpty || speaksOfWords(first.header)
    // The decimals behind a comma.
    let isDecimal = isOfWords && first.text != "00" && first.text.wholeMatch(of: /[0-9]{2}/) != nil
    guard amount.wholeMatch(of: /[0-9]{1,3}/) != nil else {
      return (false, isDecimal && amount.wholeMatch(of: /[^.]*[0-9]/) != nil)
    }
    if first.text.wholeMatch(of: /[0-9]{3}\.[0-9]{1,2}/) != nil { return (true, false) }
    if first.text.wholeMatch(of: /[0-9]{3}/) != nil {
      return isOfWords ? (true, false) : (false, !speaksOfANumber(first.header))
    }
    let goesOn = next.count > 1 && next[1].text.wholeMatch(of: /[0-9]{3}(\.[0-9]{1,2})?/) != nil
    if first.text.wholeMatch(of: /[0-9]{2}/) != nil, goesOn { return (true, false) }
    return (false, isDecimal)
  }

  private static func speaksOfWords(_ header: String) -> Bool {
    ["remarks", "narration", "note", "purpose", "description", "particulars", "comment"].contains(header.lowercased())
  }

  /// Of the generator's own unknown columns.
  private static func speaksOfANumber(_ header: String) -> Bool {
    ["Sr No", "Invoice No", "Debit Account No", "Invoice Amount", "GST", "Employee Code", "CORP_ACC_NUM"].contains(
      header
    )
  }
}
