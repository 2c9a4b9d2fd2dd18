import Foundation
import Testing

/// A JSON object, read by Foundation.
public struct JSON: @unchecked Sendable, Equatable {
  // Values of JSONSerialization are never changed after they are made.
  private let values: [String: Any]

  public init(_ text: String) throws {
    values = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any], "\(text)")
  }

  private init(_ values: [String: Any]) { self.values = values }

  public var keys: Set<String> { Set(values.keys) }

  public func text(_ key: String) -> String? { values[key] as? String }
  public func number(_ key: String) -> Int? { values[key] as? Int }
  public func truth(_ key: String) -> Bool? { values[key] as? Bool }
  public func counts(_ key: String) -> [String: Int]? { values[key] as? [String: Int] }
  public func texts(_ key: String) -> [String: String]? { values[key] as? [String: String] }
  public func strings(_ key: String) -> [String]? { values[key] as? [String] }
  public func object(_ key: String) throws -> JSON {
    JSON(try #require(values[key] as? [String: Any], "\(key) in \(values)"))
  }
  public func list(_ key: String) throws -> [JSON] {
    try #require(values[key] as? [[String: Any]], "\(key) in \(values)").map { JSON($0) }
  }

  /// Whether they have the same keys and values, in whatever order.
  public static func == (one: JSON, other: JSON) -> Bool {
    NSDictionary(dictionary: one.values) == NSDictionary(dictionary: other.values)
  }
}

/// Paise of an amount as files and JSON write it: `100000.50`.
public func paise(_ rupees: String?) throws -> Int {
  let parts = try #require(rupees).split(separator: ".", omittingEmptySubsequences: false)
  try #require(parts.count == 2 && parts[1].count == 2, "two decimals: \(rupees ?? "")")
  return try #require(Int(parts[0] + parts[1]))
}
