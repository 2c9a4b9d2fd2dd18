/// Why the sandbox could not start, or could not keep its log: what happened, why, and what to do.
public struct SandboxError: Error, Sendable, CustomStringConvertible {
  /// The kinds of trouble, stable enough to be compared.
  public enum Code: String, Sendable {
    /// An option makes no sense.
    case options = "sandbox.options"
    /// The address cannot be listened on.
    case listen = "sandbox.listen"
    /// The log cannot be opened, written or synced.
    case log = "sandbox.log"
  }

  /// The kind of trouble.
  public let code: Code
  /// What could not be done, and where.
  public let sentence: String
  /// What the system said; may be empty.
  public let cause: String
  /// What the user can do about it.
  public let remedy: String

  /// The three parts as one line for a person.
  public var description: String {
    [sentence, cause, remedy].filter { !$0.isEmpty }.joined(separator: " ")
  }
}
