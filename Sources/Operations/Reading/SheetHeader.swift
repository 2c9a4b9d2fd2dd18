import Payments
import Sheet

/// The cells of the row that should hold the column names.
struct SheetHeader {
  /// As a spreadsheet shows it.
  let row: Int
  /// The cells without blanks around them, empty ones at the end left out.
  let names: [String]
  /// As they are compared; nil for our own columns.
  let columnNames: [ColumnName?]
  let secrets: Secrets

  /// - Parameter ours: The plain names of our own columns.
  init(_ header: PackedRow, row: Int, ours: Set<String>, _ secrets: Secrets = Secrets()) {
    self.row = row
    self.secrets = secrets
    var names = (0..<header.count).map(header.cleanedText)
    while names.last?.isEmpty == true { names.removeLast() }
    self.names = names
    columnNames = names.map { ours.contains(ColumnName.plain($0)) ? nil : ColumnName($0) }
  }

  /// The user's columns.
  var own: [(place: Int, name: ColumnName)] {
    columnNames.enumerated().compactMap { place, name in name.map { (place, $0) } }
  }

  /// Where a header stands that a person named: the ones written or shown just so, else those that are the same name.
  func places(of written: String) -> [Int] {
    let same = own.filter { names[$0.place] == written || shown($0.place).printable == written }
    let name = ColumnName(written)
    return (same.isEmpty ? own.filter { $0.name == name } : same).map(\.place)
  }
}

// What may be shown of it.
extension SheetHeader {
  private static let charactersShownMax = 60

  /// A name for people, without what may be a number of somebody's account.
  func shown(_ place: Int) -> String {
    let name = masked(names[place])
    return name.count > Self.charactersShownMax ? "\(name.prefix(Self.charactersShownMax))…" : name
  }

  func masked(_ words: String) -> String { Masking.masked(words: words, secrets: secrets) }

  /// Whether a cell can be shown: it reads like a name, and not like an account, a password or a line of settings.
  func looksLikeName(_ place: Int) -> Bool {
    let name = names[place]
    return name.contains(where: \.isLetter) && !Self.looksLikeValue(name) && !name.contains { "=@{}<>".contains($0) }
      && !name.contains(": ") && name.split(separator: " ").allSatisfy { $0.count <= Self.wordCharactersMax }
  }

  /// Longer words are keys or hashes.
  private static let wordCharactersMax = 30

  var looksLikeData: Bool { names.contains(where: Self.looksLikeValue) }

  /// Whether a cell has a number so long that it is no name: others that have digits may be values too.
  var hasLongNumber: Bool { names.contains(where: Self.hasLongNumber) }

  /// Digits in a row that no name has.
  private static let digitsMax = 4

  private static func hasLongNumber(_ cell: String) -> Bool {
    cell.split { !$0.isNumber }.contains { $0.count > digitsMax }
  }

  private static func looksLikeValue(_ cell: String) -> Bool {
    let word = cell.uppercased()
    if ["NEFT", "IMPS", "RTGS", "UPI"].contains(word) || cell.contains("@") { return true }
    if word.wholeMatch(of: /[A-Z]{4}[0O][A-Z0-9]{6}/) != nil { return true }
    if !cell.contains(where: \.isLetter), cell.contains(where: \.isNumber) { return true }
    return hasLongNumber(cell)
  }
}
