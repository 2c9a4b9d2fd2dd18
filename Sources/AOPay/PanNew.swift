import Operations

extension Operation {
  /// Opens a PAN application session (the provider's page `pan-new`).
  static let panNew = Operation(
    name: "pan-new",
    summary: "Open PAN application sessions",
    effect: .creates,
    endpoint: .api("/api/AOP/PanNewGenerate"),
    columns: [
      Column("mobileno", .mobile, aliases: mobileAliases, fallbacks: mobileFallbacks),
      Column("lastname", .name, aliases: ["Surname", "Family Name"]),
      Column("firstname", .name, .optional, aliases: ["Given Name"]),
      Column("middlename", .name, .optional),
      nepKeyColumn,
      Column("refid", .reference, aliases: referenceAliases),
      domainColumn,
      partnerColumn,
      // The page spells these two in one way in its body block and in another in every code sample.
      Column("email", .email, aliases: emailAliases, keys: ["email", "EmailID"]),
      Column("title", .title, aliases: ["Title Code"], keys: ["title", "Title"], isNumber: true),
      registrationColumn,
    ],
    outcomes: [.success, .failed, .inDoubt, .notSent],
    ownColumns: ["url", "encdata"],
    identityColumns: [5],
    samples: [
      ["9876543210", "Rao", "Asha", "", "", "PANN26110001", "", "", "asha.rao@example.com", "2", ""],
      ["9123456780", "Sheikh", "Imran", "Karim", "", "PANN26110002", "", "", "imran@example.com", "1", ""],
    ],
    judgeWords: AnswerRules(
      names: ["refid": 5],
      positive: { $0.hasUnknownStatus ? nil : .success },
      own: { answer, _, _ in ["url", "encdata"].map { answer.root["data"]?.text($0) ?? "" } }
    ).judge
  )
}
