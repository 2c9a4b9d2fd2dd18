/// A message of PostgreSQL's protocol (chapter "Frontend/Backend Protocol" of its manual), known well enough to be named.
public struct PostgresMessage: Sendable, CustomStringConvertible {
  public let isFromClient: Bool
  /// What it is and, where it is about a statement, that one's first word: `Execute COMMIT`, `CommandComplete COMMIT`.
  public let name: String
  let bytes: [UInt8]

  public var description: String { "\(isFromClient ? "client" : "server"): \(name)" }
}

/// Takes apart what one side of a connection says.
struct PostgresMessages {
  private let isFromClient: Bool
  /// The client's first message has no letter.
  private var hasBegun: Bool
  private var rest: [UInt8] = []
  /// The first words of prepared statements, by name, and of the one that was bound last.
  private var words: [[UInt8]: String] = [:]
  private var bound = ""

  init(fromClient isFromClient: Bool) {
    self.isFromClient = isFromClient
    hasBegun = !isFromClient
  }

  /// The messages that are whole with these bytes.
  mutating func adding(_ bytes: some Sequence<UInt8>) -> [PostgresMessage] {
    rest += bytes
    var messages: [PostgresMessage] = []
    var start = 0
    while let message = message(at: start) {
      start += message.bytes.count
      messages.append(message)
    }
    rest.removeFirst(start)
    return messages
  }

  private mutating func message(at start: Int) -> PostgresMessage? {
    let head = start + (hasBegun ? 1 : 0)
    guard rest.count >= head + 4 else { return nil }
    let end = head + rest[head..<head + 4].reduce(0) { $0 << 8 | Int($1) }
    guard rest.count >= end else { return nil }
    let name = hasBegun ? name(rest[start], rest[head + 4..<end]) : "Startup"
    hasBegun = true
    return PostgresMessage(isFromClient: isFromClient, name: name, bytes: Array(rest[start..<end]))
  }

  private mutating func name(_ letter: UInt8, _ content: ArraySlice<UInt8>) -> String {
    let kind = String(UnicodeScalar(letter))
    let name = (isFromClient ? Self.ofClient : Self.ofServer)[kind] ?? kind
    switch (isFromClient, kind) {
    case (true, "Q"), (false, "C"): return "\(name) \(Self.word(content))"
    case (true, "P"):
      let texts = content.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
      words[Array(texts[0])] = Self.word(texts[1])
      return "\(name) \(Self.word(texts[1]))"
    case (true, "B"):
      let names = content.split(separator: 0, maxSplits: 2, omittingEmptySubsequences: false)
      bound = words[Array(names[1])] ?? ""
    case (true, "D"), (true, "E"): break
    default: return name
    }
    return "\(name) \(bound)"
  }

  /// The first word of a statement.
  private static func word(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes.prefix { $0 | 0x20 >= UInt8(ascii: "a") }, as: UTF8.self)
  }

  private static let ofClient = [
    "P": "Parse", "B": "Bind", "D": "Describe", "E": "Execute", "C": "Close", "S": "Sync", "H": "Flush", "Q": "Query",
    "X": "Terminate", "p": "Password", "d": "CopyData",
  ]

  private static let ofServer = [
    "R": "Authentication", "S": "ParameterStatus", "K": "BackendKeyData", "Z": "ReadyForQuery", "1": "ParseComplete",
    "2": "BindComplete", "3": "CloseComplete", "T": "RowDescription", "t": "ParameterDescription", "n": "NoData",
    "D": "DataRow", "C": "CommandComplete", "E": "ErrorResponse", "N": "NoticeResponse", "d": "CopyData",
  ]
}
