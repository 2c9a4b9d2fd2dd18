import GRDB
import Sheet

/// How far a ledger has come. Its lock file says so too, in a file of its own: a ledger that has lost its log, or that an
/// old copy took the place of, is behind that (contract, section 9).
struct LedgerAge: Equatable {
  /// The newest number of the journal.
  var entries: Int64 = 0
  /// The digest of that entry's line: two ledgers that went on from one have others under the same numbers.
  var mark = "-"
  /// The requests that were ever recorded, but not those of drafts, which may be dropped.
  var requests: Int64 = 0
  /// Processes work with the ledger, or died over it: then what they wrote last is in its log.
  var isAtWork = false

  /// More than such a file ever has.
  static let bytesMax = 1 << 10
  /// Of the largest number of requests.
  private static let requestDigits = 19
  private static let title = "aopbatch: how far the ledger beside this file has come"
  private static let names = ["entries", "mark", "requests", "log"]

  var text: String {
    // Of one width, so that it can be written in place.
    let digits = "\(requests)"
    let padded = String(repeating: "0", count: Self.requestDigits - digits.count) + digits
    let values = ["\(entries)", mark, padded, isAtWork ? "open" : "closed"]
    return ([Self.title] + zip(Self.names, values).map { "\($0) \($1)" }).joined(separator: "\n") + "\n"
  }

  init() {}

  /// Nil if the text is no such file's.
  init?(_ text: String) {
    let lines = text.split(separator: "\n").map { $0.split(separator: " ") }
    guard text.hasPrefix(Self.title + "\n"), lines.dropFirst().map(\.first) == Self.names.map({ $0[...] }),
      let entries = Int64(lines[1][1...].joined()), let requests = Int64(lines[3][1...].joined())
    else { return nil }
    (self.entries, self.requests) = (entries, requests)
    mark = lines[2][1...].joined()
    isAtWork = lines[4].last == "open"
  }

  /// What a ledger itself says; nothing if it has no tables yet. Its requests are not counted if it has come to the entry
  /// that was noted, and no batch is under way: nothing is requested but between a batch's opening and its end.
  init(_ database: Database, noted: LedgerAge? = nil) throws {
    guard try database.tableExists("attempt") else { return }
    let head = try database.journalHead()
    // Whose first entry is its only one knows of no batch.
    if head.number > 1 { (entries, mark) = head }
    if let noted, noted.entries == entries, noted.mark == mark,
      try !database.exists("batch WHERE status = 'open'")
    {
      requests = noted.requests
      return
    }
    requests =
      try database.value(
        """
        SELECT (SELECT count(*) FROM attempt)
          - (SELECT count(*) FROM attempt WHERE batch IN (SELECT id FROM batch WHERE status = 'draft'))
        """
      ) ?? 0
  }

  /// Whether a ledger of that age is this one, or has gone on from it.
  func isIn(_ database: Database, _ age: LedgerAge) throws -> Bool {
    if entries == 0 { return true }
    guard try database.tableExists("journal") else { return false }
    let noted: String? = try database.value("SELECT line FROM journal WHERE number = ?", [entries])
    return noted.map(RunningSHA256.hex(of:)) == mark && age.requests >= requests
  }

  /// Why nothing may be sent from a ledger, if its lock file knows of more or is not there; else nil.
  ///
  /// - Parameter hasLog: Whether there was a log before the ledger was opened.
  static func refusal(noted: LedgerAge?, _ database: Database, of file: LedgerFile, hasLog: Bool) throws -> Failure? {
    // What somebody works on may have lost its log with all that was to be sent.
    let age = try LedgerAge(database, noted: noted.flatMap { $0.isAtWork ? nil : $0 })
    let facts: [Failure.Fact: String] = [.path: file.path, .name: file.lockPath]
    guard let noted else { return age.entries == 0 ? nil : Failure(.ledgerCopy, facts) }
    // Without its log, but with all that was to be sent: somebody else has brought the log into the file.
    if try noted.isIn(database, age) { return nil }
    if noted.isAtWork, !hasLog { return Failure(.ledgerLogLost, [.path: file.path, .name: "\(file.realPath)-wal"]) }
    return Failure(.ledgerBehind, facts)
      .adding(.count, "\(max(0, noted.entries - age.entries))")
      .adding(.requests, "\(max(0, noted.requests - age.requests))")
  }
}
