import Ledger
import Operations
import Sheet

/// The exit status of the program (README, "Exit status").
public enum ExitStatus: Int32, Sendable {
  case good = 0
  case trouble = 1
  case rowsToLookAt = 3
  case inDoubt = 4
  case halted = 5
  case processedBefore = 6
  case usage = 64
  case sheetRefused = 65
  case busy = 75
  case interrupted = 130
  case terminated = 143
}

/// Why the program could not do, or would not do, what it was asked: what, where, and what to do.
public struct Refusal: Error, Sendable, CustomStringConvertible {
  public let status: ExitStatus
  public let sentence: String

  public init(_ status: ExitStatus, _ sentence: String) {
    self.status = status
    self.sentence = sentence
  }

  public var description: String { sentence }

  /// The refusal behind an error of another room.
  public init(_ error: any Error) {
    switch error {
    case let refusal as Refusal: self = refusal
    case SheetError.refused(let refusal): self.init(refusal)
    case let refusal as SheetRefusal: self.init(refusal)
    case let problem as LedgerProblem: self.init(.trouble, Self.capitalised("\(problem)"))
    default: self.init(.trouble, Self.capitalised("\(error)"))
    }
  }

  private init(_ refusal: SheetRefusal) {
    self.init(.sheetRefused, "The sheet cannot be used: \(refusal)")
  }

  private static func capitalised(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }
}

extension Refusal {
  /// Refuses if one of the needed credentials is not in the settings.
  static func refuse(without needed: Set<Credential>, in credentials: Credentials) throws(Refusal) {
    let missing = Credential.allCases.filter { needed.contains($0) && credentials[$0] == nil }
    guard missing.isEmpty else {
      throw Refusal(
        .trouble,
        "Nothing was sent: \(missing.map(\.rawValue).joined(separator: ", ")) is not set. Set it in the environment or "
          + "in the --config file, or give the sheet a column for it."
      )
    }
  }
}
