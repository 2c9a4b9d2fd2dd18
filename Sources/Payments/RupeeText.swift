/// Paise as people read them, for single amounts and for sums alike.
enum RupeeText {
  static func rupees(_ paise: Int128) -> String {
    let (rupees, rest) = paise.magnitude.quotientAndRemainder(dividingBy: 100)
    return "\(paise < 0 ? "-" : "")\(rupees).\(rest < 10 ? "0" : "")\(rest)"
  }

  static func grouped(_ paise: Int128) -> String {
    let parts = rupees(paise).split(separator: ".")
    let digits = parts[0].drop { $0 == "-" }
    var text = paise < 0 ? "-₹" : "₹"
    for (index, digit) in digits.enumerated() {
      let left = digits.count - index
      // The last group has three digits, all others two.
      if index > 0, left == 3 || (left > 3 && left % 2 == 1) { text.append(",") }
      text.append(digit)
    }
    return "\(text).\(parts[1])"
  }

  static func words(_ paise: Int128) -> String {
    let (rupees, rest) = paise.magnitude.quotientAndRemainder(dividingBy: 100)
    var parts: [String] = []
    if rupees > 0 || rest == 0 { parts.append(words(for: rupees) + (rupees == 1 ? " rupee" : " rupees")) }
    if rest > 0 { parts.append(words(for: rest) + (rest == 1 ? " paisa" : " paise")) }
    return (paise < 0 ? "minus " : "") + parts.joined(separator: " and ")
  }

  private static let units = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
  ]

  private static let tens = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]

  /// Largest first; above a crore, crores are counted in the same words (`two lakh crore`).
  private static let scales: [(value: UInt128, name: String)] = [
    (1_00_00_000, "crore"), (1_00_000, "lakh"), (1_000, "thousand"), (100, "hundred"),
  ]

  private static func words(for number: UInt128) -> String {
    guard let scale = scales.first(where: { number >= $0.value }) else { return wordsBelowHundred(Int(number)) }
    let head = "\(words(for: number / scale.value)) \(scale.name)"
    let rest = number % scale.value
    return rest == 0 ? head : "\(head) \(words(for: rest))"
  }

  private static func wordsBelowHundred(_ number: Int) -> String {
    if number < 20 { return units[number] }
    let head = tens[number / 10]
    return number % 10 == 0 ? head : "\(head)-\(units[number % 10])"
  }
}
