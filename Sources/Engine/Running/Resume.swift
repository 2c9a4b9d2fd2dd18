public import Ledger

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
      return try HeldBatch(batch, ledger: ledger)
    }
    return try await Sending(held: held, options: options, ledger: ledger)(
      witness,
      output: OutputPaths(batch, folder: folder),
      inspection: nil
    )
  }
}

extension OutputPaths {
  /// Where a batch's files go: where its sheet's went, unless another folder is wanted.
  public init(_ batch: Batch, folder: String?) {
    let stem = SheetInput.file(batch.sheet).stem
    self.init(folder: folder ?? batch.folder, stem: stem, renewed: batch.renews ? batch.sheet : nil)
  }
}
