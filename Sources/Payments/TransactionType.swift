/// How a payout is sent.
public enum TransactionType: UInt8, Sendable, Hashable, CaseIterable {
  /// National Electronic Funds Transfer: half-hourly batches, no maximum.
  case neft
  /// Immediate Payment Service: at once, at most `Amount.impsMax`.
  case imps

  /// The provider's word: `NEFT` or `IMPS`.
  public var name: String { self == .neft ? "NEFT" : "IMPS" }

  /// The type of a cell that is as most are: in capitals.
  public init?(plain cell: Span<UInt8>) {
    guard cell.count == 4 else { return nil }
    switch (cell[0], cell[1], cell[2], cell[3]) {
    case (0x4E, 0x45, 0x46, 0x54): self = .neft
    case (0x49, 0x4D, 0x50, 0x53): self = .imps
    default: return nil
    }
  }

  /// Every error code that `read` can give.
  public static let errorCodes = Damage.codes + ["unknown"]

  /// Every warning code that `read` can give.
  public static let warningCodes: [String] = []

  /// Reads a cleaned cell (NEFT or IMPS in any case) and appends it in capitals.
  public static func read(_ cell: Span<UInt8>, into text: inout [UInt8]) -> Findings {
    var type: TransactionType?
    return read(cell, as: &type, into: &text)
  }

  /// The same; `type` becomes the type when the cell is valid, else nil.
  public static func read(
    _ cell: Span<UInt8>,
    as type: inout TransactionType?,
    into text: inout [UInt8]
  ) -> Findings {
    if cell.equals("neft") {
      type = .neft
      text.append("NEFT" as StaticString)
    } else if cell.equals("imps") {
      type = .imps
      text.append("IMPS" as StaticString)
    } else {
      type = nil
      return explain(cell)
    }
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
