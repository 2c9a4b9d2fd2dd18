import TestSupport

/// The same value, written otherwise: what programs and people make of it.
enum Spelling {
  static func vary(_ kind: Kind, _ value: String, _ generator: inout SeededGenerator) -> String {
    switch kind {
    case .amount: amount(value, &generator)
    case .ifsc: generator.once(in: 2) ? value.lowercased() : value
    case .mode: mode(value, &generator)
    case .mobile: mobile(value, &generator)
    case .account, .reference, .beneficiary, .pin, .title: generator.once(in: 2) ? "'" + value : value
    default: value
    }
  }

  /// Blanks and invisible marks around it.
  static func pad(_ value: String, _ generator: inout SeededGenerator) -> String {
    let marks = [
      " ", "  ", "\u{A0}", "\t", "\u{200B}", "\u{FEFF}", "\u{200E}", "\u{202C}", "\u{2069}", " \u{A0} ", "\n",
    ]
    return (generator.once(in: 2) ? generator.pick(marks) : "") + value
      + (generator.once(in: 2) ? generator.pick(marks) : "")
  }

  private static func amount(_ value: String, _ generator: inout SeededGenerator) -> String {
    let parts = value.split(separator: ".", maxSplits: 1).map(String.init)
    let decimals = parts.count > 1 ? "." + parts[1] : ""
    let grouped = grouped(parts[0], isIndian: generator.once(in: 2)) + decimals
    let body = generator.once(in: 2) ? grouped : value
    let before = generator.pick(["", "", "₹", "₹ ", "Rs", "Rs.", "Rs. ", "rs. ", "INR ", "inr ", "RS ", "+"])
    let after = before.isEmpty ? generator.pick(["", " INR", "/-", " /-", " inr"]) : generator.pick(["", "", "/-"])
    return (generator.once(in: 5) ? "'" : "") + before + body + after
  }

  /// Indian 1,00,000 or Western 100,000.
  static func grouped(_ digits: String, isIndian: Bool) -> String {
    guard digits.count > 3 else { return digits }
    var (rest, groups) = (digits.dropLast(3), [digits.suffix(3)])
    while !rest.isEmpty {
      groups.insert(rest.suffix(isIndian ? 2 : 3), at: 0)
      rest = rest.dropLast(isIndian ? 2 : 3)
    }
    return groups.joined(separator: ",")
  }

  private static func mode(_ value: String, _ generator: inout SeededGenerator) -> String {
    let spellings = value == "NEFT" ? ["neft", "Neft", "N", "NE", "NFT", "nEfT"] : ["imps", "Imps", "IFC", "iMPS"]
    return generator.pick(spellings)
  }

  private static func mobile(_ value: String, _ generator: inout SeededGenerator) -> String {
    let dash = generator.pick(["-", " ", "\u{A0}", "\u{2011}", "\u{2013}", ".", "\u{2009}", "\u{200B}", ""])
    let split = String(value.prefix(5)) + dash + String(value.suffix(5))
    let prefix = generator.pick(["+91", "+91 ", "+91-", "0091", "0091 ", "91", "91-", "0", "(+91) ", "(0)", "", ""])
    return (generator.once(in: 5) ? "'" : "") + prefix + split
  }
}
