import Payments

/// Markup that grows: text is escaped and every element closed, so that a page is well-formed, as HTML and as XML,
/// whatever stands in a ledger.
struct HTML {
  typealias Attributes = KeyValuePairs<String, String>

  private(set) var markup = ""

  /// An element around what `body` adds.
  mutating func element(_ name: String, _ attributes: Attributes = [:], _ body: (inout HTML) -> Void) {
    open(name, attributes)
    markup += ">"
    body(&self)
    markup += "</\(name)>"
  }

  /// An element around a text.
  mutating func element(_ name: String, _ attributes: Attributes = [:], text: String) {
    element(name, attributes) { $0.text(text) }
  }

  /// An element that holds nothing.
  mutating func void(_ name: String, _ attributes: Attributes = [:]) {
    open(name, attributes)
    markup += "/>"
  }

  mutating func text(_ text: String) { markup += Self.escaped(text) }

  /// The program's own style, which has no `<` and no `&` in it.
  mutating func style(_ rules: String) { markup += rules }

  /// What stands before the first element.
  mutating func documentType() { markup += "<!DOCTYPE html>\n" }

  private mutating func open(_ name: String, _ attributes: Attributes) {
    markup += "<\(name)"
    for (key, value) in attributes { markup += " \(key)=\"\(Self.escaped(value))\"" }
  }

  /// The text with the signs that mean something in markup spelled out, and those that XML forbids, or that would turn
  /// the words around them, shown as U+FFFD.
  static func escaped(_ text: String) -> String {
    var escaped = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped.append(contentsOf: "&amp;".unicodeScalars)
      case "<": escaped.append(contentsOf: "&lt;".unicodeScalars)
      case ">": escaped.append(contentsOf: "&gt;".unicodeScalars)
      case "\"": escaped.append(contentsOf: "&quot;".unicodeScalars)
      case "'": escaped.append(contentsOf: "&#39;".unicodeScalars)
      case _ where isHarmful(scalar): escaped.append("\u{FFFD}")
      default: escaped.append(scalar)
      }
    }
    return String(escaped)
  }

  private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A, 0x0D: false
    case 0xFFFE, 0xFFFF: true
    default: scalar.isUnprintable
    }
  }
}
