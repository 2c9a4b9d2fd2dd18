import Ledger
import Operations
import Payments
import Sheet

/// A row by name, for people.
struct ListedRow {
  let payee: String
  /// Masked; empty where the operation or the row has none.
  let account: String
  /// As it is paid; what cannot be read as money stands as it was written.
  let amount: String
  /// What was said of it.
  let why: String
}

/// How rows of one batch are named: by their own cells, for a rejected row's values were never taken.
///
/// Which column somebody chose for a field is not recorded. But what was sent of the valid rows is: where it stands in one
/// column alone, it came from there.
struct RowNames {
  private let batch: Batch
  private let layout: Layout
  /// Where a field can come from, by the operation's column, once a row was sent; nowhere if what is sent is not what is
  /// written.
  private var places: [Int: [Int]] = [:]
  /// The operation's columns whose cells are sent as they are.
  private let sentAsWritten: [Int]

  /// Rules that leave a cell as it is.
  private static let sameRules: [Rule] = [.name, .accountNumber, .reference]
  /// Longer cells are cut: a page of many must stay one page's size.
  private static let charactersMax = 200
  private static let sentencesMax = 1000
  private static let nothing = "–"

  init(_ batch: Batch) {
    self.batch = batch
    layout = batch.layout()
    let columns = batch.operation.columns
    sentAsWritten = columns.indices.filter { Self.sameRules.contains(columns[$0].rule) }
  }

  /// Takes in a row of the batch.
  mutating func learn(from row: RecordedRow) {
    guard let fields = row.fields else { return }
    for column in sentAsWritten where !fields[column].isEmpty {
      let known = places[column] ?? layout.kept.map(\.position)
      if known.count == 1 { continue }
      let sent = fields.string(column)
      places[column] = known.filter { $0 < row.cells.count && row.cells.cleanedText($0) == sent }
    }
  }

  /// Where a field of the operation may stand in a recorded row.
  private func places(of column: Int) -> [Int] {
    if let known = places[column], !known.isEmpty { return known }
    return layout.positions[column].map { [$0] } ?? []
  }

  /// What the sheet calls a field of the operation; its own name where the sheet has no column for it.
  func column(_ field: String) -> String {
    let column = batch.operation.columns.firstIndex { $0.name == field }
    let places = column.map(places) ?? []
    let known = layout.kept.filter { places.contains($0.position) }
    return known.count == 1 ? Masking.masked(words: known[0].label) : field
  }

  /// - Parameter why: What was said of it.
  func listed(_ row: RecordedRow, _ why: String) -> ListedRow {
    let operation = batch.operation
    let payee = text(operation.payeeColumn, row)
    let account = text(operation.index(of: .accountNumber), row)
    let mobile = text(operation.index(of: .mobile), row)
    let amount = row.paise > 0 ? Amount(paise: row.paise).grouped : text(operation.index(of: .amount), row)
    // Somebody's columns may be exchanged: nothing that is said of a row has its own numbers in it.
    let own = Secrets([account, mobile].filter { $0.count >= Masking.digitsRunMin })
    let secrets = own.adding(batch.secrets(in: payee)).adding(batch.secrets(in: amount))
    return ListedRow(
      payee: payee == mobile ? Masking.masked(mobile) : masked(payee, secrets, operation),
      account: Masking.masked(account).shortened(Self.charactersMax),
      amount: amount.isEmpty
        ? Self.nothing : Masking.masked(words: amount, secrets: secrets).shortened(Self.charactersMax),
      why: Masking.masked(words: why, secrets: secrets).shortened(Self.sentencesMax)
    )
  }

  /// A reference stays as it is.
  private func masked(_ payee: String, _ secrets: Secrets, _ operation: Operation) -> String {
    if payee.isEmpty { return Self.nothing }
    let isReference = operation.payeeColumn.map { operation.columns[$0].rule } == .reference
    let words = isReference ? payee : Masking.masked(words: payee, secrets: secrets)
    return words.shortened(Self.charactersMax)
  }

  private func text(_ column: Int?, _ row: RecordedRow) -> String {
    guard let column else { return "" }
    if let fields = row.fields { return fields.string(column) }
    let cells = Set(places(of: column).map { $0 < row.cells.count ? row.cells.cleanedText($0) : "" })
    // What several columns say in the same words is certain, too.
    return cells.count == 1 ? cells.first ?? "" : ""
  }
}

extension String {
  fileprivate func shortened(_ most: Int) -> String { count <= most ? self : "\(prefix(most))…" }
}
