public import Ledger
import Operations
public import Reports
import Sheet
public import Validation

/// The dry run: reads and validates a sheet, and writes its rejected and warned rows. Sends and records nothing.
public struct Check: Sendable {
  private let request: SheetRequest
  private let output: OutputPaths
  /// Where to look for earlier payments; nil for not at all.
  private let ledger: (any Ledger)?

  public init(_ request: SheetRequest, output: OutputPaths, ledger: (any Ledger)? = nil) {
    self.request = request
    self.output = output
    self.ledger = ledger
  }

  /// Reads the sheet and writes the two files.
  ///
  /// - Throws: `Failure`, with nothing written, except that all-or-nothing writes both files first.
  public func callAsFunction() async throws -> SheetSummary {
    try await onThread { try run() }
  }

  private func run() throws -> SheetSummary {
    var repeats: [Int: Repeat] = [:]
    var summary = try validate(screen: try screen { repeats[$0] = $1 })
    if !repeats.isEmpty {
      // Which batch's they are is known at the end only, so the sheet is read once more to reject them in its order.
      summary = try validate { rows in
        for index in rows.indices {
          if let found = repeats[rows[index].number] { rows[index].errors.append(Finding(repeating: found)) }
        }
      }
    }
    try request.refuseIfAllOrNothing(summary.totals, output)
    return summary
  }

  private func validate(screen: Validator.Screen?) throws -> SheetSummary {
    var files: FindingFiles?
    let summary = try Validator(request).validate(
      OpenSheet(request.input),
      begin: { files = try FindingFiles(output, $0) },
      screen: screen,
      rows: { rows in for row in rows { files?.add(row) } }
    )
    try files.take()?.commit()
    return summary
  }

  /// Tells `found` of rows that repeat payments of other batches; nil if there is nothing that could be repeated.
  private func screen(_ found: @escaping (Int, Repeat) -> Void) throws -> Validator.Screen? {
    guard let ledger else { return nil }
    let start = RepeatRule.start(request.operation, now: .now)
    let filter = try ledger.paymentFilter(request.operation, address: request.address, since: start)
    if filter.count == 0 { return nil }
    return { rows in
      let suspects = rows.filter { $0.identity.map(filter.mayContain) ?? false }
      let fields = suspects.compactMap(\.fields)
      if fields.isEmpty { return }
      let repeats = try ledger.samePayments(as: fields, request.operation, address: request.address, since: start)
      for (place, one) in repeats { found(suspects[place].number, one) }
    }
  }
}
