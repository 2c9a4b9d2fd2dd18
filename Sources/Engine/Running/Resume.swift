public import Ledger
import Operations
import Sheet

/// Goes on with a batch that was stopped: sends what was not sent, and never what may have been.
public struct Resume: Sendable {
  private let batch: Batch
  private let options: SendingOptions
  private let ledger: Ledger
  private let folder: String?

  public init(_ batch: Batch, _ options: SendingOptions, ledger: Ledger, folder: String? = nil) {
    self.batch = batch
    self.options = options
    self.ledger = ledger
    self.folder = folder
  }

  /// - Throws: `Refusal` if another process works on the batch, or the ledger fails.
  public func callAsFunction(_ witness: Witness = Witness()) async throws -> BatchReport {
    let held = try await onThread {
      try ledger.checkForDamage()
      try refuseWithoutCredentials()
      return try HeldBatch(batch, ledger: ledger)
    }
    return try await Sending(held: held, options: options, ledger: ledger)(
      witness,
      output: OutputPaths(batch, folder: folder),
      inspection: nil
    )
  }

  /// Looks through the rows only if a setting is missing that some of them may need.
  private func refuseWithoutCredentials() throws {
    let columns = batch.operation.columns.enumerated().filter { column in
      column.element.credential.map { options.credentials[$0] == nil } ?? false
    }
    if columns.isEmpty { return }
    var needed: Set<Credential> = []
    try ledger.read { journal in
      try journal.forEachRow(of: batch) { row in
        guard let fields = row.fields, row.state.isSentByResume else { return }
        for (index, column) in columns where fields[index].isEmpty {
          if let credential = column.credential { needed.insert(credential) }
        }
      }
    }
    try Refusal.refuse(without: needed, in: options.credentials)
  }
}

extension RowState {
  /// Rows that `resume` sends, or asks for again.
  fileprivate var isSentByResume: Bool { self == .planned || self == .done(.notSent) || self == .done(.error) }
}

extension OutputPaths {
  /// Where a batch's files go: where its sheet's went, unless another folder is wanted.
  public init(_ batch: Batch, folder: String?) {
    let stem = SheetInput.file(batch.sheet).stem
    self.init(folder: folder ?? batch.folder, stem: stem, renewed: batch.renews ? batch.sheet : nil)
  }
}
