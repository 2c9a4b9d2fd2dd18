/// A column that an operation knows.
public struct Column: Sendable {
  /// The provider's name of the field, which is also the name in error codes.
  public let name: String
  /// Other names that people's sheets use; matched like `name`, by their words (see `ColumnName`).
  public let aliases: [String]
  public let rule: Rule
  public let need: Need
  /// The keys of the request that carry the value: the page spells some fields twice.
  public let keys: [String]
  /// Sent as a JSON number, not as a string.
  public let isNumber: Bool
  /// What means the field more plainly than a generic name; nil if no column can.
  public let meaning: Meaning?
  /// Names that mean the field where no other column does.
  public let fallbacks: [String]
  /// Names that may mean the field, and may mean something else: only told where the column is missing.
  public let hints: [String]

  /// Whether the sheet must have the column, and a row a value in it.
  public enum Need: Sendable, Equatable {
    /// The sheet must have the column and every row a value.
    case required
    /// The column may be absent, and a row may leave it empty; an empty value is sent as "".
    case optional
    /// May be absent or empty; the value then comes from the settings.
    case credential(Credential)
  }

  /// A column; each parameter is the property of that name. It is sent under its own name unless `keys` says otherwise.
  public init(
    _ name: String,
    _ rule: Rule,
    _ need: Need = .required,
    aliases: [String] = [],
    keys: [String]? = nil,
    isNumber: Bool = false,
    meaning: Meaning? = nil,
    fallbacks: [String] = [],
    hints: [String] = []
  ) {
    self.name = name
    self.aliases = aliases
    self.rule = rule
    self.need = need
    self.keys = keys ?? [name]
    self.isNumber = isNumber
    self.meaning = meaning
    self.fallbacks = fallbacks
    self.hints = hints
  }

  /// The setting that stands in for an empty cell, if there is one.
  public var credential: Credential? { if case .credential(let credential) = need { credential } else { nil } }
}

/// Which field rule a column's cells follow; the rules themselves live in `Payments`.
public enum Rule: Sendable, Equatable {
  case accountNumber, amount, transactionType, ifsc, name, email, mobile, pinCode, birthDate
  case latitude, longitude, title, reference, digits, text, credential
}

/// A value that comes from the settings where a row has none of its own.
public struct Credential: Sendable, Hashable {
  /// The setting's name.
  public let setting: String
  /// Masked wherever the provider repeats it.
  public let isSecret: Bool
  /// Masked also where the results repeat the sheet's own cell: it would be handed to everybody who gets the file.
  public let isMaskedInResults: Bool

  /// A setting, and how it is kept.
  public init(_ setting: String, isSecret: Bool = false, isMaskedInResults: Bool = false) {
    self.setting = setting
    self.isSecret = isSecret
    self.isMaskedInResults = isMaskedInResults
  }
}

/// The credentials of the settings. Never stored, never shown.
public struct Credentials: Sendable {
  private var values: [Credential: String]

  /// Empty values count as absent.
  public init(_ values: [Credential: String]) { self.values = values.filter { !$0.value.isEmpty } }

  public subscript(credential: Credential) -> String? { values[credential] }

  /// What must not be shown of them.
  public var secrets: [String] { values.filter(\.key.isSecret).map(\.value) }
}
