import Ledger
import Operations
import Payments
import Sheet

/// The results file: the sheet's own columns, then what became of the row.
struct ResultsFile: ~Copyable {
  private static let columns = [
    "row", "outcome", "http_status", "provider_status", "provider_code", "message", "attempts", "sent_at",
    "answered_at",
  ]

  private let layout: Layout
  private var writer: SheetWriter

  init(path: String, layout: Layout) throws {
    self.layout = layout
    writer = try SheetWriter(path: path)
    writer.append(row: layout.keptHeader)
    for column in Self.columns + layout.operation.ownColumns { writer.append("aop_\(column)") }
    writer.endRow()
  }

  mutating func add(_ row: RecordedRow) {
    for (index, column) in layout.kept.enumerated() {
      if isSecret(column) {
        writer.append(Masking.masked(row.cells[index]))
      } else {
        writer.append(field: row.cells[index])
      }
    }
    for value in common(row) + own(row) { writer.append(value) }
    writer.endRow()
  }

  consuming func commit() throws { try writer.commit() }

  private func isSecret(_ column: Layout.SheetColumn) -> Bool {
    column.known.flatMap { layout.operation.columns[$0].credential }?.isMaskedInResults ?? false
  }

  private func common(_ row: RecordedRow) -> [String] {
    [
      "\(row.number)", row.state.outcome?.rawValue ?? "", row.answer?.httpStatus.map(String.init) ?? "",
      row.answer?.providerStatus ?? "", row.answer?.providerCode ?? "", row.words(), "\(row.tries)",
      row.sentAt?.text ?? "", row.answer?.at.text ?? "",
    ]
  }

  private func own(_ row: RecordedRow) -> [String] {
    let operation = layout.operation
    var values = row.answer?.own ?? []
    if values.isEmpty, row.state.outcome != .notSent, row.sentAt != nil, let fields = row.fields {
      values = operation.ownWithoutAnswer(fields)
    }
    values += Array(repeating: "", count: operation.ownColumns.count - values.count)
    if let reference = row.resolution?.reference,
      let place = operation.ownColumns.firstIndex(of: "transaction_reference")
    {
      values[place] = reference
    }
    return values
  }
}
