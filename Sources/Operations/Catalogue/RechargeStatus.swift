extension Operation {
  /// Asks what became of a recharge (the provider's page `recharge-status`).
  static let rechargeStatus = Operation(
    name: "recharge-status",
    summary: "Ask what became of recharges",
    effect: .lookUp,
    endpoint: Endpoint(host: .api, path: "/api/AOP/RechargeStatus"),
    columns: [
      Column(
        "referenceid",
        .reference,
        aliases: ["Reference", "Reference No", "Reference Number", "Ref ID", "Ref No"]
      ),
      registrationColumn,
    ],
    outcomes: [.success, .pending, .refunded, .failed, .error, .notSent],
    ownColumns: Self.rechargeKeys,
    samples: [["12345678", ""], ["12345679", ""]],
    canBeSwept: true,
    positive: { answer in
      let data = answer.root["data"]
      if data?.text("refunded") == "1" { return .refunded }
      // Whatever the provider does not document is still pending.
      switch data?.text("status") {
      case "1": return .success
      case "0": return .failed
      default: return .pending
      }
    },
    own: { values in
      let data = values.envelope?.root["data"]
      return Self.rechargeKeys.map { data?.text($0) ?? "" }
    }
  )

  private static let rechargeKeys = [
    "txnid", "operatorname", "canumber", "amount", "comm", "tds", "status", "refid", "operatorid", "dateadded",
    "refunded", "refundtxnid", "daterefunded",
  ]
}
