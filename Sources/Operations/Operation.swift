public import Sheet

/// One thing that a provider does for us: what a sheet must hold, what is sent, what an answer means.
///
/// A provider's room makes them, a file each, and lists them in its table; nothing else in the project names one.
public struct Operation: Sendable {
  /// What an answer about a row says in the provider's words; nil if it is not in them.
  public typealias JudgeWords = @Sendable (Answer, SentRow, Effect) -> Judgement?

  /// The name that users type: `payout`, `pan-new`.
  public let name: String
  /// One line for people: what running a sheet does.
  public let summary: String
  public let effect: Effect
  public let endpoint: Endpoint
  /// The columns in the order of the provider's page, which is also the order of the keys in the request.
  public let columns: [Column]
  /// Every outcome that a row of this operation can have, best first.
  public let outcomes: [Outcome]
  /// The result columns that only this operation has, without their `aop_` prefix. One that is named like a column of
  /// the sheet repeats what was sent.
  public let ownColumns: [String]
  /// The columns whose values make two rows the same payment, by their indices.
  public let identityColumns: [Int]
  /// Two rows for `template` and for tests, in the order of `columns`.
  public let samples: [[String]]
  /// Whether asking again for the same reference is worth it, and harmless.
  public let canBeSwept: Bool
  let judgeWords: JudgeWords

  /// An operation; each parameter is the property of that name.
  public init(
    name: String,
    summary: String,
    effect: Effect,
    endpoint: Endpoint,
    columns: [Column],
    outcomes: [Outcome],
    ownColumns: [String] = [],
    identityColumns: [Int] = [],
    samples: [[String]],
    canBeSwept: Bool = false,
    judgeWords: @escaping JudgeWords
  ) {
    self.name = name
    self.summary = summary
    self.effect = effect
    self.endpoint = endpoint
    self.columns = columns
    self.outcomes = outcomes
    self.ownColumns = ownColumns
    self.identityColumns = identityColumns
    self.samples = samples
    self.canBeSwept = canBeSwept
    self.judgeWords = judgeWords
  }
}

/// What running an operation changes in the world: the reason for how careful we must be.
public enum Effect: String, Sendable {
  /// Moves money: sent at most once, journalled before.
  case money
  /// Creates something or sends a message to a person: as careful as with money.
  case creates
  /// Asks only: may be repeated.
  case lookUp = "look-up"

  /// Whether an intent must be durable before the request leaves.
  public var isJournalled: Bool { self != .lookUp }
}

/// Where an operation's requests go.
public struct Endpoint: Sendable, Hashable {
  /// The provider's published address: scheme and host, without a slash at the end.
  public let host: String
  /// The setting that puts another address in its place.
  public let setting: String
  public let path: String

  /// A path on a host that a setting can replace.
  public init(host: String, setting: String, path: String) {
    self.host = host
    self.setting = setting
    self.path = path
  }
}

extension Sequence<Operation> {
  /// The operation of that name, if there is one.
  public func named(_ name: String) -> Operation? { first { $0.name == name } }
}

extension Operation {
  /// Whether rows of this operation have an amount of money.
  public var hasAmount: Bool { index(of: .amount) != nil }

  /// The position of the first column with that rule.
  public func index(of rule: Rule) -> Int? { columns.firstIndex { $0.rule == rule } }

  /// The column that tells people whose row it is.
  public var payeeColumn: Int? { index(of: .name) ?? index(of: .reference) ?? index(of: .mobile) }

  /// The credentials that a row takes from the settings where its own cell is empty or absent.
  public var credentials: [Credential] { columns.compactMap(\.credential) }

  /// Those of some columns.
  public func credentials(of set: ColumnSet) -> Set<Credential> {
    Set(columns.indices.filter { set.contains(ColumnSet($0)) }.compactMap { columns[$0].credential })
  }

  /// The values of `ownColumns` of a row that was sent, when no answer could be read.
  public func ownWithoutAnswer(_ fields: PackedRow) -> [String] {
    ownColumns.map { name in columns.firstIndex { $0.name == name }.map(fields.string) ?? "" }
  }
}
