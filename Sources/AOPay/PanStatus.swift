import Operations

extension Operation {
  /// Asks how far a PAN application is (the provider's page `pan-status`).
  static let panStatus = Operation(
    name: "pan-status",
    summary: "Ask how far PAN applications are",
    effect: .lookUp,
    endpoint: .api("/api/AOP/Status"),
    columns: [
      nepKeyColumn,
      Column("refid", .reference, aliases: referenceAliases),
      domainColumn,
      partnerColumn,
      Column("nep_id", .reference),
      registrationColumn,
    ],
    outcomes: [.success, .pending, .failed, .error, .notSent],
    ownColumns: [],
    samples: [["", "PANQ26110001", "", "", "NEP4471001", ""], ["", "PANQ26110002", "", "", "NEP4471002", ""]],
    judgeWords: AnswerRules(
      names: ["refid": 1, "nep_id": 4],
      positive: { $0.hasUnknownStatus || $0.message.lowercased().contains("under process") ? .pending : .success }
    ).judge
  )
}
