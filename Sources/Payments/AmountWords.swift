extension Amount {
  /// The amount in English words with lakh and crore: `one lakh twenty-three thousand rupees and five paise`.
  public var inWords: String {
    let rupees = paise.magnitude / 100
    let rest = paise.magnitude % 100
    var parts: [String] = []
    if rupees > 0 || rest == 0 {
      parts.append(Self.words(for: rupees) + (rupees == 1 ? " rupee" : " rupees"))
    }
    if rest > 0 {
      parts.append(Self.words(for: rest) + (rest == 1 ? " paisa" : " paise"))
    }
    return (paise < 0 ? "minus " : "") + parts.joined(separator: " and ")
  }

  private static let units = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
  ]

  private static let tens = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]

  /// Largest first; above a crore, crores are counted in the same words (`two lakh crore`).
  private static let scales: [(value: UInt64, name: String)] = [
    (1_00_00_000, "crore"), (1_00_000, "lakh"), (1_000, "thousand"), (100, "hundred"),
  ]

  private static func words(for number: UInt64) -> String {
    guard let scale = scales.first(where: { number >= $0.value }) else { return wordsBelowHundred(number) }
    let head = "\(words(for: number / scale.value)) \(scale.name)"
    let rest = number % scale.value
    return rest == 0 ? head : "\(head) \(words(for: rest))"
  }

  private static func wordsBelowHundred(_ number: UInt64) -> String {
    if number < 20 { return units[Int(number)] }
    let head = tens[Int(number / 10)]
    return number % 10 == 0 ? head : "\(head)-\(units[Int(number % 10)])"
  }
}
