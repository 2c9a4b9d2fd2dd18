/// What the project asks of its source. Each rule gives the breaches that it finds in one file.
struct HouseRule: Sendable, CustomStringConvertible {
  let description: String
  let breaches: @Sendable (Code) -> [String]

  static let all = [
    imports, providerWords, noFloatingPoint, noForce, noTraps, noUncheckedSendable, length, noMachinePaths,
    noOptions,
  ]

  /// Who may import what: the table of the documentation's page "Architecture". Standard modules are named too, so that a
  /// new one is a decision.
  static let rooms: [String: Set<String>] = [
    "Sheet": ["CLibCSV", "CXAttr", "Crypto", "Glibc", "Synchronization"],
    "Payments": ["CIFSCDirectory"],
    "Operations": ["Sheet", "Payments"],
    "AOPay": ["Operations", "Sheet"],
    "Ledger": [
      "CPQ", "GRDB", "GRDBSQLite", "Operations", "Payments", "Sheet", "Dispatch", "FoundationEssentials", "Glibc",
      "Synchronization",
    ],
    "Transport": [
      "CWriteLimit", "NIOCore", "NIOHTTP1", "NIOPosix", "NIOSSL", "NIOTLS", "Operations", "Glibc", "Synchronization",
    ],
    "Validation": ["Ledger", "Operations", "Payments", "Sheet", "Dispatch", "Synchronization", "Glibc"],
    "Reports": ["Ledger", "Operations", "Payments", "Sheet", "Synchronization", "Glibc"],
    "Dispatching": [
      "Ledger", "Operations", "Payments", "Reports", "Sheet", "Transport", "Validation", "Crypto", "Dispatch",
      "Synchronization", "Glibc",
    ],
    "Approvals": ["CSpawn", "Ledger", "Operations", "Payments", "Sheet", "FoundationEssentials", "Glibc"],
    "Sandbox": ["NIOCore", "NIOHTTP1", "NIOPosix", "Foundation", "Dispatch", "Synchronization", "Glibc", "Darwin"],
    "Commands": [
      "AOPay", "Approvals", "CCommit", "Dispatching", "Ledger", "Operations", "Payments", "Reports", "Sandbox", "Sheet",
      "Validation",
      "ArgumentParser", "FoundationEssentials", "Dispatch", "Glibc", "Synchronization",
    ],
    "aopbatch": ["Commands"],
  ]

  /// What only one folder of a room may import: the rest of the ledger does not know which database it has.
  private static let folders = ["CPQ": "Ledger/Postgres/", "GRDB": "Ledger/SQLite/", "GRDBSQLite": "Ledger/SQLite/"]

  static let imports = HouseRule(description: "a room imports only what the table allows") { code in
    let pattern =
      /(?m)^\s*(?:@\w+\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?import\s+(?:(?:struct|class|enum|func|var|let|protocol|typealias)\s+)?(\w+)/
    guard let allowed = rooms[code.room] else { return ["there is no room \(code.room)"] }
    return code.bare.matches(of: pattern).map { String($0.output.1) }
      .filter { !allowed.contains($0) || folders[$0].map { !code.path.hasPrefix($0) } ?? false }
      .map { "imports \($0)" }
  }

  /// A second provider is a second room like `AOPay`: nothing that only one of them says may stand elsewhere.
  static let providerWords = HouseRule(description: "what only the provider says stands in its room") { code in
    guard !["AOPay", "Sandbox"].contains(code.room) else { return [] }
    let lines = code.text.split(separator: "\n").filter { !$0.drop { $0 == " " }.hasPrefix("//") }
    let pattern = /(?i)aopay\.co|AOPAY_|\/api\/|GenericFundTransfer|duplicate refid|overdrawn|dp not available/
    return lines.flatMap { line in line.matches(of: pattern).map { "\($0.output)" } }
  }

  static let noFloatingPoint = HouseRule(description: "no floating point near money") { code in
    guard ["Payments", "Ledger"].contains(code.room) else { return [] }
    let pattern = /\b(?:Double|Float\d*|CGFloat|Decimal|NSDecimalNumber|NumberFormatter)\b|\b\d[\d_]*\.\d/
    // SQLite's busy timeout is a number of seconds, not of rupees.
    return code.bare.split(separator: "\n").filter { !$0.contains("busySecondsMax") }
      .flatMap { line in line.matches(of: pattern).map { "\($0.output)" } }
  }

  static let noForce = HouseRule(description: "nothing is forced") { code in
    code.bare.matches(of: /\b(?:try|as)!|[\w)\]}>?"`]!(?![=])/).map { "\($0.output)" }
  }

  static let noTraps = HouseRule(description: "no fatalError") { code in
    code.bare.matches(of: /\b(?:fatalError|unsafeBitCast|unsafelyUnwrapped)\b/).map { "\($0.output)" }
  }

  static let noUncheckedSendable = HouseRule(description: "no unchecked Sendable") { code in
    code.bare.matches(of: /@unchecked\s+Sendable|nonisolated\(unsafe\)/).map { "\($0.output)" }
  }

  /// What can be typed is known in `Commands` alone: elsewhere it would say what does not work. A style sheet's variables
  /// begin like options.
  static let noOptions = HouseRule(description: "no room below Commands names an option or a command") { code in
    guard !["Commands", "Sandbox", "aopbatch"].contains(code.room), !code.path.hasSuffix("ReportStyle.swift") else {
      return []
    }
    let pattern =
      /--[a-z][a-z-]*|(?:aopbatch |`)(?:backup|batches|cancel|check|doubts|export|join|journal|metrics|operations|prune|resolve|resume|run|sandbox|show|template|verify)\b/
    return code.strings.flatMap { text in text.matches(of: pattern).map { "\($0.output)" } }
  }

  /// For tests: what waits for a time needs a machine that is not busy.
  static let noSleep = HouseRule(description: "no test sleeps or looks at a clock") { code in
    code.bare.matches(of: /\b(?:u?sleep|nanosleep|Task\.sleep|ContinuousClock|SuspendingClock)\b/).map {
      "\($0.output)"
    }
  }

  static let linesMax = 299
  static let length = HouseRule(description: "files stay under 300 lines") { code in
    code.lines > linesMax ? ["\(code.lines) lines"] : []
  }

  static let noMachinePaths = HouseRule(description: "no path of somebody's machine") { code in
    code.text.matches(of: /(?:^|[^\w.])(\/(?:home|root|Users|work|workspace|mnt|private)\/[\w.-]*)/).map {
      "\($0.output.1)"
    }
  }
}
