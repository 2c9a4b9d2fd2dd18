import Operations
import Sheet

extension Operation {
  /// Asks what became of a recharge (the provider's page `recharge-status`).
  static let rechargeStatus = Operation(
    name: "recharge-status",
    summary: "Ask what became of recharges",
    effect: .lookUp,
    endpoint: .api("/api/AOP/RechargeStatus"),
    columns: [
      Column(
        "referenceid",
        .reference,
        aliases: ["Reference", "Reference No", "Ref ID"],
        hints: [
          "Order ID", "Txn ID", "Transaction No", "Client Ref ID", "Client Reference", "Request ID", "Recharge ID",
        ]
      ),
      registrationColumn,
    ],
    outcomes: [.success, .pending, .refunded, .failed, .error, .notSent],
    ownColumns: rechargeKeys,
    samples: [["12345678", ""], ["12345679", ""]],
    canBeSwept: true,
    judgeWords: AnswerRules(
      subject: "data",
      names: ["refid": 0],
      positive: { answer in
        let data = answer.root["data"]
        if data?.text("refunded") == "1" { return .refunded }
        // Whatever the provider does not document is still pending.
        return ["1": .success, "0": .failed][data?.text("status")] ?? .pending
      },
      own: { answer, _, _ in rechargeKeys.map { answer.root["data"]?.text($0) ?? "" } }
    ).judge
  )

  private static let rechargeKeys = [
    "txnid", "operatorname", "canumber", "amount", "comm", "tds", "status", "refid", "operatorid", "dateadded",
    "refunded", "refundtxnid", "daterefunded",
  ]
}
