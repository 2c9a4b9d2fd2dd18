/// A JSON value as the provider wrote it: numbers stay text, and an object keeps every pair, for a key that stands
/// twice is something that we must see.
public enum JSONValue: Equatable, Sendable {
  case object([Pair])
  case array([JSONValue])
  case string(String)
  case number(String)
  case bool(Bool)
  case null

  /// One member of an object.
  public struct Pair: Equatable, Sendable {
    public let key: String
    public let value: JSONValue

    public init(_ key: String, _ value: JSONValue) { (self.key, self.value) = (key, value) }
  }

  /// The value of a key of an object; the first one if the key stands more than once.
  public subscript(key: String) -> JSONValue? {
    guard case .object(let pairs) = self else { return nil }
    return pairs.first { $0.key == key }?.value
  }

  /// A string, number or truth as text; nil for everything else and for the empty string.
  public var text: String? {
    switch self {
    case .string(let text): text.isEmpty ? nil : text
    case .number(let digits): digits
    case .bool(let truth): truth ? "true" : "false"
    case .object, .array, .null: nil
    }
  }

  /// The values of some keys of an object, in its order.
  public func values(where isWanted: (String) -> Bool) -> [JSONValue] {
    guard case .object(let pairs) = self else { return [] }
    return pairs.filter { isWanted($0.key) }.map(\.value)
  }

  /// The text of a key of an object.
  public func text(_ key: String) -> String? { self[key]?.text }

  /// Whether somewhere inside, one key of an object stands twice with different values.
  public var contradictsItself: Bool {
    switch self {
    case .object(let pairs): pairs.contains { $0.value.contradictsItself || self[$0.key] != $0.value }
    case .array(let values): values.contains(where: \.contradictsItself)
    case .string, .number, .bool, .null: false
    }
  }
}

extension JSONValue {
  /// As JSON on one line, without blanks; a number's digits as they are.
  public var json: String {
    switch self {
    case .object(let pairs): "{\(pairs.map { "\(Self.quoted($0.key)):\($0.value.json)" }.joined(separator: ","))}"
    case .array(let values): "[\(values.map(\.json).joined(separator: ","))]"
    case .string(let text): Self.quoted(text)
    case .number(let digits): digits
    case .bool(let truth): truth ? "true" : "false"
    case .null: "null"
    }
  }

  private static func quoted(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
      return "\"\(text)\""
    }
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\\(scalar)"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
