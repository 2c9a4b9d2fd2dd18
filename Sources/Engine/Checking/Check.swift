import Operations
public import Ledger
import Payments
import Sheet

/// The dry run: reads and judges a sheet, and writes its rejected and warned rows. Sends nothing.
public struct Check: Sendable {
  private let request: SheetRequest
  /// Where to look for earlier payments; nil for not at all.
  private let ledger: Ledger?
  private let address: String

  public init(_ request: SheetRequest, ledger: Ledger? = nil, address: String = "") {
    self.request = request
    self.ledger = ledger
    self.address = address
  }

  /// Reads the sheet and writes the two files.
  ///
  /// - Throws: `Refusal`, with nothing written, except that `--all-or-nothing` writes both files first.
  public func callAsFunction() async throws -> Inspection {
    try await onThread { try run() }
  }

  private func run() throws -> Inspection {
    let sheet = try OpenSheet(request.input)
    guard let ledger else { return try inspect(sheet, history: nil) }
    return try ledger.read { journal in
      try inspect(sheet, history: History(journal, operation: request.operation, address: address, now: .now))
    }
  }

  private func inspect(_ sheet: OpenSheet, history: History?) throws -> Inspection {
    let inspection = try Inspector(request: request, history: history).inspectWritingFindings(sheet)
    try request.refuseIfAllOrNothing(inspection)
    return inspection
  }
}

extension Inspector {
  /// Inspects, and writes the rejected and warned rows; the files appear only if the sheet as a whole is usable.
  func inspectWritingFindings(_ sheet: OpenSheet) throws -> Inspection {
    var files: FindingFiles?
    let inspection = try inspect(sheet, begin: { files = try FindingFiles(request.output, $0) }) {
      row,
      reader,
      verdict in
      if verdict == .rejected { files?.rejected.add(row, reader.layout, reader.errors) }
      if verdict == .valid, !reader.warnings.isEmpty { files?.warnings.add(row, reader.layout, reader.warnings) }
    }
    try files.take()?.commit()
    return inspection
  }
}

extension SheetRequest {
  func refuseIfAllOrNothing(_ inspection: Inspection) throws(Refusal) {
    guard isAllOrNothing, inspection.rows.rejected > 0 else { return }
    throw Refusal(
      .sheetRefused,
      "The sheet cannot be used: --all-or-nothing allows no rejected row, and it has \(inspection.rows.rejected). See "
        + "\(output.rejected)."
    )
  }
}
