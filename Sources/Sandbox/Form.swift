import Foundation

/// The JSON object of a request, read as far as the sandbox looks at it.
struct Form: Sendable {
  enum Value: Sendable, Equatable {
    case text(String)
    case wholeNumber(Int)
    /// Any other JSON value.
    case other
  }

  private let values: [String: Value]

  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// `nil` if the bytes are no UTF-8 JSON object as RFC 8259 has it, or if it has a key twice.
  init?(_ body: [UInt8]) {
    // Foundation would also take UTF-16 and UTF-32, which have zero bytes; JSON on the wire is UTF-8 (RFC 8259, 8.1).
    guard !body.isEmpty, !body.contains(0), String(validating: body, as: UTF8.self) != nil else { return nil }
    guard !body.starts(with: Self.byteOrderMark) else { return nil }
    guard let values = try? JSONDecoder().decode([String: Value].self, from: Data(body)) else { return nil }
    let shape = JSONShape(body)
    guard !shape.hasTrailingComma, shape.outerMembers == values.count else { return nil }
    self.values = values
  }

  subscript(key: String) -> Value? { values[key] }

  /// The text under the key; empty if there is none.
  func text(_ key: String) -> String {
    if case .text(let text) = values[key] { text } else { "" }
  }
}

extension Form.Value: Decodable {
  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    self =
      (try? container.decode(String.self)).map(Self.text) ?? (try? container.decode(Int.self)).map(Self.wholeNumber)
      ?? .other
  }
}
