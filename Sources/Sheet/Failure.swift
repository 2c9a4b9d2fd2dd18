internal import Glibc

/// Why the run cannot go on: the one error that leaves a room.
///
/// A room says what happened, as a stable code and the facts about it; the sentence for people, the remedy and the exit
/// status are made of them in one place, `Commands/Messages`. Trouble in one row is no failure but a finding.
public struct Failure: Error, Sendable, Equatable {
  /// What kind of failure it is; also what programs are told.
  public let code: Code
  /// What its sentence needs: paths, row numbers, counts, names, as text.
  public private(set) var facts: [Fact: String]

  /// A failure with what its sentence needs to know.
  public init(_ code: Code, _ facts: [Fact: String] = [:]) {
    self.code = code
    self.facts = facts
  }

  /// What the operating system would not do with a file: `attempt`, a verb, failed with `errno`.
  public init(file path: String, _ attempt: String, errno: Int32) {
    self.init(.file, [.path: path, .attempt: attempt, .cause: Self.words(for: errno), .errno: "\(errno)"])
  }

  /// A fact; empty if it is not known.
  public subscript(_ fact: Fact) -> String { facts[fact] ?? "" }

  /// The same failure, with a fact that was not known where it happened; one that was known stays.
  public func adding(_ fact: Fact, _ value: String) -> Failure {
    var failure = self
    failure.facts[fact] = facts[fact] ?? value
    return failure
  }

  /// The system's words for an error number.
  public static func words(for errno: Int32) -> String {
    // Safe with threads: for known numbers glibc hands out constant strings, for others one per thread (since 2.32).
    strerror(errno).map { String(cString: $0) } ?? "error \(errno)"
  }

  /// What a sentence about a failure may need to know.
  public enum Fact: String, Sendable, Hashable {
    /// A file, folder or database, as it was named to us.
    case path
    /// What was tried, as a verb: `open`, `read`, `write`, `replace`.
    case attempt
    /// The words of the system or of a library about it.
    case cause
    /// The system's error number.
    case errno
    /// A row as the spreadsheet shows it, and a cell in it, counted from 1.
    case row, cell
    case otherRow
    /// A position in a file, counted from 1.
    case byte
    case encoding
    /// A name or several: of a column, a setting, a file format.
    case name, otherName, names
    /// What the provider calls a column, and the sheet's headers that are not known.
    case field, headers
    case count, expected, limit, requests
    case batch, sheet, state, reason
    /// A moment, RFC 3339 in UTC.
    case moment
    case address, otherAddress
    case plan, otherPlan
    case version, knownVersion
    /// A database's number of a transaction.
    case transaction
  }
}
