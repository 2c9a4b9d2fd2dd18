import ArgumentParser
import FoundationEssentials
import Glibc
import Payments
import Reports
import Sheet
import Synchronization

/// Where words go: data to standard output, everything for people to standard error.
struct Console: Sendable {
  /// There is nothing but JSON on standard output.
  var isJSON: Bool
  var isQuiet: Bool
  /// That is a line for each event, of which the object is the last.
  var isStream = false

  /// Whether a person sits at standard error.
  static var hasTerminal: Bool { isatty(STDERR_FILENO) == 1 }
  /// Whether a person can be asked.
  static var canAsk: Bool { hasTerminal && isatty(STDIN_FILENO) == 1 }

  /// For people; silent under `--quiet`.
  func say(_ text: String) {
    if !isQuiet, !text.isEmpty { tell(text) }
  }

  /// What a person must see even under `--quiet`, then on one line.
  func complain(_ text: String) {
    tell("aopbatch: \(isQuiet ? text.printable : text)")
  }

  /// Clears a progress line that may stand there first.
  func tell(_ text: String) {
    let text = text.printable(keepsLines: true).namingLedger
    let shown = Self.columns.map { "\(Self.clearLine)\(text.wrapped(to: $0))" } ?? text
    Self.write("\(shown)\n", to: STDERR_FILENO)
  }

  /// How wide a person's terminal is; nil if there is none.
  static var columns: Int? { columns(of: STDERR_FILENO) }
  /// The same where data goes.
  static var dataColumns: Int? { columns(of: STDOUT_FILENO) }

  private static func columns(of descriptor: Int32) -> Int? {
    guard isatty(descriptor) == 1 else { return nil }
    var size = winsize()
    return ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : usualColumns
  }

  private static let usualColumns = 80

  static let clearLine = "\r\u{1B}[K"

  /// Data in words; under `--json` there is nothing on standard output but the object.
  func show(_ text: String) throws {
    if !isJSON { try Self.writeData(text.printable(keepsLines: true).namingLedger) }
  }

  /// A file's lines.
  func show(file text: String) throws {
    if !isJSON { try Self.writeData(text) }
  }

  /// The one JSON object of `--json`, or the last of `--json-stream`.
  func show(json: JSON) throws {
    guard isJSON else { return }
    try Self.hasObject.withLock { hasObject in
      if hasObject { return }
      hasObject = true
      if isStream { try LineStream.output.finish { json.named("end") } } else { try Self.writeData(Self.text(json)) }
    }
  }

  /// Whether the object was written: a signal may come just then, and it wants to write one too.
  private static let hasObject = Mutex(false)

  /// The object for what was done already, so that its loss changes nothing but what is said after `words`.
  func finish(_ json: JSON, of batch: String, saying words: String = "") {
    var trouble = ""
    do { try show(json: json) } catch { trouble = Failure(error).adding(.batch, batch).message.text }
    let last = Words.lines {
      words
      trouble
    }
    if !last.isEmpty { complain(last) }
  }

  /// What no terminal takes for a command, also inside the object's texts.
  static func text(_ json: JSON) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(json) else { preconditionFailure("only floating point can be no JSON") }
    let text = String(decoding: data, as: UTF8.self)
    guard text.unicodeScalars.contains(where: \.isUnprintable) else { return text }
    return text.unicodeScalars.map { scalar in
      let code = String(scalar.value, radix: 16)
      return scalar.isUnprintable ? "\\u\(String(repeating: "0", count: 4 - code.count))\(code)" : String(scalar)
    }.joined()
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
  static func write(_ text: String, to descriptor: Int32) -> Bool { write(Array(text.utf8), to: descriptor) }

  static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR || errno == EAGAIN && isReady(descriptor) { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  /// Waits until a descriptor on which nothing blocks takes something again.
  private static func isReady(_ descriptor: Int32) -> Bool {
    var place = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    while poll(&place, 1, -1) < 0 { guard errno == EINTR else { return false } }
    return true
  }

  /// Does the work of a command that only reads.
  func ending(
    _ sheet: SheetOptions? = nil,
    _ output: OutputPaths? = nil,
    _ work: () async throws -> ExitStatus
  ) async throws {
    try await ending(sheet, output, signals: Signals(.reading, self), work)
  }

  /// Does a command's work, says what went wrong, and ends with its exit status.
  ///
  /// - Parameters:
  ///   - sheet: The operation and the sheet that `--json` names.
  ///   - output: Where files may have been kept beside before the work failed.
  ///   - signals: What a signal does; nil if the command sees to that.
  func ending(
    _ sheet: SheetOptions? = nil,
    _ output: OutputPaths? = nil,
    signals: Signals?,
    _ work: () async throws -> ExitStatus
  ) async throws {
    signals?.trap()
    defer { signals?.release() }
    let status: ExitStatus
    do { status = try await work() } catch let exit as ExitCode { throw exit } catch {
      let failure = Failure(error)
      complain(failure.message.text)
      if let output { say(Words.kept(output)) }
      try? show(json: failure.json(sheet, output))
      throw ExitCode(failure.message.status.rawValue)
    }
    if status != .good { throw ExitCode(status.rawValue) }
  }
}
