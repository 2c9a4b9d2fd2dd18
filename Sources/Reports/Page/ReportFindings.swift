import Ledger
import Operations
import Payments

// Rows that were rejected, or did not go well: why, and whose they are.
extension ReportPage {
  @HTML var failed: HTML {
    if !data.troubles.counts.isEmpty {
      section("Valid rows that did not go well") {
        troublesTable
        more(data.troubles.counts.count - Self.reasonsMax, "the results file", "reason")
        named(data.failedRows, "The failed rows, in the sheet’s order", file: "failed")
      }
    }
  }

  @HTML var rejected: HTML {
    section("Rejected rows") {
      reasons(data.errors, "Why they were not sent; a row can have several reasons", file: "rejected")
      if data.errors.counts.isEmpty { paragraph("No row was rejected.") }
      named(data.rejectedRows, "The rejected rows, in the sheet’s order", file: "rejected")
    }
  }

  @HTML var warned: HTML {
    if !data.warnings.counts.isEmpty {
      section("Warnings") {
        reasons(data.warnings, "Of valid rows, which were sent all the same", file: "warnings")
      }
    }
  }

  private var troublesTable: HTML {
    var rows: [[Cell]] = data.troubles.sorted.prefix(Self.reasonsMax).map { reason, count in
      let code = reason.code.isEmpty ? "" : " (\(reason.code))"
      let said = Cell.words(Masking.masked(words: reason.message) + code)
      return [.words(reason.state.words), .stack([said, Self.examples(count)])] + sum(count.total)
    }
    let others = data.troubles.others.total
    if others.rows > 0 { rows.append([.words("other reasons"), .words("")] + sum(others)) }
    return table(
      "By outcome and the provider’s or the program’s words",
      ["Outcome", "What was said", "Rows"] + amountColumn,
      rows
    )
  }

  @HTML private func reasons(_ reasons: Reasons<Substring>, _ caption: String, file: String) -> HTML {
    if !reasons.counts.isEmpty {
      table(
        caption,
        ["Reason", "Rows"] + amountColumn,
        reasons.sorted.prefix(Self.reasonsMax).map { code, count in
          let words = words.reason(String(code), data.names.column)
          let reason = Cell.words(words.prefix(1).uppercased() + words.dropFirst())
          return [.stack([reason, Self.examples(count)])] + sum(count.total)
        }
      )
      more(reasons.counts.count - Self.reasonsMax, "the \(file) file", "reason")
    }
  }

  /// The first row numbers: `rows 4, 7, 9 …`
  private static func examples<Reason>(_ count: Reasons<Reason>.Count) -> Cell {
    let rows = count.firstRows.map(String.init).joined(separator: ", ")
    let rest = count.total.rows > count.firstRows.count ? " …" : ""
    return .small("\(count.total.rows == 1 ? "row" : "rows") \(rows)\(rest)")
  }

  /// Rows by name, as far as there is room.
  @HTML private func named(_ rows: TopRows<RecordedRow>, _ caption: String, file: String) -> HTML {
    if rows.total > 0 {
      table(
        caption,
        ["Row", whose] + amountColumn + ["Why"],
        rows.kept.map { row in
          let listed = data.names.listed(row, row.state == .rejected ? row.errors : row.words(\.inIndia))
          let name = Cell.stack([.words(listed.payee)] + (listed.account.isEmpty ? [] : [.code(listed.account)]))
          return [.number("\(row.number)"), name] + (hasMoney ? [.number(listed.amount)] : []) + [.words(listed.why)]
        }
      )
      more(rows.leftOut, "the \(file) file")
    }
  }

  /// What the column is called that tells whose row it is.
  private var whose: String {
    switch batch.operation.payeeColumn.map({ batch.operation.columns[$0].rule }) {
    case .reference: "Reference"
    case .mobile: "Mobile"
    default: batch.operation.index(of: .accountNumber) == nil ? "Name" : "Name, account"
    }
  }
}
