/// Amounts and transaction types.
enum MoneyTables {
  static let all: [Sample] = amounts + wrongAmounts + limits + types

  private static let amounts =
    sent(.amount, as: "12.00", "12", "12.0", "12.00", "+12", "012", " 12 ", "'12", "\u{200B}12\u{A0}")
    + sent(.amount, as: "500.00", "₹500", "₹ 500", "Rs500", "Rs 500", "RS. 500", "rs.500", "INR 500", "inr500")
    + sent(.amount, as: "500.00", "500 INR", "500inr", "500/-", "500 /-", "Rs. 500/-", "+₹500", "+Rs 500 /-")
    + sent(.amount, as: "500.00", "₹\u{A0}500", "Rs.\u{202F}500", "500\u{A0}/-", "INR\u{2009}500")
    + sent(.amount, as: "100000.00", "1,00,000", "100,000", "100000", "₹1,00,000.00", "INR 100,000.0 INR")
    + sent(.amount, as: "12345678.90", "1,23,45,678.9", "12,345,678.90", "12345678.9")
    + sent(.amount, as: "1000.00", "1,000", "1,000.00") + sent(.amount, as: "0.01", "0.01", "₹0.01")
    + sent(.amount, as: "0.10", "0.1") + sent(.amount, as: "999.99", "999.99")
    + sent(.amount, as: "9999999999.99", "9999999999.99", "9,99,99,99,999.99", "9,999,999,999.99")

  private static let wrongAmounts =
    rejected(.amount, "control", "1\u{0}2", "12\n00", "1\u{7F}", "1\u{85}2", "1\t2")
    + rejected(.amount, "formula", "=12+1", "=\"12\"")
    + rejected(
      .amount,
      "spreadsheetError",
      "#REF!",
      "#N/A",
      "####",
      "#DIV/0!",
      "#VALUE!",
      "#NAME?",
      "#NUM!",
      "#SPILL!",
      "#NULL!"
    )
    + rejected(
      .amount,
      "spreadsheetError",
      "Err:502",
      "err:509",
      "#REF",
      "#NV",
      "#GETTING_DATA",
      "#ERROR!",
      "Loading..."
    )
    + rejected(.amount, "scientific", "1E5", "1.2E+5", "1e-2", "1.23457E+11", "+1E5")
    + rejected(.amount, "negative", "-5", "₹-5", "(500)", "\u{2212}5", "5-", "- 5.00", "-0")
    + rejected(.amount, "digits", "१२", "１２", "٥٠٠")
    + rejected(
      .amount,
      "decimals",
      "12.345",
      "12.",
      ".5",
      "1.000",
      "₹.50",
      "1.234,56",
      "Rs..5",
      "12.INR",
      "1,000.123"
    )
    + rejected(.amount, "grouping", "1,00", "1,0000", "10,00,00", "1,23,4567", "123,45,678", "12,34,567,890")
    + rejected(.amount, "grouping", "1,000,00,000", "1234,567", "12,50", "1,,000", "1,234,56.00", "1,000,")
    + rejected(
      .amount,
      "tooLarge",
      "10000000000",
      "92233720368547758.07",
      "92233720368547758.08",
      "99999999999999999999",
      repeated("9", 400)
    )
    + rejected(.amount, "zero", "0", "0.00", "₹0", "000")
    + rejected(.amount, "currency", "$5", "5 USD", "€5", "500 Rs", "Rs Rs 5", "₨500", "5k", "1 lakh")
    + rejected(.amount, "spaces", "1 000", "1\u{A0}000", "500  /-", "+ 500", "₹ \u{A0}500", "₹\u{200B}500")
    + rejected(.amount, "format", ",500", "five", "₹", "+", "++5", "12.5.0", "5%", "500/", "--", "INR")

  private static let limits =
    sent(.impsAmount, as: "500000.00", "5,00,000", "500000.00")
    + rejected(.impsAmount, "limit", "5,00,000.01", "500001")
    + sent(.neftAmount, as: "500000.01", "5,00,000.01") + sent(.neftAmount, as: "50000000.00", "5,00,00,000")
    + warned(.neftAmount, ["large"], "50000000.01", "9999999999.99")
    + rejected(.neftAmount, "tooLarge", "50100123456789", "10,00,00,00,000.00")
    + sent(.limitedAmount, as: "1000.00", "1,000") + rejected(.limitedAmount, "maximum", "1000.01")

  private static let types =
    sent(.type, as: "NEFT", "NEFT", "neft", "NeFt ", "'neft") + sent(.type, as: "IMPS", "IMPS", "imps", "iMPS")
    + sent(.type, as: "NEFT", "N", "n", "NE", "NFT", "nft") + sent(.type, as: "IMPS", "IFC", "ifc")
    + rejected(.type, "unknown", "RTGS", "R", "rtg", "I", "upi", "IFT", "NEFT/IMPS", "N EFT", "NEF", "IMPSX", "ＮＥＦＴ")
    + rejected(.type, "control", "NE\u{1}FT")
    + rejected(.type, "formula", "=A1") + rejected(.type, "spreadsheetError", "#N/A", "#NULL!", "#N/A!")
}
