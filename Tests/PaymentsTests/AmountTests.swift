import Payments
import TestSupport
import Testing

@Suite("Amounts")
struct AmountTests {
  @Test("an amount written in any way is read as the same paise")
  func roundTrip() {
    var random = SeededGenerator()
    for round in 0..<20_000 {
      let digits = round % 17
      let paise = Int64.random(in: 1...max(9, power(digits)), using: &random)
      let amount = Amount(paise: paise)
      for text in spellings(of: amount) {
        #expect(Amount(text: text) == amount, "\(text)")
      }
    }
  }

  private func power(_ digits: Int) -> Int64 { (0..<digits).reduce(1) { product, _ in product * 10 } }

  private func spellings(of amount: Amount) -> [String] {
    let rupees = String(amount.paise / 100)
    let paise = amount.paise % 100
    let decimals = "." + (paise < 10 ? "0" : "") + String(paise)
    let western = grouped(rupees, by: 3)
    let indian = rupees.count > 3 ? grouped(String(rupees.dropLast(3)), by: 2) + "," + rupees.suffix(3) : rupees
    var texts = [amount.rupees, amount.grouped, "+" + rupees + decimals, "Rs. " + western + decimals + "/-"]
    texts += ["INR " + indian + decimals, indian + decimals + " inr", "rs" + western + decimals + " /-"]
    if paise == 0 { texts += [rupees, indian, western, "₹ " + indian] }
    if paise % 10 == 0 { texts.append(rupees + ".\(paise / 10)") }
    return texts
  }

  private func grouped(_ digits: String, by size: Int) -> String {
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % size == 0 { text.append(",") }
      text.append(digit)
    }
    return text
  }

  @Test(
    "rupees, grouping and words of an amount",
    arguments: [
      (0, "0.00", "₹0.00", "zero rupees"), (1, "0.01", "₹0.01", "one paisa"), (100, "1.00", "₹1.00", "one rupee"),
      (1205, "12.05", "₹12.05", "twelve rupees and five paise"),
      (99_999, "999.99", "₹999.99", "nine hundred ninety-nine rupees and ninety-nine paise"),
      (1_00_000, "1000.00", "₹1,000.00", "one thousand rupees"),
      (1_23_000_05, "123000.05", "₹1,23,000.05", "one lakh twenty-three thousand rupees and five paise"),
      (5_00_00_000_00, "50000000.00", "₹5,00,00,000.00", "five crore rupees"),
      (1_00_00_00_000_00, "1000000000.00", "₹1,00,00,00,000.00", "one hundred crore rupees"),
      (2_00_000_00_00_000_00, "2000000000000.00", "₹20,00,00,00,00,000.00", "two lakh crore rupees"),
      (-550, "-5.50", "-₹5.50", "minus five rupees and fifty paise"),
      (Int64.max, "92233720368547758.07", "₹92,23,37,20,36,85,47,758.07", nil),
    ] as [(Int64, String, String, String?)]
  )
  func text(_ paise: Int64, _ rupees: String, _ grouped: String, _ words: String?) {
    let amount = Amount(paise: paise)
    #expect(amount.rupees == rupees)
    #expect(amount.grouped == grouped)
    if let words { #expect(amount.inWords == words) }
  }

  @Test("the smallest and the largest number of paise have a text")
  func extremes() {
    #expect(Amount(paise: .min).rupees == "-92233720368547758.08")
    #expect(Amount(paise: .max).inWords.hasSuffix("fifty-eight rupees and seven paise"))
  }

  @Test("what is no amount is none", arguments: ["", " ", "0", "-1", "1,0", "12.345", "x"])
  func none(text: String) { #expect(Amount(text: text) == nil) }

  @Test("sums hold more than any number of the largest amounts")
  func sums() {
    var total = Total()
    for _ in 0..<3 { total.add(paise: .max) }
    #expect(total == Total(rows: 3, paise: 3 * Int128(Int64.max)))
    #expect(Amount(paise: 1) < Amount(paise: 2))
  }
}
