/// How a payout is sent.
public enum TransactionType: UInt8, Sendable, Hashable, CaseIterable, FieldRule {
  /// National Electronic Funds Transfer: half-hourly batches, no maximum.
  case neft
  /// Immediate Payment Service: at once, at most `Amount.impsMax`.
  case imps

  /// The provider's word: `NEFT` or `IMPS`.
  public var name: String { self == .neft ? "NEFT" : "IMPS" }

  /// In capitals.
  public static func isPlain(_ cell: Span<UInt8>, _ rules: borrowing Rules, in row: inout PlainValues) -> Bool {
    guard cell.count == 4 else { return false }
    switch (cell[0], cell[1], cell[2], cell[3]) {
    case (0x4E, 0x45, 0x46, 0x54): row.mode = .neft
    case (0x49, 0x4D, 0x50, 0x53): row.mode = .imps
    default: return false
    }
    return true
  }

  public static let errorCodes = Damage.codes + ["unknown"]

  /// In any case, also by the letters of bank files; sends it in capitals.
  public static func read(_ cell: Span<UInt8>, _ rules: borrowing Rules, into row: inout RowValues) -> Findings {
    let written: [(StaticString, TransactionType)] = [
      ("neft", .neft), ("imps", .imps), ("n", .neft), ("ne", .neft), ("nft", .neft), ("ifc", .imps),
    ]
    guard let mode = written.first(where: { word, _ in cell.equals(word) })?.1 else { return explain(cell) }
    row.mode = mode
    row.text += mode.name.utf8
    return .none
  }

  private static func explain(_ cell: Span<UInt8>) -> Findings {
    if let problem = Damage.problem(in: cell) { return .error(problem) }
    let reason =
      if cell.equals("i") {
        "I means IMPS at one bank and a transfer inside the bank at another, so it is not guessed."
      } else if cell.equals("r") || cell.equals("rtg") || cell.equals("rtgs") {
        "RTGS cannot be sent: the provider pays by NEFT or IMPS only."
      } else if cell.equals("upi") {
        "UPI cannot be sent: the provider pays by NEFT or IMPS only."
      } else {
        "The transaction type must be one of NEFT and IMPS."
      }
    return .error("unknown", "\(reason) Write NEFT or IMPS.")
  }
}
