import Testing

@testable import Operations

@Suite("What it means that there is no answer")
struct TroubleTests {
  static let kinds: [Trouble.Kind] = [
    .noConnection, .untrusted, .timeout, .connectionLost, .badAnswer, .answerTooLarge, .unasked,
  ]
  /// A person has to look before anything more is sent.
  static let halts: [Trouble.Kind: Halt] = [.untrusted: .untrusted, .unasked: .unasked]

  private func judge(_ operation: Operation, _ kind: Trouble.Kind, bodyMayHaveLeft: Bool) -> Judgement {
    operation.judge(
      .trouble(Trouble(kind, detail: "errno 104", bodyMayHaveLeft: bodyMayHaveLeft)),
      fields: sampleFields(operation),
      isFirstTry: true,
      sentAt: sentAt
    )
  }

  @Test("with a proof that nothing left, it was not sent and may be tried again", arguments: kinds)
  func proved(kind: Trouble.Kind) {
    for operation in Operation.all {
      let judgement = judge(operation, kind, bodyMayHaveLeft: false)
      #expect(judgement.outcome == (operation.effect == .lookUp ? .error : .notSent))
      #expect(judgement.mayRetry == (Self.halts[kind] == nil))
      #expect(judgement.halt == Self.halts[kind])
      #expect(judgement.isConnectionFailure)
      #expect(judgement.message.contains("nothing was sent") && judgement.message.contains("errno 104"))
    }
  }

  @Test("without a proof it is in doubt and never tried again; a look-up asks again", arguments: kinds)
  func unproved(kind: Trouble.Kind) {
    for operation in Operation.all {
      let judgement = judge(operation, kind, bodyMayHaveLeft: true)
      #expect(judgement.outcome == (operation.effect == .lookUp ? .error : .inDoubt))
      #expect(judgement.mayRetry == (operation.effect == .lookUp && Self.halts[kind] == nil))
      #expect(judgement.halt == Self.halts[kind])
      #expect(!judgement.isConnectionFailure)
      #expect(judgement.httpStatus == nil)
      #expect(judgement.message.contains("may have arrived") && judgement.message.contains("errno 104"))
      #expect(judgement.own.count == operation.ownColumns.count)
    }
  }

  @Test("a payout in doubt still tells the amount that was sent")
  func ownValues() throws {
    let payout = try Operation.require("payout")
    #expect(judge(payout, .timeout, bodyMayHaveLeft: true).own == ["", "", "", "12.00"])
    #expect(judge(payout, .timeout, bodyMayHaveLeft: false).own == [])
    #expect(
      payout.ownWithoutAnswer(sampleFields(payout)) == ["", "", "", "12.00"]
    )
  }
}
