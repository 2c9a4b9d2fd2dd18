import Operations
import Payments
import Sheet

/// Keeps the provider's words from showing what nobody should read: it may repeat what we sent.
struct Masker: Sendable {
  static let messageCharactersMax = 500

  /// The operation's columns whose values are secrets.
  private let columns: [Int]
  /// The operation's own columns that hold references: people look for those at the provider and in their bank's list.
  private let references: [Int]
  private let credentials: Secrets

  init(_ operation: Operation, _ credentials: Credentials) {
    columns = operation.columns.indices.filter { Self.isSecret(operation.columns[$0]) }
    references = operation.ownColumns.indices.filter { Self.holdsReferences(operation.ownColumns[$0]) }
    self.credentials = Secrets(credentials.secrets)
  }

  /// The judgement with every word of the provider masked, and fit to be printed.
  func masked(_ judgement: Judgement, fields: PackedRow) -> Judgement {
    let own = columns.map(fields.string)
    let secrets = credentials.adding(Secrets(own))
    // References and amounts are digits too: in the result columns only what is surely a secret is masked.
    let numbers = Secrets(own.filter { $0.utf8.count >= Masking.digitsRunMin })
    let sure = credentials.adding(numbers)
    var masked = judgement
    masked.reference = judgement.reference?.printable
    masked.own = judgement.own.enumerated().map { index, value in
      references.contains(index) && Self.isReference(value) && !sure.areEqual(to: value)
        ? value : Masking.masked(secrets: sure, in: value.printable)
    }
    let known = references.filter(masked.own.indices.contains).map { masked.own[$0] }
      .filter { Self.isReference($0) && Masking.masked(secrets: numbers, in: $0) == $0 }
    let message = Self.masked(judgement.message.printable, secrets, besides: known[...])
    masked.message = String(message.prefix(Self.messageCharactersMax))
    masked.providerStatus = Masking.masked(words: judgement.providerStatus.printable, secrets: secrets)
    masked.providerCode = Masking.masked(words: judgement.providerCode.printable, secrets: secrets)
    return masked
  }

  /// The words between the references, which stay as they are.
  private static func masked(_ words: String, _ secrets: Secrets, besides references: ArraySlice<String>) -> String {
    let masked = Masking.masked(words: words, secrets: secrets)
    // Nearly all words stay as they are, and to split them is slow.
    guard masked != words, let reference = references.first else { return masked }
    return words.split(separator: reference, omittingEmptySubsequences: false)
      .map { Self.masked(String($0), secrets, besides: references.dropFirst()) }
      .joined(separator: reference)
  }

  private static let referenceCharacters = Secrets.charactersMin...64

  /// Whether a value is what a reference looks like: the provider may put anything there, also what we sent.
  private static func isReference(_ value: String) -> Bool {
    referenceCharacters.contains(value.utf8.count) && value.unicodeScalars.allSatisfy(isReferenceCharacter)
  }

  private static func isReferenceCharacter(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "0"..."9", "a"..."z", "A"..."Z", "-", "_", ".", "/": true
    default: false
    }
  }

  private static func holdsReferences(_ column: String) -> Bool {
    column.hasSuffix("id") || column.hasSuffix("reference")
  }

  private static func isSecret(_ column: Column) -> Bool {
    column.rule == .accountNumber || column.rule == .mobile || column.credential?.isSecret == true
  }
}
