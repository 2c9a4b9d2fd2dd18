import Operations
import Payments
import Sheet

/// Keeps the provider's words from showing what nobody should read: it may repeat what we sent.
struct Masker: Sendable {
  static let messageCharactersMax = 500

  /// The operation's columns whose values are secrets.
  private let columns: [Int]
  private let credentials: Secrets

  init(_ operation: Operation, _ credentials: Credentials) {
    columns = operation.columns.indices.filter { Self.isSecret(operation.columns[$0]) }
    self.credentials = Secrets(credentials.secrets)
  }

  /// The judgement with every word of the provider masked.
  func masked(_ judgement: Judgement, fields: PackedRow) -> Judgement {
    let own = columns.map(fields.string)
    let secrets = credentials.adding(Secrets(own))
    var masked = judgement
    masked.message = String(
      Masking.masked(words: judgement.message, secrets: secrets).prefix(Self.messageCharactersMax)
    )
    masked.providerStatus = Masking.masked(words: judgement.providerStatus, secrets: secrets)
    masked.providerCode = Masking.masked(words: judgement.providerCode, secrets: secrets)
    // References and amounts are digits too: in the result columns only what is surely a secret is masked.
    let sure = credentials.adding(Secrets(own.filter { $0.utf8.count >= Masking.digitsRunMin }))
    masked.own = judgement.own.map { Masking.masked(secrets: sure, in: $0) }
    return masked
  }

  private static func isSecret(_ column: Column) -> Bool {
    column.rule == .accountNumber || column.rule == .mobile || column.credential?.isSecret == true
  }
}
