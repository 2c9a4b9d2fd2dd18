import CIFSCDirectory

/// The IFSCs that exist: the directory inside the program, or a newer one that was read from a file.
///
/// Both have one form, the words that `make-directory.py` describes, and one look-up: two binary searches, no allocation.
public struct IFSCDirectory: Sendable {
  /// What the directory says about a code that it has.
  public struct Entry: Sendable, Equatable {
    /// False for the few codes that, by RBI's word to the directory's maintainers, cannot be used for NEFT or IMPS.
    public let neft: Bool
  }

  /// Where the directory comes from and its day: `Razorpay IFSC 2.0.54 of 2026-01-28`.
  public let release: String
  /// Number of codes.
  public let count: Int
  /// Number of codes left out when the file was read, for they do not have the form of an IFSC.
  public let skipped: Int

  let bankCount: Int
  let notReachedCount: Int
  /// The words of a directory that was read; empty for the built-in one, whose words stay where they are.
  private let owned: [UInt32]

  /// Each code at a place that it tells by itself, for many look-ups; empty if there is none.
  var index: [UInt64] = []

  /// The directory inside the program.
  public static let builtIn = IFSCDirectory(owned: [], release: nil, skipped: 0)

  /// A directory of these words; their header is right by construction. Without a `release` the header's is used.
  init(owned: [UInt32], release: String?, skipped: Int) {
    self.owned = owned
    self.skipped = skipped
    let header = owned.isEmpty ? Self.builtInWords : owned.span
    precondition(header.count >= Layout.headerWords, "the IFSC directory inside the program is damaged")
    precondition(header[2] == Layout.version.littleEndian, "the IFSC directory has another layout than this program")
    bankCount = Int(UInt32(littleEndian: header[3]))
    count = Int(UInt32(littleEndian: header[4]))
    notReachedCount = Int(UInt32(littleEndian: header[5]))
    self.release =
      release ?? "Razorpay IFSC \(Layout.text(header, 6..<10)) of \(Layout.text(header, 10..<14))"
  }

  /// The layout's fixed places.
  enum Layout {
    static let headerWords = 16
    static let version: UInt32 = 1

    /// Text in words, first character in the lowest byte, ended by a zero byte.
    static func text(_ words: Span<UInt32>, _ places: Range<Int>) -> String {
      var bytes: [UInt8] = []
      for place in places {
        let word = UInt32(littleEndian: words[place])
        for shift in stride(from: UInt32(0), to: 32, by: 8) { bytes.append(UInt8(truncatingIfNeeded: word >> shift)) }
      }
      return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }

  private static var builtInWords: Span<UInt32> {
    @_lifetime(immortal)
    get {
      let count = ifsc_directory_bytes() / MemoryLayout<UInt32>.size
      guard let start = ifsc_directory_start() else { preconditionFailure("there is no IFSC directory inside") }
      // Right because the C side keeps these bytes constant, aligned to four, and as long as the process lives.
      let words = unsafe Span(_unsafeStart: start.bindMemory(to: UInt32.self, capacity: count), count: count)
      return unsafe _overrideLifetime(words, copying: ())
    }
  }

  var words: Span<UInt32> {
    @_lifetime(borrow self)
    get { owned.isEmpty ? Self.builtInWords : owned.span }
  }
}

// MARK: - Look-up

extension IFSCDirectory {
  /// What the directory says about a code of 11 characters (in any case), or nil when it does not have it.
  public func find(_ code: Span<UInt8>) -> Entry? {
    guard let key = IFSCKey(code) else { return nil }
    return find(key)
  }

  func find(_ key: IFSCKey) -> Entry? {
    if !index.isEmpty { return findIndexed(key) }
    let words = words
    guard let branches = branches(of: key.bank, in: words) else { return nil }
    return find(key.branch, among: branches, in: words)
  }

  /// The places of a bank's branches.
  private func branches(of bank: UInt32, in words: Span<UInt32>) -> Range<Int>? {
    let banks = Layout.headerWords..<(Layout.headerWords + bankCount)
    guard let place = Self.place(of: bank, in: words, banks) else { return nil }
    let starts = place + bankCount
    let first = banks.upperBound + bankCount + 1
    return (first + Int(UInt32(littleEndian: words[starts])))..<(first + Int(UInt32(littleEndian: words[starts + 1])))
  }

  private func find(_ branch: UInt32, among branches: Range<Int>, in words: Span<UInt32>) -> Entry? {
    guard let place = Self.place(of: branch, in: words, branches) else { return nil }
    let first = Layout.headerWords + 2 * bankCount + 1
    let notReached = (first + count)..<(first + count + notReachedCount)
    return Entry(neft: Self.place(of: UInt32(place - first), in: words, notReached) == nil)
  }

  /// Parts into which one step of a search divides what is left.
  private static let searchParts = 8

  /// Search for a number in ascending words. Each step counts how many of seven words do not exceed the number, instead
  /// of asking one of them: counting needs no jump that a processor cannot foresee. Twice as fast as halving.
  @inline(__always)
  private static func place(of number: UInt32, in words: Span<UInt32>, _ places: Range<Int>) -> Int? {
    guard !places.isEmpty else { return nil }
    var place = places.lowerBound
    var length = places.count
    // Always true: words[place] is the first word of all or does not exceed the number, and what is sought can only
    // stand at place..<(place + length).
    while length >= 2 * searchParts {
      let step = length / searchParts
      var passed = 0
      for part in 1..<searchParts {
        passed &+= UInt32(littleEndian: words[place &+ part &* step]) <= number ? 1 : 0
      }
      place &+= passed &* step
      length &-= (searchParts &- 1) &* step
    }
    var passed = 0
    for next in (place &+ 1)..<(place &+ length) {
      passed &+= UInt32(littleEndian: words[next]) <= number ? 1 : 0
    }
    place &+= passed
    return UInt32(littleEndian: words[place]) == number ? place : nil
  }
}

// MARK: - Near codes

extension IFSCDirectory {
  /// Most codes that `nearest` gives.
  public static let nearestMax = 3

  /// Known codes of the same bank one slip away, the likeliest first: letters taken for digits, neighbours exchanged,
  /// one character mistyped. At most `nearestMax`; none when the bank itself is unknown or the code is malformed.
  public func nearest(_ code: Span<UInt8>) -> [String] {
    guard let key = IFSCKey(code) else { return [] }
    return nearest(key)
  }

  func nearest(_ key: IFSCKey) -> [String] {
    let words = words
    guard let branches = branches(of: key.bank, in: words) else { return [] }
    var found: [UInt32] = []
    for branch in Self.slips(of: key) where find(branch, among: branches, in: words) != nil {
      if !found.contains(branch) { found.append(branch) }
      if found.count == Self.nearestMax { break }
    }
    return found.map { IFSCKey(bank: key.bank, branch: $0).text }
  }

  /// Letters and the digits that they are taken for, as digits of base 36: O I S B Z G.
  private static let lookAlikes: [(letter: UInt32, digit: UInt32)] = [
    (24, 0), (18, 1), (28, 5), (11, 8), (35, 2), (16, 6),
  ]

  /// What each of a branch's six characters counts.
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
