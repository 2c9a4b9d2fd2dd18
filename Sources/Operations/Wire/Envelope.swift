/// The provider's own words about a request, whatever shape they came in.
///
/// Truth is spelled many ways (`true`, `"True"`, `"SUCCESS"`, `"ERROR"`, `"Failed"`, `1`, `"1"`): this is the one place
/// that turns them into a meaning.
struct Envelope: Sendable {
  enum Meaning: Sendable {
    case positive
    case negative
    /// Positive and negative words together, words that we do not know, or one key twice with two values.
    case unclear
  }

  let root: JSONValue
  let meaning: Meaning

  /// Nil if the bytes are not a JSON object in which the provider says yes or no.
  init?(_ body: [UInt8]) {
    guard let root = JSONReader.read(body), case .object = root else { return nil }
    let signals = Self.signals(root)
    let isOdd = root.contradictsItself || (signals.isEmpty && Self.holdsAcceptance(root))
    guard !signals.isEmpty || isOdd else { return nil }
    self.root = root
    if isOdd {
      meaning = .unclear
    } else if signals.allSatisfy({ $0 == .positive }) {
      meaning = .positive
    } else {
      meaning = signals.allSatisfy { $0 == .negative } ? .negative : .unclear
    }
  }

  /// The bank's part of a payout's answer.
  var bank: JSONValue? { root["initiateAuthGenericFundTransferAPIResp"] }

  /// The provider's code: `subCode`, `response_code` or `responsecode`.
  var code: String? { root.text("subCode") ?? root.text("response_code") ?? root.text("responsecode") }

  /// The most telling status word: of the instruction, else of the call.
  var status: String {
    bank?["resourceData"]?.text("status") ?? bank?["metaData"]?.text("status")
      ?? root.values { Self.statusKeys.contains($0.lowercased()) }.lazy.compactMap(\.text).first ?? ""
  }

  var message: String {
    let own = bank?["metaData"]?.text("message")
    return root.text("message") ?? own ?? root.text("Message") ?? root.text("Value") ?? ""
  }

  /// Every message in the answer, the bank's too.
  var allMessages: String {
    let bankMessages = ["metaData", "resourceData"].map { bank?[$0]?.text("message") ?? "" }
    return ([message] + bankMessages).joined(separator: " ")
  }

  /// In lower case: the provider writes them in several.
  private static let statusKeys: Set<String> = ["status", "statuss"]

  private static func signals(_ root: JSONValue) -> [Meaning] {
    let bank = root["initiateAuthGenericFundTransferAPIResp"]
    let words = root.values { statusKeys.contains($0.lowercased()) } + [bank?["metaData"]?["status"]].compactMap { $0 }
    var signals = words.filter { $0 != .null }.map(meaning)
    if let code = root.text("response_code") ?? root.text("responsecode") {
      signals.append(code == "1" ? .positive : .negative)
    }
    // A code of refusal beside a word of success is a contradiction; on its own it says nothing.
    if let code = root.text("subCode"), !signals.isEmpty, let first = code.first, first == "4" || first == "5" {
      signals.append(.negative)
    }
    // The instruction's status is no yes by itself; beside a no, or alone, it is a doubt.
    let instruction = bank?["resourceData"]?["status"]
    if let instruction, instruction.text != nil, meaning(instruction) != .negative, !signals.contains(.positive) {
      signals.append(.unclear)
    }
    return signals
  }

  /// Whether the bank's word for an accepted instruction stands somewhere where it never does: no proof of a no.
  private static func holdsAcceptance(_ value: JSONValue) -> Bool {
    switch value {
    case .object(let pairs): pairs.contains { holdsAcceptance($0.value) }
    case .array(let values): values.contains(where: holdsAcceptance)
    case .string(let text): text.uppercased() == "ACPT"
    case .number, .bool, .null: false
    }
  }

  private static func meaning(_ word: JSONValue) -> Meaning {
    switch word.text?.lowercased() {
    case "true", "success", "1": .positive
    case "false", "error", "failed", "failure", "fail", "0": .negative
    default: .unclear
    }
  }
}
