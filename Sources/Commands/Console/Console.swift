import ArgumentParser
import FoundationEssentials
import Glibc
import Reports
import Sheet

/// Where words go: data to standard output, everything for people to standard error.
struct Console: Sendable {
  var isJSON: Bool
  var isQuiet: Bool

  /// Whether a person sits at standard error.
  static var hasTerminal: Bool { isatty(STDERR_FILENO) == 1 }
  /// Whether a person can be asked.
  static var canAsk: Bool { hasTerminal && isatty(STDIN_FILENO) == 1 }

  /// For people; silent under `--quiet`.
  func say(_ text: String) {
    if !isQuiet, !text.isEmpty { Self.tell(text) }
  }

  /// What a person must see even under `--quiet`.
  func complain(_ text: String) { Self.tell("aopbatch: \(text)") }

  /// Clears a progress line that may stand there first.
  private static func tell(_ text: String) {
    write("\(hasTerminal ? clearLine : "")\(text)\n", to: STDERR_FILENO)
  }

  static let clearLine = "\r\u{1B}[K"

  /// Data in words; under `--json` there is nothing on standard output but the object.
  func show(_ text: String) throws {
    if !isJSON { try Self.writeData(text) }
  }

  /// The one JSON object of `--json`.
  func show(json value: some Encodable) throws {
    guard isJSON else { return }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    try Self.writeData(String(decoding: try encoder.encode(value), as: UTF8.self))
  }

  /// Data that did not arrive is trouble: whoever reads it would take the end for the whole.
  private static func writeData(_ text: String) throws {
    guard write(text + "\n", to: STDOUT_FILENO) else {
      throw Failure(.output, [.cause: Failure.words(for: errno)])
    }
  }

  /// Gives false if not all of it could be written. For words that is no trouble: nobody may be listening any more,
  /// and that must not stop a run.
  @discardableResult
  static func write(_ text: String, to descriptor: Int32) -> Bool {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  /// Does a command's work, says what went wrong, and ends with its exit status.
  ///
  /// - Parameters:
  ///   - sheet: The operation and the sheet that `--json` names.
  ///   - output: Where files may have been kept beside before the work failed.
  func ending(
    _ sheet: SheetOptions? = nil,
    _ output: OutputPaths? = nil,
    _ work: () async throws -> ExitStatus
  ) async throws {
    let status: ExitStatus
    do { status = try await work() } catch let exit as ExitCode { throw exit } catch {
      let failure = Failure(error)
      complain(failure.message.text)
      if let output { say(Words.kept(output)) }
      try? show(json: FailureJSON(failure, sheet, output))
      throw ExitCode(failure.message.status.rawValue)
    }
    if status != .good { throw ExitCode(status.rawValue) }
  }
}
