import Foundation

/// One source file, with its comments and the words of its strings taken out for the rules about code.
struct Code {
  /// From `Sources/`, such as `Payments/Amount.swift`.
  let path: String
  let text: String
  /// The text without comments and without what stands in strings; interpolated code stays.
  let bare: String
  /// What stands in strings, without the interpolated code.
  let strings: [String]

  var room: String { String(path.prefix { $0 != "/" }) }
  var lines: Int {
    text.split(separator: "\n", omittingEmptySubsequences: false).count - (text.hasSuffix("\n") ? 1 : 0)
  }

  init(path: String, text: String) {
    self.path = path
    self.text = text
    var stripper = Stripper(text)
    bare = stripper.stripped()
    strings = stripper.strings
  }

  /// The project's folder, found from this file's own place.
  static let project = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Every Swift file of the rooms.
  static let sources = Result { try all(in: "Sources") }

  /// Every Swift file of a folder.
  static func all(in folder: String) throws -> [Code] {
    let sources = project.appending(path: folder)
    let names = try FileManager.default.subpathsOfDirectory(atPath: sources.path()).filter { $0.hasSuffix(".swift") }
    return try names.sorted().map { name in
      Code(path: name, text: try String(contentsOf: sources.appending(path: name), encoding: .utf8))
    }
  }
}

/// Takes comments and the words of strings out of Swift, and keeps those of strings.
struct Stripper {
  private let scalars: [Unicode.Scalar]
  private var at = 0
  private var bare = String.UnicodeScalarView()
  private(set) var strings: [String] = []

  init(_ text: String) { scalars = Array(text.unicodeScalars) }

  mutating func stripped() -> String {
    code(untilParenthesis: false)
    return String(bare)
  }

  private func starts(_ word: String) -> Bool {
    var place = at
    for scalar in word.unicodeScalars {
      guard place < scalars.count, scalars[place] == scalar else { return false }
      place += 1
    }
    return true
  }

  /// Code up to its end, or to the parenthesis that closes an interpolation.
  private mutating func code(untilParenthesis: Bool) {
    var depth = 0
    while at < scalars.count {
      if starts("//") {
        while at < scalars.count, scalars[at] != "\n" { at += 1 }
      } else if starts("/*") {
        while at < scalars.count, !starts("*/") { at += 1 }
        at += 2
      } else if let (hashes, isLong) = opening() {
        string(hashes: hashes, quote: isLong ? "\"\"\"" : "\"")
      } else {
        if scalars[at] == "(" { depth += 1 }
        if scalars[at] == ")" { depth -= 1 }
        if untilParenthesis, depth < 0 { return }
        bare.append(scalars[at])
        at += 1
      }
    }
  }

  /// The number of `#` of a string that starts here, and whether it may have several lines.
  private mutating func opening() -> (hashes: Int, isLong: Bool)? {
    var hashes = 0
    while at + hashes < scalars.count, scalars[at + hashes] == "#" { hashes += 1 }
    guard at + hashes < scalars.count, scalars[at + hashes] == "\"" else { return nil }
    at += hashes
    let isLong = starts("\"\"\"")
    at += isLong ? 3 : 1
    return (hashes, isLong)
  }

  private mutating func string(hashes: Int, quote: String) {
    let marks = String(repeating: "#", count: hashes)
    var words = String.UnicodeScalarView()
    defer { strings.append(String(words)) }
    bare.append(contentsOf: "\"\"".unicodeScalars)
    while at < scalars.count {
      if starts(quote + marks) {
        at += quote.unicodeScalars.count + hashes
        return
      } else if starts("\\\(marks)(") {
        at += 2 + hashes
        bare.append(" ")
        code(untilParenthesis: true)
        at += 1
      } else if starts("\\\(marks)") {
        at += 2 + hashes
      } else {
        words.append(scalars[at])
        at += 1
      }
    }
  }
}
