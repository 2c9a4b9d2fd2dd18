import GRDB

/// Why the ledger cannot be used, and what to do.
public struct LedgerProblem: Error, Sendable, CustomStringConvertible {
  public enum Code: String, Sendable {
    case open, damaged, newer, notDurable, write, unknownBatch, ambiguousBatch, locked, state
  }

  public let code: Code
  public let sentence: String
  public let remedy: String

  init(_ code: Code, _ sentence: String, remedy: String) {
    self.code = code
    self.sentence = sentence
    self.remedy = remedy
  }

  public var description: String { "\(sentence). \(remedy)" }
}

extension LedgerProblem {
  /// The problem behind an error of the database.
  init(_ error: any Error, path: String) {
    switch error {
    case let problem as LedgerProblem: self = problem
    case let error as DatabaseError where [.SQLITE_CORRUPT, .SQLITE_NOTADB].contains(error.resultCode):
      self = .damaged(path, detail: error.message ?? "")
    case let error as DatabaseError where error.resultCode == .SQLITE_FULL:
      self.init(
        .write,
        "the disk with the ledger \(path) is full",
        remedy: "Make room, then go on with `aopbatch resume`; nothing is sent that is not recorded."
      )
    default:
      self.init(
        .write,
        "the ledger \(path) cannot be read or written: \(error)",
        remedy: "Check the disk and the file's permissions, then go on with `aopbatch resume`."
      )
    }
  }

  static func gone(_ path: String) -> LedgerProblem {
    LedgerProblem(
      .damaged,
      "the ledger \(path) is empty or was deleted, but batches were run with it: \(BatchLock.file(of: path)) says so",
      remedy:
        "Restore the newest backup, or every sheet could be paid again. To begin a new ledger all the same, delete "
        + "\(BatchLock.file(of: path))."
    )
  }

  /// The file at the path is not the one that is open any more.
  public static func replaced(_ path: String) -> LedgerProblem {
    LedgerProblem(
      .damaged,
      "the ledger \(path) was deleted or replaced while it was in use",
      remedy: "Nothing more was sent. Put the ledger back from the newest backup and compare it with the results file."
    )
  }

  static func damaged(_ path: String, detail: String) -> LedgerProblem {
    LedgerProblem(
      .damaged,
      "the ledger \(path) is damaged (\(detail))",
      remedy: "Nothing was sent. Keep the file, restore the newest backup beside it, and compare before you pay again."
    )
  }
}
