import TestSupport

/// Mistakes of every kind in the contract, and what is only odd. The model says which is which.
struct BadCells {
  let directory: Directory

  func cell(_ kind: Kind, _ generator: inout SeededGenerator) -> String {
    if generator.once(in: 12) { return "" }
    if generator.once(in: 15) { return control(kind, &generator) }
    return switch kind {
    case .account: generator.pick(accounts(&generator))
    case .amount: generator.pick(Self.amounts)
    case .mode: generator.pick(["I", "RTGS", "UPI", "R", "RTG", "NEFT/IMPS", "Cheque", "IFT", "NEFTS", "N EFT"])
    case .ifsc: generator.pick(ifscs())
    case .name: generator.pick(Self.names)
    case .mobile: generator.pick(Self.mobiles)
    case .email: generator.pick(Self.emails)
    case .reference: generator.pick(Self.references)
    case .beneficiary:
      generator.pick(["12A45", "1.2E+11", "nan", "12 34", String(repeating: "1", count: 65), "-5", "12345.0"])
    case .pin: generator.pick(["010045", "11004", "1100450", "11004A", "110 045"])
    case .address: ""
    case .birth: generator.pick(Self.births)
    case .latitude:
      generator.pick([
        "91", "-90.5", "5.999", "37.601", "-28.6", "28.", ".5", "1e1", "28,6", "28.6N", "90", "-90", "77.2362",
      ])
    case .longitude:
      generator.pick(["181", "-180.5", "67.999", "97.501", "-77", "77.", ".5", "77E", "180", "-180", "28.6090"])
    case .title: generator.pick(["0", "100", "01", "+1", "1.0", "Shri", "10", "99", "4", "-1", "1 2"])
    case .word: generator.pick(["AOP-777", "other value"])
    }
  }

  private func control(_ kind: Kind, _ generator: inout SeededGenerator) -> String {
    let mark = generator.pick(["\u{1}", "\u{7}", "\u{1B}", "\u{7F}", "\u{9B}", "\u{0}"])
    let value = GoodCells(directory: directory).cell(kind, &generator)
    return String(value.prefix(2)) + mark + value.dropFirst(2)
  }

  private func accounts(_ generator: inout SeededGenerator) -> [String] {
    [
      "1.23457E+13", "1.2E+11", "5.01E15", "1234E10", "50100123456789.0", "XXXXXX1234", "**********1234",
      "50100xx123456",
      "5010 0123 4567 89", "5010-0123-4567", "1234", String(repeating: "7", count: 36), "00000000000", "11111111111",
      "1234567890", "9876543210", "AB12345678", "123456", "1234567890123456789", "501001234567890000", "50100123400000",
      "501001234567890", "=50100123456789", "5010012345678\u{0967}", "ABC\u{E9}12345", "#REF!", "+50100123456789",
    ]
  }

  private static let amounts = [
    "0", "0.00", "-500", "(500)", "1.234", "12.3456", "1e3", "1.25E+03", ".5", "5.", "1,00,00", "1,0,000", "100,00,000",
    "12,50", ",500", "1.250,50", "1250,50", "5,00,000.01", "5,00,000.00", "500000.01", "5,00,00,000.00",
    "5,00,00,000.01",
    "60000000", "10000000000", "9999999999.99", "50100123456789", "$500", "USD 500", "500 USD", "₹  500", "₹₹500",
    "five hundred", "#REF!", "=500", "5 00", "1,00,000,00", "--", "NIL", "12.5.0", "\u{0967}\u{0968}", "+-5", "5/-/-",
  ]
  private static let names = [
    "#REF!", "Err:509", "?????", "#N/A", "#VALUE!", "NULL", "N/A", "nan", "TBD", "-do-", "ditto", "12345", "...",
    String(repeating: "N", count: 120), String(repeating: "N", count: 121), String(repeating: "N", count: 50),
    String(repeating: "N", count: 51), "Asha & Sons", "\u{0906}\u{0936}\u{093E} \u{0930}\u{093E}\u{0935}", "Jos\u{E9}",
    "=Asha", "@Asha", "Asha\nRao", "Asha\tRao", "A", "Null", "DITTO",
  ]
  private static let mobiles = [
    "5876543210", "987654321", "98765432101", "9.87654E+09", "9876543210.0", "98765XXXXX", "6666666666", "9999999999",
    "+1 9876543210", "+92 9876543210", "00919876543210", "091 9876543210", "0 0 9876543210", "mobile", "98765/43210",
    "9876543210, 9876543211", "+91 5876543210", "#REF!", "=9876543210", "98765O3210",
  ]
  private static let emails = [
    "asha", "asha@", "@example.com", "asha@example", "a..b@example.com", "asha@example..com", "asha@-example.com",
    "asha@example-.com", "asha rao@example.com", "a@b@c.in", "asha@exa_mple.com", "as,ha@example.com", "a@b.co",
    String(repeating: "a", count: 63) + "@"
      + Array(repeating: String(repeating: "b", count: 62), count: 3).joined(separator: ".") + ".c",
    String(repeating: "a", count: 64) + "@"
      + Array(repeating: String(repeating: "b", count: 62), count: 3).joined(separator: ".") + ".c",
    "a@" + String(repeating: "b", count: 64) + ".com", "asha@example.com.", "#N/A",
  ]
  private static let references = [
    "REF 7000", "1.2E+11", "1234567890.0", "nan", "NULL", "#REF!", "####", "01/02/2024", "2024-02-01", "=A1",
    String(repeating: "R", count: 64), String(repeating: "R", count: 65), "R\u{E9}F", "NaN", "null", "REF\u{2013}1",
  ]
  private static let births = [
    "31/02/2000", "29/02/1999", "29/02/1900", "20-08-2000", "2000/08/20", "20/13/2000", "00/01/2000", "20/08/2099",
    "20/08/1880", "20/08/00", "32/01/2000", "20.08.2000", "36757",
  ]

  private func ifscs() -> [String] {
    let good = directory.reachable.sorted()[0]
    return Directory.withoutBank + directory.unreachable.sorted()
      + [
        String(good.dropLast()), good + "1", good.prefix(4) + "O" + good.dropFirst(5),
        good.prefix(4) + "1" + good.dropFirst(5),
        "1" + good.dropFirst(), good.prefix(4) + " " + good.dropFirst(4), "HDFCOOOO240", good.prefix(10) + "-", "#N/A",
        good.prefix(4) + "0ZZZZZ9", good.prefix(4) + "0ZZZZ99",
      ]
  }
}
