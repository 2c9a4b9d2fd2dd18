public import Sheet

extension PackedRow {
  public init(_ cells: [String]) {
    self.init()
    for cell in cells { append(cell) }
  }

  public var strings: [String] { (0..<count).map(string) }
}
