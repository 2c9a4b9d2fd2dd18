/// Hides numbers and secrets in what people read: logs, messages, progress lines.
public enum Masking {
  /// Digits of an account number or mobile that stay readable.
  public static let charactersShown = 4
  /// Shorter ones are hidden whole: four of them would tell too much.
  public static let charactersShownFrom = 9
  /// A run of this many digits in foreign words is taken for an account number or mobile.
  public static let digitsRunMin = 9

  /// An account number or mobile with only its last four characters readable: `XXXXXXXX1836`.
  ///
  /// Anything shorter than nine characters becomes X altogether.
  public static func masked(_ identifier: Span<UInt8>) -> String {
    masked(identifier.string)
  }

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
      if let endOfName = endOfDate(bytes.span, from: at) ?? endOfBatchName(bytes.span, from: at) {
        end = endOfName
        text += bytes[at..<end]
      } else if ASCII.isDigit(bytes[at]) {
        end = endOfRun(bytes.span, from: at)
        text += maskedRun(bytes[at..<end])
      } else {
        text.append(bytes[at])
      }
      at = end
    }
    return text
  }

  /// The run as it is when it is short, else its digits, masked, without what stood between them.
  private static func maskedRun(_ run: ArraySlice<UInt8>) -> [UInt8] {
    let digits = run.filter(ASCII.isDigit)
    guard digits.count >= digitsRunMin else { return Array(run) }
    return Array(masked(digits.span).utf8)
  }

  /// Most spaces and dashes in a row that do not end a run of digits, as in `98765 - 43210`.
  private static let separatorsMax = 3

  /// The end of digits and of the separators between them.
  private static func endOfRun(_ bytes: Span<UInt8>, from start: Int) -> Int {
    var end = start
    var at = start
    var separators = 0
    while at < bytes.count {
      if ASCII.isDigit(bytes[at]) {
        // A date or a batch behind a short number does not belong to it.
        if separators > 0, endOfDate(bytes, from: at) ?? endOfBatchName(bytes, from: at) != nil { break }
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

  /// The end of a batch's name that starts at `start` and stands alone: a day, a dash, and five letters and digits, which
  /// are not all digits.
  private static func endOfBatchName(_ bytes: Span<UInt8>, from start: Int) -> Int? {
    let (dash, end) = (start + 8, start + 14)
    guard end <= bytes.count, start == 0 || !ASCII.isAlphanumeric(bytes[start - 1]) else { return nil }
    guard end == bytes.count || !ASCII.isAlphanumeric(bytes[end]), bytes.matches("20", at: start) else { return nil }
    guard bytes.endOfDigits(from: start) == dash, bytes[dash] == ASCII.dash else { return nil }
    let mark = bytes.extracting(dash + 1..<end)
    guard mark.indices.allSatisfy({ ASCII.isAlphanumeric(mark[$0]) }), mark.endOfDigits(from: 0) < mark.count else {
      return nil
    }
    let (month, day) = (bytes.number(in: start + 4..<start + 6), bytes.number(in: start + 6..<dash))
    return (1...12).contains(month) && (1...31).contains(day) ? end : nil
  }

  /// The end of a date `yyyy-mm-dd` of this or the last century that starts at `start` and stands alone.
  private static func endOfDate(_ bytes: Span<UInt8>, from start: Int) -> Int? {
    let end = start + 10
    guard end <= bytes.count, start == 0 || !ASCII.isDigit(bytes[start - 1]) else { return nil }
    guard bytes.matches("19", at: start) || bytes.matches("20", at: start) else { return nil }
    guard bytes.endOfDigits(from: start) == start + 4, bytes[start + 4] == ASCII.dash else { return nil }
    guard bytes.endOfDigits(from: start + 5) == start + 7, bytes[start + 7] == ASCII.dash else { return nil }
    guard bytes.endOfDigits(from: start + 8) == end else { return nil }
    let isMonth = (1...12).contains(bytes.number(in: (start + 5)..<(start + 7)))
    let isDay = (1...31).contains(bytes.number(in: (start + 8)..<end))
    let isFollowed = end < bytes.count && bytes[end] == ASCII.dash
    return isMonth && isDay && !isFollowed ? end : nil
  }
}
