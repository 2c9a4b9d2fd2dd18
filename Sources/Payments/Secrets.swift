/// What must not be shown, prepared once to be looked for in many words.
public struct Secrets: Sendable {
  /// Letters in lower case and digits, the longest secret first.
  private let hidden: [[UInt8]]

  /// Anything shorter is no secret, and would be found in everybody's words.
  public static let charactersMin = 4

  /// Those that are too short are ignored.
  public init(_ texts: [String] = []) {
    self.init(hidden: texts.map { $0.utf8.filter(ASCII.isAlphanumeric).map(ASCII.lowercased) })
  }

  private init(hidden: [[UInt8]]) {
    self.hidden = hidden.filter { $0.count >= Self.charactersMin }.sorted { $0.count > $1.count }
  }

  /// Whether a text is one of them, and nothing else.
  public func areEqual(to text: String) -> Bool {
    hidden.contains(text.utf8.filter(ASCII.isAlphanumeric).map(ASCII.lowercased))
  }

  /// Both together.
  public func adding(_ other: Secrets) -> Secrets { Secrets(hidden: hidden + other.hidden) }

  /// Someone else's words with every secret masked, in whatever ASCII case and with whatever spaces and marks between
  /// its letters and digits.
  func masked(in words: String) -> String {
    var words = words
    let masked = words.withUTF8 { bytes -> [UInt8]? in
      // Nearly all words hold none.
      guard bytes.indices.contains(where: { find(at: $0, in: bytes.span) != nil }) else { return nil }
      return replaced(in: bytes.span)
    }
    return masked.map { String(decoding: $0, as: UTF8.self) } ?? words
  }

  private func replaced(in bytes: Span<UInt8>) -> [UInt8] {
    var text: [UInt8] = []
    var at = 0
    while at < bytes.count {
      if let (secret, end) = find(at: at, in: bytes) {
        text += Masking.masked(secret.span).uppercased().utf8
        at = end
      } else {
        text.append(bytes[at])
        at += 1
      }
    }
    return text
  }

  /// The secret that starts at a place, and where it ends.
  @inline(__always)
  private func find(at start: Int, in bytes: Span<UInt8>) -> (secret: [UInt8], end: Int)? {
    let first = ASCII.lowercased(bytes[start])
    for secret in hidden where secret[0] == first {
      if let end = bytes.end(of: secret.span, at: start) { return (secret, end) }
    }
    return nil
  }
}

extension Span where Element == UInt8 {
  /// Most bytes that may stand between two letters or digits of a secret.
  private static var bytesBetweenMax: Int { 9 }

  /// Where a secret ends that starts at `start`, compared by its letters and digits alone; nil if it does not.
  fileprivate func end(of secret: Span<UInt8>, at start: Int) -> Int? {
    var at = start
    var matched = 0
    var between = 0
    while matched < secret.count, at < count {
      if ASCII.lowercased(self[at]) == secret[matched] {
        matched += 1
        between = 0
      } else if matched > 0, between < Self.bytesBetweenMax, !ASCII.isAlphanumeric(self[at]) {
        between += 1
      } else {
        return nil
      }
      at += 1
    }
    return matched == secret.count ? at : nil
  }
}
