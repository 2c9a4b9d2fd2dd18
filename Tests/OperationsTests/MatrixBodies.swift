@testable import Operations

/// What a body says, as the table of answers tells bodies apart.
enum Saying: String, CaseIterable, Sendable {
  // The provider's envelope.
  case positive, flatPositive, unknownInstruction
  case negative, falseInWords, shortOfFunds, overdrawn
  case duplicateFirst, duplicateLater
  case contradictory, yesWithRefusal, keyTwice, keyTwiceInside, keyTwiceAfterNull, unknownWord
  case sub401, sub403, sub412, sub500, sub503, sub599, sub404, sub409, sub422
  // Without the envelope.
  case empty, blanks, html, text, truncated, notUTF8
  case emptyObject, otherObject, nullStatus, array, envelopeInArray, number, string, null

  var isEnveloped: Bool {
    switch self {
    case .empty, .blanks, .html, .text, .truncated, .notUTF8: false
    case .emptyObject, .otherObject, .nullStatus, .array, .envelopeInArray, .number, .string, .null: false
    default: true
    }
  }

  var isJSON: Bool {
    switch self {
    case .empty, .blanks, .html, .text, .truncated, .notUTF8: false
    default: true
    }
  }

  /// Nil where the operation's answers cannot say this.
  func body(_ operation: String) -> String? {
    isEnveloped ? envelope(operation) : foreign(operation)
  }

  private func envelope(_ operation: String) -> String? {
    switch self {
    case .positive: Self.good[operation]
    case .flatPositive: #"{"status":"SUCCESS","subCode":"200","message":"done"}"#
    case .unknownInstruction: Self.unknown[operation]
    case .negative: #"{"status":"ERROR","message":"no"}"#
    case .falseInWords: #"{"status":"False","responsecode":"6","message":"no"}"#
    case .shortOfFunds: #"{"statuss":"ERROR","message":"CLEARED BAL/FUNDS/DP NOT AVAILABLE"}"#
    case .overdrawn:
      #"{"initiateAuthGenericFundTransferAPIResp":{"metaData":{"status":"ERROR","#
        + #""message":"ACCT WILL BE OVERDRAWN"}},"statuss":"ERROR","message":"failed"}"#
    case .duplicateFirst, .duplicateLater: Published.panStatus401
    default: contradiction ?? subCode
    }
  }

  private var contradiction: String? {
    switch self {
    case .contradictory: #"{"status":true,"response_code":6,"message":"?"}"#
    case .yesWithRefusal: #"{"status":"SUCCESS","subCode":"403","message":"?"}"#
    case .keyTwice: #"{"status":"ERROR","status":"SUCCESS","message":"?"}"#
    case .keyTwiceInside: #"{"status":"ERROR","message":"?","data":{"status":"1","status":"0"}}"#
    case .keyTwiceAfterNull: #"{"status":null,"status":"SUCCESS","message":"?"}"#
    case .unknownWord: #"{"status":"MAYBE","message":"?"}"#
    default: nil
    }
  }

  private var subCode: String? {
    rawValue.hasPrefix("sub") ? #"{"status":"ERROR","subCode":"\#(rawValue.dropFirst(3))","message":"no"}"# : nil
  }

  private func foreign(_ operation: String) -> String? {
    switch self {
    case .empty: ""
    case .blanks: " \r\n\t"
    case .html: "<html><body><h1>Welcome</h1></body></html>"
    case .text: "status: SUCCESS"
    case .truncated: Self.good[operation].map { String($0.dropLast(3)) }
    case .notUTF8: nil
    case .emptyObject: "{}"
    case .otherObject: #"{"Message":"The requested resource does not support POST.","data":{"status":"SUCCESS"}}"#
    case .nullStatus: #"{"status":null,"message":"?"}"#
    case .array: "[1,2]"
    case .envelopeInArray: #"[{"status":"SUCCESS"}]"#
    case .number: "200"
    case .string: #""SUCCESS""#
    default: "null"
    }
  }

  private static let good = [
    "payout": Published.payout200, "recharge-status": Published.recharge200, "pan-status": Published.panStatus200,
    "pan-new": Published.panNew200, "transfer-otp": Published.transfer200,
  ]

  private static let unknown = [
    "payout": """
    {"initiateAuthGenericFundTransferAPIResp":{"metaData":{"status":"SUCCESS"},"resourceData":{"status":"PDNG"}},
    "statuss":"SUCCESS","message":"ok"}
    """,
    "recharge-status": #"{"response_code":1,"status":true,"data":{"status":"2","refunded":"0"},"message":"ok"}"#,
  ]
}
