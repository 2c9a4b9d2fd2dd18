import Operations

/// What a body says, as the table of answers tells bodies apart.
enum Saying: String, CaseIterable, Sendable {
  // The provider's envelope.
  case positive, flatPositive, unknownInstruction
  case negative, falseInWords, noInside, shortOfFunds, overdrawn
  case duplicateFirst, duplicateLater
  case contradictory, yesWithRefusal, keyTwice, keyTwiceInside, keyTwiceAfterNull
  case rejectedInside, failedInside, errorInside, errorListed, notASuccess, acceptedInside, pendingInside
  case sub401, sub403, sub412, sub500, sub503, sub599, sub404, sub409, sub422
  // Without the envelope.
  case empty, blanks, html, text, notUTF8
  case emptyObject, otherObject, statusNumber, statusDigits, unknownWord, nullStatus, array, number, string, null
  // Without the envelope, but in words that say that the request went on.
  case htmlOfProgress, textOfProgress, truncated
  case accepted, pending, processed, successTrue, envelopeInArray, stringOfProgress

  private static let foreign: Set<Saying> = [
    .empty, .blanks, .html, .text, .notUTF8, .emptyObject, .otherObject, .statusNumber, .statusDigits, .unknownWord,
    .nullStatus, .array, .number, .string, .null, .htmlOfProgress, .textOfProgress, .truncated, .accepted, .pending,
    .processed,
    .successTrue, .envelopeInArray, .stringOfProgress,
  ]

  var isEnveloped: Bool { !Self.foreign.contains(self) }

  /// Nil where the operation's answers cannot say this.
  func body(_ operation: String) -> String? { isEnveloped ? envelope(operation) : foreign }

  private func envelope(_ operation: String) -> String? {
    switch self {
    case .positive: Published.body("\(operation)-200")
    case .flatPositive: #"{"status":"SUCCESS","subCode":"200","message":"done"}"#
    case .unknownInstruction: Self.unknown[operation]
    case .negative: #"{"status":"ERROR","message":"no"}"#
    case .falseInWords: #"{"status":"False","responsecode":"6","message":"no"}"#
    case .noInside: #"{"status":"ERROR","error":{"code":5},"data":{"status":"Failed","count":"1"},"message":"no"}"#
    case .shortOfFunds: #"{"statuss":"ERROR","message":"CLEARED BAL/FUNDS/DP NOT AVAILABLE"}"#
    case .overdrawn:
      #"{"initiateAuthGenericFundTransferAPIResp":{"metaData":{"status":"ERROR","#
        + #""message":"ACCT WILL BE OVERDRAWN"}},"statuss":"ERROR","message":"failed"}"#
    case .duplicateFirst, .duplicateLater: Published.body("pan-status-401")
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
    case .rejectedInside: #"{"status":"SUCCESS","resourceData":{"status":"RJCT"}}"#
    case .failedInside: #"{"status":true,"response_code":1,"a":[{"b":{"result":"Failed"}}],"message":"ok"}"#
    case .errorInside: #"{"status":"SUCCESS","error":{"code":"E17"},"message":"ok"}"#
    case .errorListed: #"{"status":"True","message":"ok","errors":["E17"]}"#
    case .notASuccess: #"{"status":"SUCCESS","success":false,"message":"ok"}"#
    case .acceptedInside: #"{"status":"ERROR","message":"no","resourceData":{"status":"ACPT"}}"#
    case .pendingInside: #"{"status":"ERROR","message":"no","payout":{"status":"PENDING"}}"#
    default: nil
    }
  }

  private var subCode: String? {
    rawValue.hasPrefix("sub") ? #"{"status":"ERROR","subCode":"\#(rawValue.dropFirst(3))","message":"no"}"# : nil
  }

  private var foreign: String? {
    switch self {
    case .empty: ""
    case .blanks: " \r\n\t"
    case .html: "<html><body><h1>Welcome</h1></body></html>"
    case .text: "status: UNSUCCESSFUL, unprocessed"
    case .notUTF8: nil
    case .emptyObject: "{}"
    case .otherObject: #"{"Message":"The requested resource does not support POST.","success":false,"accepted":[]}"#
    case .statusNumber:
      #"{"timestamp":"2026-11-21T09:05:00.123+00:00","status":404,"error":"Not Found","path":"/api/V6/Payout/AOPPayout"}"#
    case .statusDigits: #"{"status":"404","message":"no Route matched with those values"}"#
    case .unknownWord: #"{"status":"404 NOT_FOUND","message":"?"}"#
    case .nullStatus: #"{"status":null,"message":"?"}"#
    case .array: "[1,2]"
    case .number: "200"
    case .string: #""NOT FOUND""#
    case .null: "null"
    default: progress
    }
  }

  private var progress: String? {
    switch self {
    case .htmlOfProgress: "<html><body><p>Your request is being processed.</p></body></html>"
    case .textOfProgress: "queued\n"
    case .truncated: String(Published.body("payout-200").dropLast(3))
    case .accepted: #"{"message":"Request Accepted"}"#
    case .pending: #"{"payout":{"state":"PENDING"}}"#
    case .processed: #"{"errors":["already processed"]}"#
    case .successTrue: #"{"success":true}"#
    case .envelopeInArray: #"[{"status":"SUCCESS"}]"#
    case .stringOfProgress: #""SUCCESS""#
    default: nil
    }
  }

  private static let unknown = [
    "payout": """
    {"initiateAuthGenericFundTransferAPIResp":{"metaData":{"status":"SUCCESS"},"resourceData":{"status":"PDNG"}},
    "statuss":"SUCCESS","message":"ok"}
    """,
    "recharge-status": #"{"response_code":1,"status":true,"data":{"status":"2","refunded":"0"},"message":"ok"}"#,
  ]
}
