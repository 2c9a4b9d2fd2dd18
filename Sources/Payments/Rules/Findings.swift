/// What is wrong with a cell, or worth a second look.
public struct Problem: Error, Sendable, Equatable {
  /// The part of an error code after the dot: `length`, `decimals`.
  public let code: String
  /// What is wrong and what to do, for a person. Never holds a full account number or mobile.
  public let sentence: String
}

/// What reading one cell found.
public struct Findings: Sendable, Equatable {
  /// Why the cell is rejected; empty when it is valid.
  public internal(set) var errors: [Problem] = []
  /// What a person should look at, though the cell may be sent.
  public internal(set) var warnings: [Problem] = []

  /// Nothing found: the cell is fine.
  public static var none: Findings { Findings() }

  /// True when there is no error; warnings may be there.
  public var isValid: Bool { errors.isEmpty }

  /// Takes over what another rule found about the same row.
  public mutating func add(_ other: Findings) {
    if !other.errors.isEmpty { errors += other.errors }
    if !other.warnings.isEmpty { warnings += other.warnings }
  }

  static func error(_ code: String, _ sentence: String) -> Findings {
    Findings(errors: [Problem(code: code, sentence: sentence)])
  }

  static func error(_ problem: Problem) -> Findings { Findings(errors: [problem]) }

  static func warning(_ code: String, _ sentence: String) -> Findings {
    Findings(warnings: [Problem(code: code, sentence: sentence)])
  }
}
