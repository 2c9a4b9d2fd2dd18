import CIFSCDirectory

/// The IFSCs that exist: the directory inside the program, or a newer one that was read from a file.
///
/// Both are one hash table, whose form `make-directory.py` describes; a look-up allocates nothing.
public struct IFSCDirectory: Sendable {
  /// Where the directory comes from and its day: `Razorpay IFSC 2.0.54 of 2026-01-28`.
  public let release: String
  /// The day of the built-in one, as in `2026-01-28`; nil for one that was read from a file.
  public let day: String?
  /// Number of codes.
  public let count: Int
  /// Number of codes left out when the file was read, for they do not have the form of an IFSC.
  public let skipped: Int

  /// The table of a directory that was read; empty for the built-in one, whose table stays where it is.
  private let owned: [UInt64]
  /// The banks of a directory that was read that have a branch which NEFT reaches.
  private let ownedBanks: Set<UInt32>

  typealias Code = (key: IFSCKey, isReached: Bool)

  /// The directory inside the program.
  public static let builtIn = IFSCDirectory()

  private init() {
    let header = Self.builtInBytes
    precondition(header.byteCount > Self.headerBytes, "the IFSC directory inside the program is damaged")
    precondition(header.word(2) == Self.version, "the IFSC directory has another layout than this program")
    let day = header.text(32)
    release = "Razorpay IFSC \(header.text(16)) of \(day)"
    self.day = day
    count = Int(header.word(3))
    skipped = 0
    owned = []
    ownedBanks = []
  }

  /// A directory of codes; of one that stands there twice, it is enough that NEFT reaches it once.
  init(_ codes: [Code], release: String, skipped: Int) {
    var table = [UInt64](repeating: 0, count: Self.together)
    while table.count * 3 < codes.count * 4 { table += table }
    var count = 0
    for (key, isReached) in codes {
      var place = Self.home(of: key, in: table.count)
      while table[place] != 0, table[place] & ~Self.notReached != key.order { place = (place + 1) & (table.count - 1) }
      if table[place] == 0 { count += 1 }
      if isReached || table[place] == 0 { table[place] = isReached ? key.order : key.order | Self.notReached }
    }
    self.release = release
    day = nil
    self.count = count
    self.skipped = skipped
    owned = table
    ownedBanks = Self.banks(in: table.span)
  }
}

// MARK: - The table

extension IFSCDirectory {
  private static let headerBytes = 64
  private static let version: UInt32 = 2
  /// Codes that are looked at together: homes are multiples of it.
  private static let together = 4
  /// Stands in the top bit, which no code has: letters are below 0x80.
  private static let notReached: UInt64 = 1 << 63

  private static var builtInBytes: RawSpan {
    @_lifetime(immortal)
    get {
      guard let start = ifsc_directory_start() else { preconditionFailure("there is no IFSC directory inside") }
      // Right because the C side keeps these bytes constant, aligned to 64, and as long as the process lives.
      let bytes = unsafe RawSpan(_unsafeStart: start, byteCount: ifsc_directory_bytes())
      return unsafe _overrideLifetime(bytes, copying: ())
    }
  }

  private var table: Span<UInt64> {
    @_lifetime(borrow self)
    get {
      if !owned.isEmpty { return owned.span }
      let table = Span<UInt64>(_bytes: Self.builtInBytes.extracting(Self.headerBytes...))
      return unsafe _overrideLifetime(table, borrowing: self)
    }
  }

  /// Where a code is looked for first; `places` is a power of two.
  @inline(__always)
  private static func home(of key: IFSCKey, in places: Int) -> Int {
    Int(truncatingIfNeeded: (key.order &* 0x9E37_79B9_7F4A_7C15) >> 32) & (places - together)
  }

  /// Whether NEFT and IMPS reach a code of 11 characters (in any case): false for the few that, by RBI's word to the
  /// directory's maintainers, cannot be used for them; nil for a code that it does not have.
  public func isReached(_ code: Span<UInt8>) -> Bool? { IFSCKey(code).flatMap(isReached) }

  func isReached(_ key: IFSCKey) -> Bool? {
    let table = table
    var place = Self.home(of: key, in: table.count)
    while true {
      // Four codes at once: that needs no jump that a processor cannot foresee.
      var found: UInt64 = 0
      for next in place..<place + Self.together {
        found |= table[next] & ~Self.notReached == key.order ? table[next] : 0
      }
      if found != 0 { return found == key.order }
      // Codes stand without a gap behind their homes.
      if table[place + Self.together - 1] == 0 { return nil }
      place = (place + Self.together) & (table.count - 1)
    }
  }

  /// Whether the directory has a branch of the code's bank that NEFT reaches. Of a bank that was merged into another it
  /// has none, or an odd one that NEFT does not reach.
  func reachesBank(of key: IFSCKey) -> Bool { (owned.isEmpty ? Self.builtInBanks : ownedBanks).contains(key.bank) }

  /// Made when it is first asked for: most sheets have no code that is not known.
  private static let builtInBanks = banks(in: builtIn.table)

  private static func banks(in table: Span<UInt64>) -> Set<UInt32> {
    var banks: Set<UInt32> = []
    for index in table.indices where table[index] != 0 && table[index] & notReached == 0 {
      banks.insert(UInt32(truncatingIfNeeded: table[index] >> 32))
    }
    return banks
  }

  /// Has the processor fetch what `find` looks at first, so that many fetches can go on at a time.
  func prefetch(_ key: IFSCKey) {
    let table = table
    unsafe table.withUnsafeBufferPointer { places in
      if let start = places.baseAddress { ifsc_directory_prefetch(start + Self.home(of: key, in: places.count)) }
    }
  }
}

extension RawSpan {
  fileprivate func word(_ place: Int) -> UInt32 {
    UInt32(littleEndian: unsafe unsafeLoad(fromByteOffset: 4 * place, as: UInt32.self))
  }

  /// Text of at most 16 bytes in the header, ended by a zero byte.
  fileprivate func text(_ start: Int) -> String {
    let bytes = (start..<start + 16).map { unsafe unsafeLoad(fromByteOffset: $0, as: UInt8.self) }
    return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  }
}

// MARK: - Near codes

extension IFSCDirectory {
  private static let nearestMax = 3

  /// Known codes of the same bank one slip away, the likeliest first: letters taken for digits, neighbours exchanged,
  /// one character mistyped. At most `nearestMax`; none when the bank itself is unknown or the code is malformed.
  public func nearest(_ code: Span<UInt8>) -> [String] { IFSCKey(code).map(nearest) ?? [] }

  /// Known codes that a code can have been meant as, where letters O of its branch stand for zeros; itself among them. At
  /// most `nearestMax`, those with most zeros first.
  func withZerosForO(_ key: IFSCKey) -> [IFSCKey] {
    var branches = [key.branch]
    for (digit, value) in zip(key.branchDigits, Self.placeValues) where digit == Self.letterO {
      branches = branches.map { $0 - UInt32(digit) * value } + branches
    }
    let known = branches.map { IFSCKey(bank: key.bank, branch: $0) }.filter { isReached($0) != nil }
    return Array(known.prefix(Self.nearestMax))
  }

  private static let letterO: UInt8 = 24

  func nearest(_ key: IFSCKey) -> [String] {
    var found = withZerosForO(key)
    for branch in Self.slips(of: key) where found.count < Self.nearestMax {
      let slip = IFSCKey(bank: key.bank, branch: branch)
      if !found.contains(where: { $0.order == slip.order }), isReached(slip) != nil { found.append(slip) }
    }
    return found.map(\.text)
  }

  /// Letters and the digits that they are taken for, as digits of base 36: O I S B Z G.
  private static let lookAlikes: [(letter: UInt32, digit: UInt32)] = [
    (24, 0), (18, 1), (28, 5), (11, 8), (35, 2), (16, 6),
  ]

  private static let placeValues: [UInt32] = [60_466_176, 1_679_616, 46_656, 1_296, 36, 1]

  /// The branches one slip away, the likeliest first.
  private static func slips(of key: IFSCKey) -> [UInt32] {
    let digits = key.branchDigits.map(UInt32.init)
    let rests = digits.indices.map { key.branch - digits[$0] * placeValues[$0] }
    var slips: [UInt32] = []
    for place in digits.indices {
      for pair in lookAlikes where digits[place] == pair.letter || digits[place] == pair.digit {
        slips.append(rests[place] + (digits[place] == pair.letter ? pair.digit : pair.letter) * placeValues[place])
      }
    }
    for place in digits.indices.dropLast() where digits[place] != digits[place + 1] {
      let both = rests[place] - digits[place + 1] * placeValues[place + 1]
      slips.append(both + digits[place + 1] * placeValues[place] + digits[place] * placeValues[place + 1])
    }
    for place in digits.indices.reversed() {
      for digit in 0..<UInt32(36) where digit != digits[place] {
        slips.append(rests[place] + digit * placeValues[place])
      }
    }
    return slips
  }
}
