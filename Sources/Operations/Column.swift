/// A column that an operation knows.
public struct Column: Sendable {
  /// The provider's name of the field, which is also the name in error codes.
  public let name: String
  /// Other names that people's sheets use; matched like `name`, without regard to case, spaces, `_`, `-` and `.`.
  public let aliases: [String]
  public let rule: Rule
  public let need: Need
  /// The keys of the request that carry the value: the page spells some fields twice.
  public let keys: [String]
  /// Sent as a JSON number, not as a string.
  public let isNumber: Bool

  /// Whether the sheet must have the column, and a row a value in it.
  public enum Need: Sendable, Equatable {
    /// The sheet must have the column and every row a value.
    case required
    /// The column may be absent, and a row may leave it empty; an empty value is sent as "".
    case optional
    /// May be absent or empty; the value then comes from the settings.
    case credential(Credential)
  }

  init(
    _ name: String,
    _ rule: Rule,
    _ need: Need = .required,
    aliases: [String] = [],
    keys: [String]? = nil,
    isNumber: Bool = false
  ) {
    self.name = name
    self.aliases = aliases
    self.rule = rule
    self.need = need
    self.keys = keys ?? [name]
    self.isNumber = isNumber
  }

  /// The setting that stands in for an empty cell, if there is one.
  public var credential: Credential? {
    if case .credential(let credential) = need { credential } else { nil }
  }
}

/// Which field rule a column's cells follow; the rules themselves live in `Payments`.
public enum Rule: Sendable, Equatable {
  case accountNumber, amount, transactionType, ifsc, name, email, mobile, pinCode, birthDate
  case latitude, longitude, title, reference, digits, text, credential
}

/// A value that comes from the settings where a row has none of its own.
public enum Credential: String, Sendable, CaseIterable {
  case registrationID = "AOPAY_REGISTRATION_ID"
  case nepKey = "AOPAY_NEP_KEY"
  case domain = "AOPAY_DOMAIN"
  case partnerID = "AOPAY_PARTNER_ID"
}

/// The credentials of the settings. Never stored, never shown.
public struct Credentials: Sendable {
  private var values: [Credential: String]

  /// Empty values count as absent.
  public init(_ values: [Credential: String]) { self.values = values.filter { !$0.value.isEmpty } }

  public subscript(credential: Credential) -> String? { values[credential] }
}
