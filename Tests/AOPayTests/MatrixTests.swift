import Operations
import Testing

@Suite("What an answer means")
struct MatrixTests {
  static let names = ["payout", "recharge-status", "pan-status", "pan-new", "transfer-otp"]

  @Test("the hand-written table has one meaning for every status", arguments: Saying.allCases)
  func tableIsWhole(saying: Saying) {
    for status in MeaningsByStatus.statuses {
      #expect(saying.meanings.meaning(status).count == 1, "\(status)")
    }
  }

  /// Every operation with every body that it has.
  static let bodies = names.flatMap { name in
    Saying.allCases.filter { $0 == .notUTF8 || $0.body(name) != nil }.map { (name: name, saying: $0) }
  }

  @Test("every HTTP status with every body", arguments: bodies)
  func matrix(name: String, saying: Saying) throws {
    let body = try #require(saying == .notUTF8 ? "" : saying.body(name))
    let operation = try Operation.require(name)
    for status in MeaningsByStatus.statuses.sorted() {
      let meaning = try #require(expected(name, saying, status))
      let bytes = saying == .notUTF8 ? [0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D] : Array(body.utf8)
      let judgement = judge(operation, Answer(status: status, body: bytes), saying != .duplicateLater)
      check(judgement, meaning, operation, saying, "HTTP \(status), \(saying), by the table \(meaning)")
      #expect(judgement.httpStatus == status)
    }
  }

  private func expected(_ name: String, _ saying: Saying, _ status: Int) -> Meaning? {
    let isClear = saying.isEnveloped && saying.meanings.lines.count > 1
    // "HTTP 202 […] means the remitter is not registered and got a registration OTP instead."
    if name == "transfer-otp", status == 202, isClear { return .registration }
    return saying.meanings.meaning(status).first
  }

  private func check(
    _ judgement: Judgement,
    _ meaning: Meaning,
    _ operation: Operation,
    _ saying: Saying,
    _ what: Comment
  ) {
    let isLookUp = operation.effect == .lookUp
    let wanted = isLookUp ? meaning.lookUp : meaning.journalled
    #expect(judgement.outcome == wanted.outcome ?? good(operation.name, saying), what)
    #expect(judgement.mayRetry == wanted.mayRetry, what)
    #expect(judgement.halt == (isLookUp && meaning.halt == .funds ? nil : meaning.halt), what)
    #expect(judgement.isTooFast == (meaning == .slower), what)
    #expect(operation.outcomes.contains(judgement.outcome), what)
    #expect(!judgement.isConnectionFailure, what)
    let ownColumns = judgement.outcome == .notSent ? 0 : operation.ownColumns.count
    #expect(judgement.own.count == ownColumns, what)
  }

  private func good(_ name: String, _ saying: Saying) -> Outcome {
    switch name {
    case "payout": .accepted
    // A flat yes says nothing of the recharge itself.
    case "recharge-status": saying == .flatPositive ? .pending : .success
    case "pan-status": saying == .flatPositive ? .success : .pending
    default: .success
    }
  }

  @Test("Retry-After is passed on")
  func retryAfter() throws {
    let judgement = judge(try .require("payout"), 429, "", retryAfterSeconds: 7)
    #expect(judgement.retryAfterSeconds == 7)
    #expect(judge(try .require("payout"), 429, "").retryAfterSeconds == nil)
  }

  static let unregistered: [(status: Int, outcome: Outcome, halt: Halt?)] = [
    (200, .registrationRequired, nil), (202, .registrationRequired, nil), (400, .failed, nil),
    (401, .notSent, .credentials), (500, .inDoubt, nil), (301, .inDoubt, nil),
  ]

  @Test("an unregistered remitter is told by 202 or by its code, not at other statuses", arguments: unregistered)
  func registration(status: Int, outcome: Outcome, halt: Halt?) throws {
    let judgement = judge(try .require("transfer-otp"), status, Published.body("transfer-otp-202"))
    #expect(judgement.outcome == outcome)
    #expect(judgement.halt == halt)
    #expect(!judgement.mayRetry)
  }

  @Test("code 0 without a stateresp is no registration")
  func codeZeroAlone() throws {
    let judgement = judge(
      try .require("transfer-otp"),
      200,
      #"{"status":false,"response_code":0,"message":"no"}"#
    )
    #expect(judgement.outcome == .failed)
  }
}

@Suite("What the own words of an answer mean")
struct WordingTests {
  static let instructions: [(status: String, outcome: Outcome)] = [
    (#""ACPT""#, .accepted), (#""acpt""#, .accepted), (#""SUCCESS""#, .accepted), (#""RJCT""#, .inDoubt),
    (#""ERROR""#, .inDoubt), (#""PDNG""#, .inDoubt), (#""""#, .inDoubt), ("null", .inDoubt), ("true", .inDoubt),
    ("1", .inDoubt), ("{}", .inDoubt),
  ]

  @Test("only ACPT and SUCCESS are known instruction statuses", arguments: instructions)
  func instruction(status: String, outcome: Outcome) throws {
    let body =
      #"{"initiateAuthGenericFundTransferAPIResp":{"metaData":{"status":"SUCCESS"},"#
      + #""resourceData":{"status":\#(status)}},"statuss":"SUCCESS"}"#
    let judgement = judge(try .require("payout"), 200, body)
    #expect(judgement.outcome == outcome)
    #expect(judgement.reference == nil)
  }

  static let halves: [(body: String, outcome: Outcome)] = [
    (#"{"initiateAuthGenericFundTransferAPIResp":{"metaData":{"status":"SUCCESS"}},"statuss":"SUCCESS"}"#, .inDoubt),
    (#"{"initiateAuthGenericFundTransferAPIResp":null,"statuss":"SUCCESS"}"#, .inDoubt),
    (#"{"statuss":"SUCCESS","message":"fundTransfer successfully processed"}"#, .inDoubt),
    (#"{"response_code":1}"#, .inDoubt),
    (
      #"{"initiateAuthGenericFundTransferAPIResp":{"metaData":{"status":"ERROR"},"resourceData":{"status":"ACPT"}},"#
        + #""statuss":"SUCCESS"}"#, .inDoubt
    ),
    (
      #"{"initiateAuthGenericFundTransferAPIResp":{"metaData":{"status":"SUCCESS"},"resourceData":{"status":"ACPT"}},"#
        + #""statuss":"ERROR"}"#, .inDoubt
    ),
    (#"{"initiateAuthGenericFundTransferAPIResp":{"metaData":{"status":"ERROR","message":"no"}}}"#, .failed),
    (#"{"status":"SUCCESS","message":"ok"}"#, .accepted),
    (#"{"status":"SUCCESS","resourceData":{"status":"ACPT"}}"#, .accepted),
    (#"{"status":"SUCCESS","resourceData":{"status":"PDNG"}}"#, .inDoubt),
    (#"{"status":"SUCCESS","resourceData":{}}"#, .inDoubt),
    (#"{"status":"SUCCESS","settlement":{"status":"PENDING"}}"#, .inDoubt),
    (#"{"status":"SUCCESS","data":{"txn_status":"PENDING"}}"#, .inDoubt),
    (#"{"status":"SUCCESS","transactionStatus":"REVERSED"}"#, .inDoubt),
    (#"{"status":"SUCCESS","bank":{"reason":"DECLINED"}}"#, .inDoubt),
    (#"{"status":"SUCCESS","isSuccess":false}"#, .inDoubt),
    (#"{"status":"SUCCESS","resourceData":{"status":"ACPT","errorCode":"E17"}}"#, .inDoubt),
    (#"{"status":"SUCCESS","resourceData":{"status":"ACPT","errorCode":"000","errorMessage":""}}"#, .accepted),
    (#"{"status":"SUCCESS","message":"Transaction failed"}"#, .inDoubt),
    (#"{"status":"SUCCESS","bank_status":"yes"}"#, .accepted),
  ]

  @Test("half an answer to a payout is no acceptance", arguments: halves)
  func half(body: String, outcome: Outcome) throws {
    #expect(judge(try .require("payout"), 200, body).outcome == outcome)
  }

  @Test(
    "every spelling of yes",
    arguments: ["true", #""True""#, #""TRUE""#, #""SUCCESS""#, #""Success""#, "1", #""1""#]
  )
  func yes(word: String) throws {
    #expect(judge(try .require("pan-new"), 200, #"{"status":\#(word)}"#).outcome == .success)
  }

  @Test(
    "every spelling of no",
    arguments: ["false", #""False""#, #""ERROR""#, #""Error""#, #""Failed""#, #""FAILED""#, "0", #""0""#]
  )
  func no(word: String) throws {
    #expect(judge(try .require("pan-new"), 200, #"{"status":\#(word)}"#).outcome == .failed)
  }

  static let recharges: [(data: String, outcome: Outcome)] = [
    (#"{"status":"1","refunded":"0"}"#, .success), (#"{"status":1,"refunded":0}"#, .success),
    (#"{"status":"0","refunded":"0"}"#, .failed), (#"{"status":"0","refunded":"1"}"#, .refunded),
    (#"{"status":"1","refunded":"1"}"#, .refunded), (#"{"status":"1","refunded":1}"#, .refunded),
    (#"{"status":"2"}"#, .pending), (#"{"status":"10"}"#, .pending), (#"{"status":""}"#, .pending), ("{}", .pending),
    ("null", .pending), (#"{"status":null,"refunded":null}"#, .pending),
  ]

  @Test("a recharge is final only with a documented status", arguments: recharges)
  func recharge(data: String, outcome: Outcome) throws {
    let body = #"{"response_code":1,"status":true,"data":\#(data),"message":"ok"}"#
    #expect(judge(try .require("recharge-status"), 200, body).outcome == outcome)
  }

  static let references: [(refid: String, outcome: Outcome)] = [
    (#""12345678""#, .success), ("12345678", .success), ("null", .success), (#""""#, .success),
    (#""12345679""#, .error), (#""012345678""#, .error), ("12345679", .error), (#""1234567""#, .error),
  ]

  @Test("an answer that names another reference is about another row, whatever it says", arguments: references)
  func reference(refid: String, outcome: Outcome) throws {
    let operation = try Operation.require("recharge-status")
    let yes = #"{"response_code":1,"status":true,"data":{"txnid":"7","status":"1","refid":\#(refid)},"message":"ok"}"#
    let judgement = judge(operation, 200, yes)
    #expect(judgement.outcome == outcome)
    #expect(!judgement.mayRetry)
    #expect(judgement.own.first == (outcome == .error ? "" : "7"), "another's result is not shown as this row's")
    let no = #"{"response_code":0,"status":false,"data":{"refid":\#(refid)},"message":"no"}"#
    #expect(judge(operation, 200, no).outcome == (outcome == .error ? .error : .failed))
  }

  static let others: [(operation: String, answer: String, outcome: Outcome)] = [
    ("pan-new", #""data":{"refid":"12345678","url":"u"}"#, .success),
    ("pan-new", #""data":{"refid":"B2","url":"u"}"#, .inDoubt),
    ("pan-new", #""refid":"B2""#, .inDoubt), ("pan-new", #""data":{"status":"DECLINED"}"#, .inDoubt),
    ("pan-new", #""data":{"status":"PENDING"}"#, .inDoubt), ("pan-status", #""data":{"refid":"B2"}"#, .error),
    ("pan-status", #""nep_id":"B2""#, .error), ("pan-status", #""data":{"status":"PENDING"}"#, .pending),
    ("transfer-otp", #""data":{"mobile":"+91 9876543210"}"#, .success),
    ("transfer-otp", #""data":{"mobile":"9876543211"}"#, .inDoubt),
    ("transfer-otp", #""data":{"status":"DECLINED"}"#, .inDoubt),
    ("transfer-otp", #""data":{"mobile":"XXXXXX3210"}"#, .success),
    ("payout", #""transactionAmount":12"#, .accepted), ("payout", #""transactionAmount":"12.0""#, .accepted),
    ("payout", #""transactionAmount":"120.00""#, .inDoubt), ("payout", #""transactionAmount":1.2"#, .inDoubt),
  ]

  @Test("an answer that names another request or takes back its yes is not believed", arguments: others)
  func another(name: String, answer: String, outcome: Outcome) throws {
    let operation = try Operation.require(name)
    let judgement = judge(operation, 200, #"{"status":"SUCCESS",\#(answer)}"#)
    #expect(judgement.outcome == outcome)
    let isAnother = judgement.message.contains("another request")
    #expect(judgement.halt == (isAnother && outcome == .inDoubt ? .unasked : nil))
  }

  @Test("a status that the page leaves open is no refusal of the request")
  func openStatus() throws {
    let remitter = #"{"status":true,"response_code":1,"data":{"status":"active","bank3_status":"no"},"message":"sent"}"#
    #expect(judge(try .require("transfer-otp"), 200, remitter).outcome == .success)
    let recharge = #"{"status":true,"response_code":1,"data":{"status":"FAILED"},"message":"ok"}"#
    #expect(judge(try .require("recharge-status"), 200, recharge).outcome == .pending)
  }

  static let pans: [(message: String, outcome: Outcome)] = [
    ("Application is under process at NSDL eGOV", .pending), ("UNDER PROCESS", .pending),
    ("PAN has been allotted", .success), ("", .success),
  ]

  @Test("a PAN application is pending while the message says under process", arguments: pans)
  func pan(message: String, outcome: Outcome) throws {
    let body = #"{"status":true,"response_code":1,"message":"\#(message)"}"#
    #expect(judge(try .require("pan-status"), 200, body).outcome == outcome)
  }

  @Test(
    "an acceptance inside an answer of no known shape is no proof of a no",
    arguments: [
      #"{"resourceData":{"status":"ACPT","transactionReferenceNo":"712345678901"}}"#,
      #"{"result":[{"Status":"acpt"}]}"#,
    ],
    [301, 400, 404, 451]
  )
  func acceptanceInside(body: String, status: Int) throws {
    let judgement = judge(try .require("payout"), status, body)
    #expect(judgement.outcome == .inDoubt && !judgement.mayRetry)
    #expect(judgement.halt == .wrongAddress)
  }

  @Test("an answer of no known shape is otherwise what its status says")
  func noAcceptanceInside() throws {
    let judgement = judge(try .require("payout"), 404, #"{"error":{"status":"NOT_FOUND","code":5}}"#)
    #expect(judgement.outcome == .notSent && judgement.halt == .wrongAddress)
  }

  @Test("a used reference says which try arrived")
  func duplicateWords() throws {
    let operation = try Operation.require("pan-status")
    #expect(judge(operation, 401, Published.body("pan-status-401")).message.contains("fresh refid"))
    let later = judge(operation, 401, Published.body("pan-status-401"), isFirstTry: false)
    #expect(later.message.contains("an earlier try arrived"))
    #expect(later.outcome == .error)
  }
}
