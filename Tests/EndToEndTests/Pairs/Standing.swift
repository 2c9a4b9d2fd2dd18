import TestSupport
import Testing

/// What became of a sheet's rows in one batch, as `export` writes it.
struct Standing: Sendable {
  let batch: String
  let paper: Paper
  let isCancelled: Bool
  /// Whether something is left to send, or to put in order after a process that died.
  let isUnfinished: Bool
  private let files: Files

  /// What `export` writes of it, by the rows' numbers.
  struct Files: Sendable {
    let outcomes: [Int: String]
    let references: [Int: String]
    /// The codes of the rejected rows.
    let rejected: [Int: String]

    init(_ batch: String, _ paper: Paper, _ office: Office) async throws {
      let folder = "exported/\(batch)"
      let export = try await office.run("export", batch, "--out", folder, "--json")
      try #require(export.status == 0, "\(export.stderr)")
      let name = paper.name.replacing(".csv", with: "")
      let results = try office.csv("\(folder)/\(name).results.csv")
      outcomes = try byRow(results, "aop_outcome")
      references = try byRow(results, "aop_transaction_reference")
      rejected = try byRow(office.csv("\(folder)/\(name).rejected.csv"), "aop_error_codes")
    }
  }

  init(_ batch: String, _ paper: Paper, _ files: Files, isCancelled: Bool, isKilled: Bool) {
    self.batch = batch
    self.paper = paper
    self.isCancelled = isCancelled
    self.files = files
    isUnfinished = !isCancelled && (isKilled || files.outcomes.values.contains("not_sent"))
  }

  var outcomes: [Int: String] { files.outcomes }
  var references: [Int: String] { files.references }
  var rejected: [Int: String] { files.rejected }

  /// A column's cells by the rows' numbers; a row that is there twice fails.
  static func byRow(_ file: CSV, _ column: String) throws -> [Int: String] {
    let numbers = try file["aop_row"].map { try #require(Int($0)) }
    // What guards a long number in a spreadsheet is none of it.
    let cells = file[column].map { String($0.drop { $0 == "'" }) }
    try #require(Set(numbers).count == numbers.count && cells.count == numbers.count, "\(numbers)")
    return Dictionary(uniqueKeysWithValues: zip(numbers, cells))
  }

  /// Rows that another sheet must not pay: they are paid, or may be, or are to be.
  var claimed: Set<String> {
    let claims = isCancelled ? ["accepted", "in_doubt"] : ["accepted", "in_doubt", "not_sent"]
    return identities { claims.contains($0) }
  }

  func identities(_ isMeant: (String) -> Bool) -> Set<String> {
    Set(outcomes.filter { isMeant($0.value) }.map { paper.payment(row: $0.key).identity })
  }
}
