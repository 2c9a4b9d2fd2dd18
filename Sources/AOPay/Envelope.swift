import Operations

/// The provider's own words about a request, whatever shape they came in.
///
/// Truth is spelled many ways (`true`, `"True"`, `"SUCCESS"`, `"ERROR"`, `"Failed"`, `1`, `"1"`): this is the one place
/// that turns them into a meaning.
struct Envelope: Sendable {
  enum Meaning: Sendable {
    case positive, negative
    /// Positive and negative words together, words that we do not know, or one key twice with two values.
    case unclear
  }

  let root: JSONValue
  let meaning: Meaning
  /// Whether a status somewhere inside is none that we know, such as PENDING or DECLINED.
  let hasUnknownStatus: Bool

  /// Nil if the bytes are not a JSON object in which the provider says yes or no. `subject` is the key of the part that
  /// tells of what was asked for, not of the request.
  init?(_ body: [UInt8], subject: String? = nil) {
    guard let root = JSONReader.read(body), case .object(let pairs) = root else { return nil }
    let said = Self.said(root)
    let isProviders = said.contains { $0 != .unclear } || root[Self.bankKey] != nil
    guard isProviders || root.contradictsItself else { return nil }
    self.root = root
    let inside = pairs.filter { $0.key != subject }.flatMap { Self.inside($0.value, under: $0.key) }
    hasUnknownStatus = inside.contains(.unclear)
    let isKnown = !root.contradictsItself && !said.isEmpty
    if isKnown, said.allSatisfy({ $0 == .positive }), !inside.contains(.negative) {
      meaning = .positive
    } else {
      meaning = isKnown && (said + inside).allSatisfy { $0 == .negative } ? .negative : .unclear
    }
  }

  /// The bank's part of a payout's answer.
  var bank: JSONValue? { root[Self.bankKey] }

  /// The instruction that a payout's answer is about, with the bank's part around it or without.
  var instruction: JSONValue? { (bank ?? root)["resourceData"] }

  /// The provider's code: `subCode`, `response_code` or `responsecode`.
  var code: String? { root.text("subCode") ?? root.text("response_code") ?? root.text("responsecode") }

  /// Whether the answer has something else under a key than what was sent: beside its words, in `data` or in the bank's
  /// part.
  func names(another sent: String, under key: String) -> Bool {
    let named = [root, root["data"], bank, instruction].compactMap { $0?.text(key) }
    return named.contains { !$0.isMasked && Self.plain($0) != Self.plain(sent) }
  }

  /// `1250.50` is written as 1250.5 where it is a number, or with commas, and a mobile with the country's code.
  private static func plain(_ value: String) -> Substring {
    var text = value.filter { !$0.isWhitespace && $0 != "," }[...]
    if text.hasPrefix("+91") { text.removeFirst(3) }
    guard text.contains(".") else { return text }
    while text.hasSuffix("0") { text.removeLast() }
    return text.hasSuffix(".") ? text.dropLast() : text
  }

  /// The most telling status word: of the instruction, else of the call.
  var status: String {
    instruction?.text("status") ?? bank?["metaData"]?.text("status")
      ?? root.values { Self.statusKeys.contains($0.lowercased()) }.lazy.compactMap(\.text).first ?? ""
  }

  var message: String {
    root.text("message") ?? bank?["metaData"]?.text("message") ?? root.text("Message") ?? root.text("Value") ?? ""
  }

  /// A 200 may carry the real status in its `subCode`.
  var statusInside: Int? {
    let digits = root.text("subCode")?.filter { $0 != " " }.prefix { $0.isNumber } ?? ""
    return Int(digits).flatMap { [401, 403, 412].contains($0) || (500...599).contains($0) ? $0 : nil }
  }

  var saysDuplicate: Bool { message.lowercased().contains("duplicate refid") }

  /// IDFC FIRST Bank's words for an account of ours that cannot pay, wherever a message stands.
  var saysShortOfFunds: Bool {
    let messages = [message] + ["metaData", "resourceData"].compactMap { bank?[$0]?.text("message") }
    let words = messages.joined(separator: " ").uppercased()
    return ["FUNDS/DP NOT AVAILABLE", "WILL BE OVERDRAWN", "INSUFFICIENT FUND", "INSUFFICIENT BALANCE"]
      .contains(where: words.contains)
  }

  private static let bankKey = "initiateAuthGenericFundTransferAPIResp"
  /// In lower case: the provider writes them in several.
  private static let statusKeys: Set<String> = ["status", "statuss"]

  /// What the provider says of the request, in the places that are for it.
  private static func said(_ root: JSONValue) -> [Meaning] {
    let bank = root[bankKey]?["metaData"]?["status"]
    let words = root.values { statusKeys.contains($0.lowercased()) } + [bank].compactMap { $0 }
    let code = root.text("response_code") ?? root.text("responsecode")
    return words.compactMap(meaning) + [code].compactMap { $0 == nil ? nil : $0 == "1" ? .positive : .negative }
  }

  /// Nil for what is no word of the provider's: nothing, and a number other than 0 and 1, for frameworks put the HTTP
  /// status there, some of them as text.
  private static func meaning(_ word: JSONValue) -> Meaning? {
    switch (word, word.text?.lowercased()) {
    case (_, "true"), (_, "success"), (_, "1"): .positive
    case (_, "false"), (_, "error"), (_, "failed"), (_, "failure"), (_, "fail"), (_, "0"): .negative
    case (.null, _), (.number, _): nil
    case (.string(let text), _) where text.count == 3 && text.allSatisfy(\.isNumber): nil
    default: .unclear
    }
  }

  /// What else the answer says, at any depth and beside those places: no proof of anything, but it may contradict.
  private static func inside(_ value: JSONValue, under key: String) -> [Meaning] {
    let key = String(decoding: key.lowercased().utf8.filter { (0x61...0x7A).contains($0) }, as: UTF8.self)
    let isError = key.hasPrefix("error")
    switch (value, value.text?.lowercased()) {
    case (.object(let pairs), _):
      let own: [Meaning] = isError && !pairs.isEmpty ? [.negative] : []
      return own + pairs.flatMap { inside($0.value, under: $0.key) }
    case (.array(let values), _): return values.flatMap { inside($0, under: key) }
    case (_, nil), (_, ""): return []
    case (_, let code?) where key == "subcode": return code.hasPrefix("4") || code.hasPrefix("5") ? [.negative] : []
    case (_, let text?) where key == "message": return saysFailed(text) ? [.negative] : []
    case (_, "success"), (_, "acpt"): return [.positive]
    case (_, "error"), (_, "fail"), (_, "rjct"): return [.negative]
    case (_, let text?) where negativeWords.contains(text): return [.negative]
    case (_, let text?) where isError: return noErrors.contains(text) ? [] : [.negative]
    case (_, "true") where isAnswer(key): return [.positive]
    case (_, "false") where isAnswer(key): return [.negative]
    // Numbers belong to the part that they stand in, and only the operation knows what they mean.
    case (_, let text?): return isStatus(key) && UInt(text) == nil ? [.unclear] : []
    }
  }

  private static let noErrors: Set<String> = ["false", "0", "00", "000", "200", "none", "null", "na", "n/a", "nil"]

  /// A status of what was asked for, however it is called: `txn_status`, `transactionStatus`. That of a bank's services
  /// stands beside it on the page `transfer-otp`.
  private static func isStatus(_ key: String) -> Bool {
    (key.hasSuffix("status") || key == "statuss") && key != "bankstatus"
  }

  private static func isAnswer(_ key: String) -> Bool { isStatus(key) || key.hasSuffix("success") }

  private static func saysFailed(_ words: String) -> Bool {
    words.unicodeScalars.split { !$0.isLetter }.contains { negativeWords.contains(String($0)) }
  }

  private static let negativeWords: Set<String> = [
    "failed", "failure", "declined", "rejected", "reversed", "returned", "unsuccessful",
  ]
}

extension String {
  fileprivate var isMasked: Bool { contains("*") || uppercased().contains("XX") }
}

extension Unicode.Scalar {
  /// Those of ASCII need no table.
  fileprivate var isLetter: Bool {
    switch self {
    case "a"..."z", "A"..."Z": true
    default: !isASCII && properties.isAlphabetic
    }
  }
}
