import GRDB
import Sheet

/// How far a ledger has come. Its lock file says so too, in a file of its own: a ledger that has lost its log, or that an
/// old copy took the place of, is behind that (contract, section 9).
struct LedgerAge: Equatable {
  /// The newest number of an event.
  var entries: Int64 = 0
  /// The requests that were ever recorded, but not those of drafts, which may be dropped.
  var requests: Int64 = 0

  /// More than such a file ever has.
  static let bytesMax = 1 << 10
  private static let title = "aopbatch: how far the ledger beside this file has come"

  var text: String { "\(Self.title)\nentries \(entries)\nrequests \(requests)\n" }

  init() {}

  /// Nil if the text is no such file's.
  init?(_ text: String) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count == 4, lines[0] == Self.title, lines[1].hasPrefix("entries "), lines[2].hasPrefix("requests "),
      let entries = Int64(lines[1].dropFirst(8)), let requests = Int64(lines[2].dropFirst(9))
    else { return nil }
    (self.entries, self.requests) = (entries, requests)
  }

  /// What a ledger itself says; nothing if it has no tables yet.
  init(_ database: Database) throws {
    guard try database.tableExists("attempt") else { return }
    entries = try Int64.fetchOne(database, sql: "SELECT max(id) FROM event") ?? 0
    requests =
      try Int64.fetchOne(
        database,
        sql: """
          SELECT (SELECT count(*) FROM attempt)
            - (SELECT count(*) FROM attempt WHERE batch IN (SELECT id FROM batch WHERE status = 'draft'))
          """
      ) ?? 0
  }

  /// The later of two in each respect.
  func newest(_ other: LedgerAge) -> LedgerAge {
    var newest = self
    newest.entries = max(entries, other.entries)
    newest.requests = max(requests, other.requests)
    return newest
  }

  /// Why a ledger of this age must not be sent from, if its lock file knows of more or is not there; else nil.
  func refusal(noted: LedgerAge?, of file: LedgerFile) -> Failure? {
    let facts: [Failure.Fact: String] = [.path: file.path, .name: file.lockPath]
    guard let noted else {
      // What was committed under another name may still be in the log of that one.
      return entries == 0 && !file.hasOtherNames ? nil : Failure(.ledgerCopy, facts)
    }
    if newest(noted) == self { return nil }
    return Failure(.ledgerBehind, facts)
      .adding(.count, "\(max(0, noted.entries - entries))")
      .adding(.requests, "\(max(0, noted.requests - requests))")
  }
}
