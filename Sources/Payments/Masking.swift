/// Hides numbers and secrets in what people read: logs, messages, progress lines.
public enum Masking {
  /// Digits of an account number or mobile that stay readable.
  private static let charactersShown = 4
  /// Shorter ones are hidden whole: four of them would tell too much.
  private static let charactersShownFrom = 9
  /// A run of this many digits in foreign words is taken for an account number or mobile.
  public static let digitsRunMin = 9

  /// An account number or mobile with only its last four characters readable: `XXXXXXXX1836`.
  ///
  /// Anything shorter than nine characters becomes X altogether.
  public static func masked(_ identifier: Span<UInt8>) -> String { masked(identifier.string) }

  /// The same for text.
  public static func masked(_ identifier: String) -> String {
    let scalars = Array(identifier.unicodeScalars)
    let shown = scalars.count >= charactersShownFrom ? charactersShown : 0
    var text = String(repeating: "X", count: scalars.count - shown)
    text.unicodeScalars.append(contentsOf: scalars.suffix(shown))
    return text
  }

  /// Someone else's words without what must not be shown: every one of `secrets` (see `masked(secrets:in:)`) and every
  /// run of nine or more digits, spaces and dashes inside it included, gives way to its masked form.
  ///
  /// Dates like 2025-02-25 and names of batches like 20251121-k3fq7 stay readable.
  public static func masked(words: String, secrets: Secrets = Secrets()) -> String {
    masked(words) { words in
      let words = secrets.masked(in: words)
      guard words.utf8.count(where: ASCII.isDigit) >= digitsRunMin else { return words }
      return String(decoding: maskingRuns(Array(words.utf8)), as: UTF8.self)
    }
  }

  /// Someone else's words without `secrets`, in whatever ASCII case and with whatever spaces and marks between their
  /// letters and digits; other numbers, such as references, stay readable.
  public static func masked(secrets: Secrets, in words: String) -> String { masked(words, secrets.masked) }

  /// What is masked once it is spelled plainly is shown so; all other words stay as they are.
  private static func masked(_ words: String, _ mask: (String) -> String) -> String {
    let plain = PlainSpelling.of(words) ?? words
    let masked = mask(plain)
    return masked == plain ? words : masked
  }

  private static func maskingRuns(_ bytes: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count)
    var at = 0
    while at < bytes.count {
      var end = at + 1
      if let endOfName = endOfName(bytes.span, from: at) {
        end = endOfName
      } else if ASCII.isDigit(bytes[at]) {
        end = endOfRun(bytes.span, from: at)
        let digits = bytes[at..<end].filter(ASCII.isDigit)
        if digits.count >= digitsRunMin {
          // Without what stood between them.
          text += masked(digits.span).utf8
          at = end
          continue
        }
      }
      text += bytes[at..<end]
      at = end
    }
    return text
  }

  /// Most spaces and dashes in a row that do not end a run of digits, as in `98765 - 43210`.
  private static let separatorsMax = 3

  private static func endOfRun(_ bytes: Span<UInt8>, from start: Int) -> Int {
    var (at, end, separators) = (start, start, 0)
    while at < bytes.count {
      if ASCII.isDigit(bytes[at]) {
        // A date or a batch behind a short number does not belong to it.
        if separators > 0, endOfName(bytes, from: at) != nil { break }
        at += 1
        end = at
        separators = 0
      } else if separators < separatorsMax, let match = LookAlike.at(at, in: bytes) {
        at += match.length
        separators += 1
      } else {
        break
      }
    }
    return end
  }

  /// The end of a date `yyyy-mm-dd` of this or the last century, or of a batch's name, that starts at `start` and stands
  /// alone. A batch's name is a day, a dash, and five letters and digits, which are not all digits.
  private static func endOfName(_ bytes: Span<UInt8>, from start: Int) -> Int? {
    let isDate = bytes.hasForm("0000-00-00", at: start)
    guard isDate || bytes.hasForm("00000000-", at: start) else { return nil }
    let end = start + (isDate ? 10 : 14)
    let isOfOurs = bytes.matches("20", at: start) || isDate && bytes.matches("19", at: start)
    guard isOfOurs, end <= bytes.count else { return nil }
    // What a date must not go on with is less, for it may stand in a longer text.
    let goesOn = isDate ? ASCII.isDigit : ASCII.isAlphanumeric
    if start > 0, goesOn(bytes[start - 1]) { return nil }
    if end < bytes.count, goesOn(bytes[end]) || isDate && bytes[end] == ASCII.dash { return nil }
    let mark = bytes.extracting((isDate ? end : start + 9)..<end)
    guard isDate || mark.isAlphanumeric && !mark.isAllDigits else { return nil }
    let month = bytes.number(in: isDate ? start + 5..<start + 7 : start + 4..<start + 6)
    let day = bytes.number(in: isDate ? start + 8..<end : start + 6..<start + 8)
    return (1...12).contains(month) && (1...31).contains(day) ? end : nil
  }
}
