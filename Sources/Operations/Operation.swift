public import Sheet

/// One thing that the provider does for us: what a sheet must hold, what is sent, what an answer means.
///
/// A new operation is one file in `Catalogue` and one line in `Operation.all`; nothing else in the project names one.
public struct Operation: Sendable {
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
  /// The result columns that only this operation has, without their `aop_` prefix.
  public let ownColumns: [String]
  /// Two rows for `template` and for tests, in the order of `columns`.
  public let samples: [[String]]

  /// Whether asking again for the same reference is worth it, and harmless.
  public var canBeSwept = false

  /// What a positive answer with a 2xx status makes of the row.
  let positive: @Sendable (Envelope) -> Outcome
  /// An answer that means something else than the general table says; nil where the table decides.
  var special: @Sendable (_ status: Int, Envelope) -> Outcome? = { _, _ in nil }
  /// The provider's reference of the transaction, which no two rows of a batch can share.
  var reference: @Sendable (Envelope) -> String? = { _ in nil }
  /// The values of `ownColumns` for a row that was sent.
  let own: @Sendable (OwnValues) -> [String]
}

/// What an operation may take its own result columns from.
public struct OwnValues {
  /// The answer; nil when there was none that could be read.
  let envelope: Envelope?
  let outcome: Outcome
  /// The values as sent, in the order of the operation's columns.
  let fields: PackedRow
  let sentAt: Timestamp
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
  /// The provider has two hosts; each can be replaced by a setting.
  public enum Host: String, Sendable, CaseIterable {
    case payout
    case api

    /// The provider's published address.
    public var published: String {
      switch self {
      case .payout: "https://payout.aopay.co.in"
      case .api: "https://api.aopay.co.in"
      }
    }
  }

  public let host: Host
  public let path: String
}

extension Operation {
  /// Every operation, in the order in which they are listed.
  public static let all: [Operation] = [payout, rechargeStatus, panStatus, panNew, transferOTP]

  /// The operation of that name, if there is one.
  public static func named(_ name: String) -> Operation? { all.first { $0.name == name } }

  /// Whether rows of this operation have an amount of money.
  public var hasAmount: Bool { index(of: .amount) != nil }

  /// The position of the first column with that rule.
  public func index(of rule: Rule) -> Int? { columns.firstIndex { $0.rule == rule } }

  /// The credentials that a row takes from the settings where its own cell is empty or absent.
  public var credentials: [Credential] { columns.compactMap(\.credential) }

  /// Those of some columns.
  public func credentials(of set: ColumnSet) -> Set<Credential> {
    Set(columns.indices.filter { set.contains(ColumnSet($0)) }.compactMap { columns[$0].credential })
  }

  /// The values of `ownColumns` of a row that was sent, when no answer could be read.
  public func ownValuesWithoutAnswer(outcome: Outcome, fields: PackedRow, sentAt: Timestamp) -> [String] {
    own(OwnValues(envelope: nil, outcome: outcome, fields: fields, sentAt: sentAt))
  }
}

extension Operation {
  /// Who gets the money: the bank's branch and the account. Nil for operations that move none.
  public func payee(_ fields: PackedRow) -> String? {
    guard let account = index(of: .accountNumber), let bank = index(of: .ifsc) else { return nil }
    return "\(fields.string(bank)) \(fields.string(account))"
  }
}
