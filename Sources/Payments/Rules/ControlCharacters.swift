/// Characters that steer machines and belong in no cell: C0 (NUL among them), DEL, and C1 (in UTF-8 `C2 80`…`C2 9F`).
public enum ControlCharacters {
  /// The problem of a cell that holds one.
  public static let problem = Problem(
    code: "control",
    sentence: "The cell has a line break, a TAB or an invisible character inside. Delete the cell and type it again."
  )

  /// True when a control character stands in the cell.
  ///
  /// With `allowingBreaks`, TAB, CR and LF are fine: the rule for columns that we do not know.
  public static func contains(_ cell: Span<UInt8>, allowingBreaks: Bool = false) -> Bool {
    var previous: UInt8 = 0
    for index in cell.indices {
      let byte = cell[index]
      if byte < ASCII.space {
        if !(allowingBreaks && ASCII.isBreak(byte)) { return true }
      } else if byte == ASCII.delete || (previous == 0xC2 && byte &- 0x80 < 0x20) {
        return true
      }
      previous = byte
    }
    return false
  }
}
