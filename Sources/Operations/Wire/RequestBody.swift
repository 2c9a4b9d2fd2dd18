import Payments
public import Sheet

extension Operation {
  /// The JSON body of one request: every key of the provider's page, in its order, empty ones as `""`.
  ///
  /// `fields` are the canonical values in the order of `columns`; an empty credential is taken from the settings.
  public func body(_ fields: PackedRow, _ credentials: Credentials) -> [UInt8] {
    var json: [UInt8] = []
    json.reserveCapacity(384)
    for (index, column) in columns.enumerated() {
      let own = fields[index]
      for key in column.keys {
        json.append(json.isEmpty ? UInt8(ascii: "{") : UInt8(ascii: ","))
        json.appendQuoted(key.utf8.span)
        json.append(UInt8(ascii: ":"))
        if own.isEmpty, let credential = column.credential {
          json.appendQuoted((credentials[credential] ?? "").utf8.span)
        } else if !column.isNumber {
          json.appendQuoted(own)
        } else if own.isEmpty {
          // A key is never left out.
          json.append(UInt8(ascii: "0"))
        } else {
          json.append(own)
        }
      }
    }
    json.append(UInt8(ascii: "}"))
    return json
  }
}

extension [UInt8] {
  fileprivate mutating func appendQuoted(_ text: Span<UInt8>) {
    append(UInt8(ascii: "\""))
    for index in text.indices {
      switch text[index] {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): append(contentsOf: [UInt8(ascii: "\\"), text[index]])
      case 0..<0x10: append(contentsOf: "\\u000\(String(text[index], radix: 16))".utf8)
      case 0x10..<0x20: append(contentsOf: "\\u00\(String(text[index], radix: 16))".utf8)
      default: append(text[index])
      }
    }
    append(UInt8(ascii: "\""))
  }
}
