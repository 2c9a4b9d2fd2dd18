/// A JSON object, as `--json` writes one; members that are nil are left out.
struct JSON: Encodable, Sendable, ExpressibleByDictionaryLiteral {
  private var members: [String: any Encodable & Sendable] = [:]

  init(dictionaryLiteral members: (String, (any Encodable & Sendable)?)...) {
    for (name, value) in members { self[name] = value }
  }

  subscript(_ name: String) -> (any Encodable & Sendable)? {
    get { members[name] }
    set { members[name] = newValue }
  }

  func encode(to encoder: any Encoder) throws { try members.mapValues(Member.init).encode(to: encoder) }

  private struct Member: Encodable {
    let value: any Encodable

    func encode(to encoder: any Encoder) throws { try value.encode(to: encoder) }
  }
}
