import Payments

/// Markup: every element is closed, and where markup is built, a string is a text, which is escaped. So a page is
/// well-formed, as HTML and as XML, whatever stands in a ledger.
@resultBuilder
struct HTML {
  let markup: String

  static func buildExpression(_ text: String) -> HTML { HTML(markup: escaped(text)) }
  static func buildExpression(_ html: HTML) -> HTML { html }
  static func buildBlock(_ parts: HTML...) -> HTML { buildArray(parts) }
  static func buildArray(_ parts: [HTML]) -> HTML { HTML(markup: parts.map(\.markup).joined()) }
  static func buildOptional(_ part: HTML?) -> HTML { part ?? HTML(markup: "") }
  static func buildEither(first part: HTML) -> HTML { part }
  static func buildEither(second part: HTML) -> HTML { part }

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
      case "\t", "\n", "\r": escaped.append(scalar)
      case "\u{FFFE}", "\u{FFFF}": escaped.append("\u{FFFD}")
      default: escaped.append(scalar.isUnprintable ? "\u{FFFD}" : scalar)
      }
    }
    return String(escaped)
  }
}

/// Those that are nil are left out.
typealias Attributes = KeyValuePairs<String, String?>

func element(_ name: String, _ attributes: Attributes = [:], @HTML _ body: () -> HTML) -> HTML {
  HTML(markup: "<\(name)\(markup(attributes))>\(body().markup)</\(name)>")
}

/// An element that holds nothing.
func void(_ name: String, _ attributes: Attributes) -> HTML { HTML(markup: "<\(name)\(markup(attributes))/>") }

private func markup(_ attributes: Attributes) -> String {
  attributes.map { name, value in value.map { " \(name)=\"\(HTML.escaped($0))\"" } ?? "" }.joined()
}

func paragraph(_ text: String) -> HTML { element("p") { text } }

/// A part of a page with a heading.
func section(_ title: String, @HTML _ body: () -> HTML) -> HTML {
  element("section") {
    element("h2") { title }
    body()
  }
}
