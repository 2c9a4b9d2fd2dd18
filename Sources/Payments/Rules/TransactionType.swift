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

  /// In any case; sends it in capitals.
  public static func read(_ cell: Span<UInt8>, _ rules: borrowing Rules, into row: inout RowValues) -> Findings {
    row.mode = cell.equals("neft") ? .neft : cell.equals("imps") ? .imps : nil
    guard let mode = row.mode else { return explain(cell) }
    row.text += mode.name.utf8
    return .none
  }

  private static func explain(_ cell: Span<UInt8>) -> Findings {
    if let problem = Damage.problem(in: cell) { return .error(problem) }
    if cell.equals("rtgs") || cell.equals("upi") {
      return .error("unknown", "The provider sends by NEFT or IMPS only, not by RTGS or UPI. Write NEFT or IMPS.")
    }
    return .error("unknown", "The transaction type must be one of NEFT and IMPS. Write one of the two.")
  }
}
