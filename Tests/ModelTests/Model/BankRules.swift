/// A directory of IFSCs, as far as the generator's codes go.
struct Directory: Sendable {
  let reachable: Set<String>
  var unreachable: Set<String> = []

  /// Codes that the built-in directory has, found by asking the program once for each; public knowledge all of them.
  static let builtIn = Directory(reachable: [
    "HDFC0000240", "HDFC0000001", "HDFC0000060", "SBIN0000300", "SBIN0000691", "ICIC0000001", "ICIC0000011",
    "UTIB0000004", "UTIB0000010", "KKBK0000958", "PUNB0000100", "YESB0000001", "IDFB0040101", "UBIN0530786",
    "FDRL0001001", "INDB0000006", "RATN0000001",
  ])
  /// Codes of the built-in directory's banks that no branch has, and codes of banks without branches.
  static let builtInUnknown = ["HDFC0ZZZZZ9", "SBIN0ZZZZ99", "ICIC0ZZZZZ7"]
  static let withoutBank = ["ABCD0123456", "SYNB0000445"]

  func isKnown(_ code: String) -> Bool { reachable.contains(code) || unreachable.contains(code) }
  func hasBank(of code: String) -> Bool { reachable.contains { $0.prefix(4) == code.prefix(4) } }
}

/// Rules about whom the money goes to.
enum BankRules {
  static func ifsc(_ text: String, _ directory: Directory, isStrict: Bool) -> Findings {
    let code = text.uppercased()
    guard code.wholeMatch(of: /[A-Z]{4}0[A-Z0-9]{6}/) != nil else {
      let isShort = code.wholeMatch(of: /[A-Z0-9]+/) != nil && code.count != 11
      return isShort ? .error(code: "length") : .error
    }
    var findings = Findings()
    let isKnown = directory.isKnown(code)
    if !isKnown, isStrict { findings.isError = true }
    if !isKnown || directory.unreachable.contains(code) { findings.isWarning = true }
    if !directory.hasBank(of: code) {
      if isStrict, !isKnown {
        findings.openErrors = ["bank"]
      } else {
        findings.warningCodes = ["bank"]
      }
    }
    return findings
  }

  static func account(_ text: String, _ directory: Directory) -> Findings {
    if text.wholeMatch(of: /[+-]?[0-9]+(\.[0-9]+)?[eE][+-][0-9]+/) != nil { return .error(code: "scientific") }
    if text.wholeMatch(of: /[0-9]+\.[0-9]+[eE][0-9]+/) != nil { return .error(code: "scientific") }
    guard text.wholeMatch(of: /[A-Za-z0-9]{5,35}/) != nil, !text.uppercased().contains("XX") else { return .error }
    if text.wholeMatch(of: /[A-Za-z]{4}0[A-Za-z0-9]{6}/) != nil, directory.hasBank(of: text.uppercased()) {
      return .error
    }
    let digits = text.utf8.filter { (0x30...0x39).contains($0) }.map { Int($0) - 0x30 }
    guard digits.count == text.utf8.count else { return .warning }
    if digits.allSatisfy({ $0 == 0 }) { return .error }
    let isOdd =
      !(9...18).contains(digits.count) || isPattern(digits) || text.hasSuffix("00000")
      || (digits.count >= 16 && digits[15...].allSatisfy { $0 == 0 })
    return isOdd ? .warning : Findings()
  }

  /// One digit repeated, or counting up or down (0 comes after 9).
  private static func isPattern(_ digits: [Int]) -> Bool {
    let steps = Set(zip(digits, digits.dropFirst()).map { ($1 - $0 + 10) % 10 })
    return [[0], [1], [9]].contains(steps)
  }

  private static let spreadsheetErrors = [
    "#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!",
  ]
  private static let placeholders: Set<String> = ["null", "n/a", "nan", "tbd", "-do-", "ditto"]

  static func isSpreadsheetError(_ text: String) -> Bool {
    spreadsheetErrors.contains(text.uppercased()) || text.lowercased().wholeMatch(of: /err:5[0-9]{2}/) != nil
  }

  /// - Parameter numbers: The row's account and mobile number, as they stand there.
  static func name(_ text: String, numbers: [String]) -> Findings {
    guard (1...120).contains(text.count), !Cell.hasControl(text) else { return .error }
    guard text.contains(where: \.isLetter), !isSpreadsheetError(text), !numbers.contains(text) else { return .error }
    let isPlain = text.wholeMatch(of: /[A-Za-z0-9 '\/()._-]*/) != nil
    return text.count > 50 || !isPlain || placeholders.contains(text.lowercased()) ? .warning : Findings()
  }
}
