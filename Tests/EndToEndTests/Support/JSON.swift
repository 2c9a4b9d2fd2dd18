import Foundation
import Testing

/// A JSON object, read by Foundation.
struct JSON: @unchecked Sendable {
  // Values of JSONSerialization are never changed after they are made.
  private let values: [String: Any]

  init(_ text: String) throws {
    values = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any], "\(text)")
  }

  private init(_ values: [String: Any]) { self.values = values }

  var keys: Set<String> { Set(values.keys) }

  func text(_ key: String) -> String? { values[key] as? String }
  func number(_ key: String) -> Int? { values[key] as? Int }
  func truth(_ key: String) -> Bool? { values[key] as? Bool }
  func counts(_ key: String) -> [String: Int]? { values[key] as? [String: Int] }
  func texts(_ key: String) -> [String: String]? { values[key] as? [String: String] }
  func object(_ key: String) throws -> JSON { JSON(try #require(values[key] as? [String: Any], "\(key) in \(values)")) }
  func list(_ key: String) throws -> [JSON] {
    try #require(values[key] as? [[String: Any]], "\(key) in \(values)").map { JSON($0) }
  }

  /// Whether it has the same keys and values as another, in whatever order.
  func isSame(as text: String) throws -> Bool {
    NSDictionary(dictionary: values) == NSDictionary(dictionary: try JSON(text).values)
  }
}

/// Paise of an amount as files and JSON write it: `100000.50`.
func paise(_ rupees: String?) throws -> Int {
  let parts = try #require(rupees).split(separator: ".", omittingEmptySubsequences: false)
  try #require(parts.count == 2 && parts[1].count == 2, "two decimals: \(rupees ?? "")")
  return try #require(Int(parts[0] + parts[1]))
}
