import Payments
public import Sheet

extension Row {
  /// A cell as text, without blanks around it and without the guard against formulas.
  public func cleanedText(_ index: Int) -> String { self[index].cleanedText }
}

extension PackedRow {
  /// A cell as text, without blanks around it and without the guard against formulas.
  public func cleanedText(_ index: Int) -> String { self[index].cleanedText }
}
