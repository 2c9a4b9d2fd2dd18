/// How the cells of a column are read. Each rule is one type in one file: its codes, its reading, and what passes as plain.
///
/// An empty cell is no rule's matter: whether a column needs a value is said by the operation.
public protocol FieldRule: SendableMetatype {
  /// Every error code that `read` and `compare` can give.
  static var errorCodes: [String] { get }
  /// Every warning code that `read` and `compare` can give.
  static var warningCodes: [String] { get }

  /// Reads a cell, which is cleaned and not empty, and adds what is to be sent to the row's text: nothing where there
  /// is an error.
  static func read(_ cell: Span<UInt8>, _ rules: borrowing Rules, into row: inout RowValues) -> Findings

  /// What shows only beside the row's other cells, when all of them were read.
  static func compare(_ row: borrowing RowValues, _ rules: borrowing Rules) -> Findings

  /// Whether a cell is as most cells are: `read` finds nothing and sends it as it stands; an amount, in rupees and paise.
  static func isPlain(_ cell: Span<UInt8>, _ rules: borrowing Rules, in row: inout PlainValues) -> Bool
}

extension FieldRule {
  public static var warningCodes: [String] { [] }
  public static func compare(_ row: borrowing RowValues, _ rules: borrowing Rules) -> Findings { .none }
  public static func isPlain(_ cell: Span<UInt8>, _ rules: borrowing Rules, in row: inout PlainValues) -> Bool { false }

  /// Reads one text by this rule alone, cleaned as a sheet's cell is.
  ///
  /// - Returns: What is to be sent, nil if there is an error, and all that is wrong or odd. An empty text is sent as it is.
  public static func reading(_ text: String, _ rules: Rules) -> (value: String?, findings: Findings) {
    let cell = text.utf8.span.cleaned()
    if cell.isEmpty { return ("", .none) }
    var row = RowValues()
    var findings = read(cell, rules, into: &row)
    findings.add(compare(row, rules))
    return (findings.isValid ? String(decoding: row.text, as: UTF8.self) : nil, findings)
  }
}

/// What the cells of one row came to.
public struct RowValues: Sendable {
  /// The values to be sent, one after the other.
  public internal(set) var text: [UInt8] = []
  /// Where each value ends in `text`.
  public private(set) var ends: [UInt32] = []
  /// The amount, if there is one that can be read.
  public internal(set) var amount: Amount?
  /// How the row is sent, if it says so.
  public internal(set) var mode: TransactionType?
  /// Where the account number and the name, if they can be sent, stand in `text`.
  var account: Range<Int>?
  var name: Range<Int>?
  var mobile: Int64?
  var latitude: Degrees?
  var longitude: Degrees?

  /// A row of which nothing was read.
  public init() {}

  /// Adds a value as it stands, and gives its place.
  mutating func append(_ value: Span<UInt8>) -> Range<Int> {
    text.append(value)
    return text.count - value.count..<text.count
  }

  /// Ends the value of a column, which may be empty.
  public mutating func endValue() { ends.append(UInt32(truncatingIfNeeded: text.count)) }

  /// Forgets the row and keeps its memory for the next one.
  public mutating func removeAll() {
    text.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    (amount, mode, account, name, mobile, latitude, longitude) = (nil, nil, nil, nil, nil, nil, nil)
  }
}

/// What the plain cells of one row came to, as far as others ask for it.
public struct PlainValues: Sendable {
  /// The amount, if the row has one.
  public internal(set) var amount: Amount?
  /// How the row is sent, if it says so.
  public internal(set) var mode: TransactionType?

  /// A row of which nothing was seen.
  public init() {}
}
