public import Sheet

extension Operation {
  /// The JSON body of one request: every key of the provider's page, in its order, empty ones as `""`.
  ///
  /// `fields` are the canonical values in the order of `columns`; an empty credential is taken from the settings.
  public func body(_ fields: PackedRow, _ credentials: Credentials) -> [UInt8] {
    var json = JSONObjectWriter()
    for (index, column) in columns.enumerated() {
      let own = fields[index]
      for key in column.keys {
        if own.isEmpty, let credential = column.credential {
          json.add(key, string: (credentials[credential] ?? "").utf8.span)
        } else if column.isNumber {
          json.add(key, digits: own)
        } else {
          json.add(key, string: own)
        }
      }
    }
    return json.finished()
  }
}

/// Writes one flat JSON object: all that a request is.
struct JSONObjectWriter {
  private var bytes: [UInt8] = [UInt8(ascii: "{")]

  init() { bytes.reserveCapacity(384) }

  mutating func add(_ key: String, string: Span<UInt8>) {
    begin(key)
    appendQuoted(string)
  }

  /// `digits` are sent as a number: an empty one as 0, for a key is never left out.
  mutating func add(_ key: String, digits: Span<UInt8>) {
    begin(key)
    if digits.isEmpty { bytes.append(UInt8(ascii: "0")) }
    for index in digits.indices { bytes.append(digits[index]) }
  }

  consuming func finished() -> [UInt8] {
    bytes.append(UInt8(ascii: "}"))
    return bytes
  }

  private mutating func begin(_ key: String) {
    if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
    appendQuoted(key.utf8.span)
    bytes.append(UInt8(ascii: ":"))
  }

  private mutating func appendQuoted(_ text: Span<UInt8>) {
    bytes.append(UInt8(ascii: "\""))
    for index in text.indices {
      switch text[index] {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(contentsOf: [UInt8(ascii: "\\"), text[index]])
      case 0..<0x20: appendEscaped(text[index])
      default: bytes.append(text[index])
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// `\u00XX`
  private mutating func appendEscaped(_ control: UInt8) {
    let hex = String(control, radix: 16)
    bytes.append(contentsOf: (hex.count == 1 ? "\\u000\(hex)" : "\\u00\(hex)").utf8)
  }
}
