import Operations
import Payments
import Sheet
import Synchronization

/// Tells accounts, and in its low bits the names that they stand under: two rows that differ in these alone pay one account
/// under two names. Shared by the threads that read a sheet.
final class PayeeHash: Sendable {
  static let nameBits: UInt64 = 0xFF_FFFF
  /// How many accounts of a sheet are compared, its first ones: bounds the memory (some 3 MB) and the time of it.
  static let accountsMax = 1 << 17

  private let (bank, account, name): (Int, Int, Int)
  /// Columns of the sheet; nil if it has not all of them.
  private let positions: (bank: Int, account: Int, name: Int)?
  private let layout: Layout
  /// How much of the IFSC names the bank; nothing where a person gave the account of all rows, which is one, whatever the
  /// banks.
  private let bankBytes: Int
  private let isEnough = Atomic(false)

  /// Nil for an operation whose rows name no account.
  init?(_ layout: Layout) {
    let operation = layout.operation
    guard let bank = operation.index(of: .ifsc), let account = operation.index(of: .accountNumber),
      let name = operation.index(of: .name)
    else { return nil }
    (self.bank, self.account, self.name) = (bank, account, name)
    self.layout = layout
    let places = [bank, account, name].compactMap { layout.positions[$0] }
    positions = places.count == 3 ? (places[0], places[1], places[2]) : nil
    bankBytes = layout.positions[account] == nil ? 0 : 4
  }

  /// No more accounts are compared: the rest of the sheet need not be read for it.
  func end() { isEnough.store(true, ordering: .relaxed) }

  /// Of a valid row by its values as sent; 0 if that is not asked.
  func hash(_ fields: PackedRow) -> UInt64 {
    isEnough.load(ordering: .relaxed) ? 0 : hash(fields[bank], fields[account], fields[name])
  }

  /// Of a plain row by its cells, which are its values; 0 if that is not asked.
  func hash(_ row: borrowing Row) -> UInt64 {
    guard !isEnough.load(ordering: .relaxed) else { return 0 }
    if let positions { return hash(row[positions.bank], row[positions.account], row[positions.name]) }
    // Some of the three have no column but one value for all rows.
    var fields = PackedRow()
    let given = layout.values
    for column in [bank, account, name] {
      if let position = layout.positions[column] { fields.append(row[position]) } else { fields.append(given[column]) }
    }
    return hash(fields[0], fields[1], fields[2])
  }

  /// Of the bank, the account number without leading zeros and the name's letters and digits, all without regard to case.
  /// Never 0, whatever its low bits are.
  private func hash(_ bank: Span<UInt8>, _ account: Span<UInt8>, _ name: Span<UInt8>) -> UInt64 {
    var payee = Mixer()
    for index in 0..<min(bankBytes, bank.count) { payee.take(bank[index] & 0xDF) }
    var isLeading = true
    for index in account.indices {
      isLeading = isLeading && account[index] == UInt8(ascii: "0")
      if !isLeading { payee.take(account[index] & 0xDF) }
    }
    var words = Mixer()
    for index in Self.startOfName(name)..<name.count where Self.isCompared(name[index]) {
      words.take(name[index] & 0xDF)
    }
    return payee.mixed & ~Self.nameBits | (Self.nameBits + 1) | words.mixed & Self.nameBits
  }

  private static func isCompared(_ byte: UInt8) -> Bool {
    byte >= 0x80 || byte | 0x20 &- 0x61 < 26 || byte &- 0x30 < 10
  }

  /// Behind a form of address: with and without it, it is the same name.
  private static func startOfName(_ name: Span<UInt8>) -> Int {
    guard !name.isEmpty, case let first = name[0] | 0x20, first == 0x64 || first == 0x6D || first == 0x73 else {
      return 0  // no title begins with another letter than d, m or s
    }
    var end = 0
    var word: UInt64 = 0
    while end < min(5, name.count), name[end] != UInt8(ascii: " "), name[end] != UInt8(ascii: ".") {
      word = word << 8 | UInt64(name[end] | 0x20)
      end += 1
    }
    return titles.contains(word) ? end : 0
  }

  /// In lower case, as numbers.
  private static let titles: [UInt64] = ["mr", "mrs", "ms", "m/s", "dr", "shri", "sri", "smt"].map {
    $0.utf8.reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// Takes in eight bytes at a time.
  private struct Mixer {
    private var state: UInt64 = 0xCBF2_9CE4_8422_2325
    private var word: UInt64 = 0
    private var count: UInt64 = 0

    @inline(__always)
    mutating func take(_ byte: UInt8) {
      word = word << 8 | UInt64(byte)
      count &+= 1
      if count & 7 == 0 { state = (state ^ word).folded(with: Self.factor) }
    }

    private static let factor: UInt64 = 0xD6E8_FEB8_6659_FD93

    var mixed: UInt64 { ((state ^ word).folded(with: Self.factor) ^ count).folded(with: Self.factor) }
  }
}
