import AOPay
import Operations
import Testing

/// A published answer and what it must be taken for.
struct PublishedAnswer: Sendable, CustomTestStringConvertible {
  let operation: String
  let status: Int
  let outcome: Outcome
  var halt: Halt?
  var providerStatus: String
  var providerCode = ""
  var message: String
  var reference: String?
  var own: [String]

  var testDescription: String { "\(operation) \(status)" }
  var name: String { "\(operation)-\(status)" }
  var body: String { Published.body(name) }

  static let all: [PublishedAnswer] = [
    PublishedAnswer(
      operation: "payout",
      status: 200,
      outcome: .accepted,
      providerStatus: "ACPT",
      message: "fundTransfer successfully processed",
      reference: "505914786331",
      own: ["505914786331", "TERF920898", "ABC", "12.00"]
    ),
    PublishedAnswer(
      operation: "payout",
      status: 403,
      outcome: .notSent,
      halt: .credentials,
      providerStatus: "ERROR",
      providerCode: "403",
      message: "APIs not enabled. Please reach out to care@AOP.com",
      own: []
    ),
    PublishedAnswer(
      operation: "payout",
      status: 409,
      outcome: .failed,
      providerStatus: "ERROR",
      providerCode: "409",
      message: "Beneficiary Id already exists",
      own: ["", "", "", "12.00"]
    ),
    PublishedAnswer(
      operation: "payout",
      status: 412,
      outcome: .notSent,
      halt: .ourRequest,
      providerStatus: "ERROR",
      providerCode: "412",
      message: "Post data is empty or not a valid JSON",
      own: []
    ),
    PublishedAnswer(
      operation: "payout",
      status: 422,
      outcome: .failed,
      providerStatus: "ERROR",
      providerCode: "422",
      message: "Please provide a valid Bank IFSC code.",
      own: ["", "", "", "12.00"]
    ),
    PublishedAnswer(
      operation: "recharge-status",
      status: 200,
      outcome: .success,
      providerStatus: "true",
      providerCode: "1",
      message: "Transaction Enquiry Successful",
      own: [
        "6469", "ICICI Bank", "DL10CG6228", "1", "0.00", "0.00", "1", "12345678", "MockLazYafrYZ7",
        "2021-08-20 15:41:08", "0", "", "",
      ]
    ),
    PublishedAnswer(
      operation: "recharge-status",
      status: 401,
      outcome: .error,
      halt: .credentials,
      providerStatus: "false",
      providerCode: "7",
      message: "Invalid signature encoding",
      own: [String](repeating: "", count: 13)
    ),
    PublishedAnswer(
      operation: "pan-status",
      status: 200,
      outcome: .pending,
      providerStatus: "true",
      providerCode: "1",
      message: "Application is under process at NSDL eGOV",
      own: []
    ),
    PublishedAnswer(
      operation: "pan-status",
      status: 401,
      outcome: .error,
      providerStatus: "Failed",
      message: "Duplicate RefID; ask again with a fresh refid",
      own: []
    ),
    PublishedAnswer(
      operation: "pan-new",
      status: 200,
      outcome: .success,
      providerStatus: "true",
      providerCode: "1",
      message: "Encdata Successfully Generated",
      own: [
        "https://AOP.in/service-api/api/v1/service/pan/V2/validateurl",
        "n3yEinKO0yaElP8WUZJ4L124mUzFx+k3wbihZ5Z98DXdzHxaERtOp0MXtqI3p5ydzjnTKyAbHOTr1nVmByHAu4CIk7Ncey"
          + "+QbWPB27a6j5OLJ9JJp53p/c0BOrz8Xu05",
      ]
    ),
    PublishedAnswer(
      operation: "pan-new",
      status: 401,
      outcome: .notSent,
      halt: .credentials,
      providerStatus: "false",
      providerCode: "6",
      message: "Authentication failed",
      own: []
    ),
    PublishedAnswer(
      operation: "transfer-otp",
      status: 200,
      outcome: .success,
      providerStatus: "true",
      providerCode: "1",
      message: "OTP has been send to the remitter mobile number.",
      own: ["465185569", "2026-11-21T09:06:30.123Z"]
    ),
    PublishedAnswer(
      operation: "transfer-otp",
      status: 202,
      outcome: .registrationRequired,
      providerStatus: "false",
      providerCode: "0",
      message: "Remitter not registered OTP sent for new registration.",
      own: ["b3c1e519-cf15-4145-8c26-c3d03e9d2f00", ""]
    ),
    PublishedAnswer(
      operation: "transfer-otp",
      status: 401,
      outcome: .notSent,
      halt: .credentials,
      providerStatus: "false",
      providerCode: "11",
      message: "Authentication failed",
      own: []
    ),
  ]
}

@Suite("Every published answer is understood")
struct PublishedAnswerTests {
  @Test("word for word", arguments: PublishedAnswer.all)
  func published(answer: PublishedAnswer) throws {
    let judgement = judge(try .require(answer.operation), answer.status, answer.body)
    #expect(judgement.outcome == answer.outcome)
    #expect(judgement.mayRetry == false)
    #expect(judgement.halt == answer.halt)
    #expect(judgement.httpStatus == answer.status)
    #expect(judgement.providerStatus == answer.providerStatus)
    #expect(judgement.providerCode == answer.providerCode)
    #expect(judgement.message == answer.message)
    #expect(judgement.reference == answer.reference)
    #expect(judgement.own == answer.own)
  }

  @Test("of every operation, a positive and a negative one; none is left out")
  func allOperations() {
    #expect(Set(PublishedAnswer.all.map(\.name)) == Published.names)
    for operation in Operation.aopay {
      let answers = PublishedAnswer.all.filter { $0.operation == operation.name }
      #expect(answers.contains { $0.outcome.isGood } && answers.contains { !$0.outcome.isGood }, "\(operation.name)")
    }
  }

  @Test("any cut of an answer is never a yes, nor a reason to pay again", arguments: Operation.aopay.map(\.name))
  func cutAnswers(name: String) throws {
    let operation = try Operation.require(name)
    let answer = try #require(PublishedAnswer.all.first { $0.operation == name })
    let whole = Array(answer.body.utf8)
    for length in 0..<whole.count {
      let judgement = judge(operation, Answer(status: 200, body: Array(whole[..<length])))
      #expect(judgement.outcome == (operation.effect.isJournalled ? .inDoubt : .error), "cut after \(length) bytes")
      #expect(judgement.mayRetry != operation.effect.isJournalled, "cut after \(length) bytes")
    }
  }

  @Test("one flipped bit of an answer never leads to a second payout")
  func flippedBits() throws {
    let operation = try Operation.require("payout")
    let whole = Array(Published.body("payout-200").utf8)
    for place in whole.indices {
      for bit in 0..<8 {
        var bytes = whole
        bytes[place] ^= 1 << UInt8(bit)
        let judgement = judge(operation, Answer(status: 200, body: bytes))
        #expect([.accepted, .inDoubt].contains(judgement.outcome), "bit \(bit) of byte \(place)")
        #expect(!judgement.mayRetry, "bit \(bit) of byte \(place)")
      }
    }
  }
}
