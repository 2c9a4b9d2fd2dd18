import Foundation

/// What a rule finds in one cell.
struct Findings: Sendable {
  var isError = false
  var isWarning = false
  /// Problems that the contract names, without the field.
  var errorCodes: Set<String> = []
  var warningCodes: Set<String> = []
  var openErrors: Set<String> = []

  static let error = Findings(isError: true)
  static let warning = Findings(isWarning: true)
  static func error(code: String) -> Findings { Findings(errorCodes: [code]) }

  /// Whether a rule is kept, and whether it is odd.
  static func kept(_ isKept: Bool, odd: Bool = false) -> Findings { isKept ? Findings(isWarning: odd) : .error }
}

/// Rules about people, places and references.
enum PersonRules {
  /// The ten digits; nil if it is no mobile.
  static func mobileDigits(_ text: String) -> String? {
    let plain = Cell.text(text.unicodeScalars.filter { !Cell.looseInMobiles.contains($0) })
    return plain.wholeMatch(of: /(?:\+91|0091|91|0)?([6-9][0-9]{9})/).map { String($0.1) }
  }

  static func mobile(_ text: String) -> Findings {
    guard let digits = mobileDigits(text) else { return .error }
    return .kept(true, odd: Set(digits).count == 1)
  }

  /// The WHATWG pattern, and a dot in the domain.
  static func email(_ text: String) -> Findings {
    let user = /[a-zA-Z0-9.!#$%&'*+\/=?^_`{|}~-]+/
    let label = /[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?/
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].wholeMatch(of: user) != nil else { return .error }
    let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
    let isDomain = labels.count > 1 && labels.allSatisfy { $0.wholeMatch(of: label) != nil }
    return .kept(isDomain && !text.contains("..") && text.utf8.count <= 254)
  }

  static func pin(_ text: String) -> Findings { .kept(text.wholeMatch(of: /[1-9][0-9]{5}/) != nil) }

  static func title(_ text: String) -> Findings {
    .kept(text.wholeMatch(of: /[1-9][0-9]?/) != nil, odd: !["1", "2", "3"].contains(text))
  }

  /// A real day, not in the future, under 120 years ago. The generator stays away from today.
  static func birth(_ text: String, year thisYear: Int = Calendar(identifier: .gregorian).component(.year, from: .now))
    -> Findings
  {
    guard let match = text.wholeMatch(of: /([0-9]{2})\/([0-9]{2})\/([0-9]{4})/), let day = Int(match.1),
      let month = Int(match.2), let year = Int(match.3), (1...12).contains(month)
    else { return .error }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    return .kept((1...days).contains(day) && (thisYear - 119..<thisYear).contains(year))
  }

  static func degrees(_ text: String) -> Double? {
    text.wholeMatch(of: /[+-]?[0-9]+(\.[0-9]+)?/) != nil ? Double(text) : nil
  }

  static let latitudes = 6.0...37.6
  static let longitudes = 68.0...97.5

  /// - Parameter onlyDigits: BeneID.
  static func reference(_ text: String, onlyDigits: Bool) -> Findings {
    let isKept =
      onlyDigits
      ? text.wholeMatch(of: /[0-9]{1,64}/) != nil
      : (1...64).contains(text.unicodeScalars.count)
        && text.unicodeScalars.allSatisfy { (0x21...0x7E).contains($0.value) }
    let isLeftover =
      text.hasPrefix("=") || BankRules.isSpreadsheetError(text) || text.wholeMatch(of: /#+/) != nil
      || text.wholeMatch(of: /[0-9](\.[0-9]+)?E\+[0-9]+/) != nil || text.wholeMatch(of: /[0-9]+\.0/) != nil
      || ["nan", "null"].contains(text.lowercased())
    let isDate =
      text.wholeMatch(of: /[0-9]{2}[\/-][0-9]{2}[\/-][0-9]{4}/) != nil
      || text.wholeMatch(of: /[0-9]{4}-[0-9]{2}-[0-9]{2}/) != nil
    return .kept(isKept, odd: isLeftover || isDate)
  }
}
