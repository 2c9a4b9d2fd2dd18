import Ledger
import Operations
import Payments
import Sheet

/// A row by name, for people: what a page keeps of it.
struct ListedRow {
  let number: Int
  let payee: String
  /// Masked; empty where the operation or the row has none.
  let account: String
  /// As it is paid; what cannot be read as money stands as it was written.
  let amount: String
  /// What was said of it.
  let why: String
}

/// How rows of one batch are named: by their own cells, for a rejected row's values were never taken.
struct RowNames {
  private let batch: Batch
  private let layout: Layout

  /// Longer cells are cut: a page of many must stay one page's size.
  private static let charactersMax = 200
  private static let sentencesMax = 1000

  init(_ batch: Batch) {
    self.batch = batch
    layout = batch.layout()
  }

  /// What the sheet calls a field of the operation; its own name where the sheet has no column for it.
  func column(_ field: String) -> String {
    let known = layout.kept.first { $0.known.map { batch.operation.columns[$0].name } == field }
    return known.map { Masking.masked(words: $0.label) } ?? field
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
      number: row.number,
      payee: payee == mobile ? Masking.masked(mobile) : masked(payee, secrets, operation),
      account: Masking.masked(account).shortened(Self.charactersMax),
      amount: Masking.masked(words: amount, secrets: secrets).shortened(Self.charactersMax),
      why: Masking.masked(words: why, secrets: secrets).shortened(Self.sentencesMax)
    )
  }

  /// A reference stays as it is.
  private func masked(_ payee: String, _ secrets: Secrets, _ operation: Operation) -> String {
    let isReference = operation.payeeColumn.map { operation.columns[$0].rule } == .reference
    let words = isReference ? payee : Masking.masked(words: payee, secrets: secrets)
    return words.shortened(Self.charactersMax)
  }

  private func text(_ column: Int?, _ row: RecordedRow) -> String {
    guard let column else { return "" }
    if let fields = row.fields { return fields.string(column) }
    guard let place = layout.positions[column], place < row.cells.count else { return "" }
    return row.cells.cleanedText(place)
  }
}

extension String {
  fileprivate func shortened(_ most: Int) -> String { count <= most ? self : "\(prefix(most))…" }
}
