import Operations

/// What a code of a rejected or warned row means, for people who count rows by reason.
enum Reason {
  /// `beneficiaryIFSC has the letter O for a zero`; the code itself if nobody knows it.
  static func words(of code: String) -> String { words(of: code) { $0 } }

  /// The same of a sheet that has names of its own for the fields.
  static func words(of code: String, named name: (String) -> String) -> String {
    if let words = rows[code] { return words }
    let parts = code.split(separator: ".", maxSplits: 1).map(String.init)
    guard parts.count == 2, let words = problems[parts[1]] else { return code }
    return "\(name(parts[0])) \(words)"
  }

  private static let rows = [
    "row.fields": "the row has more cells than the header",
    "row.duplicate": "the same as an earlier row",
    "row.repeat": "the same payment as a row of another batch",
    "row.control": "an invisible control character",
    "row.header": "repeats the header",
    "row.total": "a line of totals",
    "row.currency": "another currency than rupees",
    "row.onHold": "says that it is paid, on hold, cancelled or not to be paid",
    "row.number": "has the aop_row of another row",
    "row.later": "its value date is still to come",
    "accountNumber.names": "one account under several names",
  ]

  private static let problems = [
    "account": "is the row's own account number",
    "age": "is more than 120 years ago",
    "bank": "is of a bank that NEFT reaches at no branch: merged, or mistyped",
    "characters": "has characters that do not belong there",
    "control": "has an invisible character inside",
    "currency": "has a currency that is not rupees",
    "date": "is a date where none belongs, or no real day",
    "decimals": "has decimals that cannot be",
    "digits": "has digits that cannot be",
    "domain": "has a domain that cannot be",
    "dots": "has dots in wrong places",
    "format": "is not written as it must be",
    "formula": "is a formula that was not worked out",
    "future": "is still to come",
    "ifsc": "is an IFSC",
    "grouping": "has commas in wrong places",
    "large": "is very large",
    "length": "has the wrong length",
    "letterO": "has the letter O for a zero",
    "letters": "has letters where none belong, or none where they do",
    "limit": "is more than the way of sending carries",
    "long": "is long",
    "mask": "is masked",
    "maximum": "is above your own limit",
    "mobile": "is the row's own mobile number",
    "mode": "is a way of sending (NEFT, IMPS)",
    "neft": "is not reached by NEFT",
    "negative": "is negative",
    "placeholder": "looks made up",
    "range": "is out of range",
    "repeated": "is one digit again and again",
    "required": "is empty",
    "restored": "lost its last digits in a spreadsheet",
    "scientific": "is written as 1.2E+11",
    "spaces": "has spaces inside",
    "split": "may have been split by a comma",
    "spreadsheetError": "is the error of a spreadsheet",
    "swapped": "is exchanged with another one",
    "tooLarge": "is impossibly large",
    "unknown": "is not known",
    "unusual": "is unusual",
    "zero": "is zero",
    "zeros": "ends in zeros",
  ]
}
