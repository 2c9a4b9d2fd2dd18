import Ledger
import Operations
import Payments
import Sheet

/// The results file: the sheet's own columns, then what became of the row.
struct ResultsFile: ~Copyable {
  private let layout: Layout
  private let columns: [String]
  /// The operation's columns whose values are masked, whatever the sheet calls the column.
  private let secrets: [Int]
  /// What is said of rows that were not sent and of which nothing else is known.
  private let unsent: String
  private var file: RowsFile

  init(path: String, _ layout: Layout, unsent: String) throws {
    self.layout = layout
    self.unsent = unsent
    columns = Operation.commonColumns + layout.operation.ownColumns
    secrets = layout.operation.columns.indices.filter {
      layout.operation.columns[$0].credential?.isMaskedInResults ?? false
    }
    file = try RowsFile(path: path, layout, columns)
  }

  /// - Parameter newest: The same question in another batch, which got a newer answer.
  mutating func add(_ row: RecordedRow, newest: RecordedRow? = nil) {
    var values = common(newest ?? row) + own(newest ?? row)
    values[0] = "\(row.number)"
    if layout.keepsOurs { keepKnown(of: row, newest ?? row, &values) }
    file.add(row.cells, values, masking: secrets.compactMap { row.fields?.string($0) })
  }

  consuming func commit(_ owner: FileOwner, _ kept: KeptFiles) throws { try file.commit(owner, kept) }

  private func common(_ row: RecordedRow) -> [String] {
    let (answer, outcome) = (row.known?.answer ?? row.answer, row.known?.outcome ?? row.state.outcome)
    let words = row.known?.answer.message ?? row.words()
    return [
      "\(row.number)", outcome?.rawValue ?? "", answer?.httpStatus.map(String.init) ?? "",
      answer?.providerStatus ?? "", answer?.providerCode ?? "", words.isEmpty && outcome == .notSent ? unsent : words,
      "\(row.known?.tries ?? row.tries)", (row.known?.sentAt ?? row.sentAt)?.text ?? "", answer?.at.text ?? "",
    ]
  }

  private func own(_ row: RecordedRow) -> [String] {
    let operation = layout.operation
    var values = (row.known?.answer ?? row.answer)?.own ?? []
    if values.isEmpty, row.state.outcome != .notSent, row.sentAt != nil, let fields = row.fields {
      values = operation.ownWithoutAnswer(fields)
    }
    values += Array(repeating: "", count: operation.ownColumns.count - values.count)
    let place = operation.ownColumns.firstIndex(of: "transaction_reference")
    if let reference = row.resolution?.reference, let place { values[place] = reference }
    return values
  }
}

// Sweeps: what an earlier results file says of a row stays, letter for letter, until there is a newer answer.
extension ResultsFile {
  private func keepKnown(of row: RecordedRow, _ newest: RecordedRow, _ values: inout [String]) {
    let earlier = earlierValues(row)
    // The row's number in the sheet that was asked for first.
    if let number = earlier["row"], !number.isEmpty { values[0] = number }
    guard row.state == .rejected || isNewest(earlier["outcome"], newest) else { return }
    for (index, column) in columns.enumerated() { values[index] = earlier[column] ?? values[index] }
    if row.state == .rejected, let place = columns.firstIndex(of: "message") {
      values[place] = "Not asked: \(row.errors)"
    }
  }

  /// Whether nothing newer is known than what the row brought: it was final and not asked, or it was asked in vain.
  private func isNewest(_ outcome: String?, _ row: RecordedRow) -> Bool {
    guard let outcome, let earlier = Outcome(rawValue: outcome.lowercased()) else { return false }
    if earlier.isFinalForLookUps { return true }
    return earlier == .pending && row.known == nil && row.state.hasNoAnswer
  }

  /// The cells of our columns, as they were read.
  private func earlierValues(_ row: RecordedRow) -> [String: String] {
    let first = layout.kept.count
    let names = layout.recordedOurs.enumerated().filter { first + $0.offset < row.cells.count }
    return Dictionary(names.map { ($0.element, row.cells.string(first + $0.offset)) }, uniquingKeysWith: { a, _ in a })
  }
}

extension RowState {
  /// Whether a look-up in this state was asked in vain, or not at all.
  var hasNoAnswer: Bool { [.planned, .done(.error), .done(.notSent)].contains(self) }
}
