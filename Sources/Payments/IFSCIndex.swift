// An index of the directory for sheets of many rows: one look at one place finds most codes, where searching takes a
// dozen. Made when it is wanted, in a millisecond or two: most sheets are small.
extension IFSCDirectory {
  /// Codes that are looked at together.
  private static let together = 4

  /// Makes `find` faster, once for all.
  public mutating func buildIndex() {
    guard index.isEmpty else { return }
    var size = Self.together
    // At least a quarter of the places stays free, so that every search ends.
    while size * 3 < count * 4 { size *= 2 }
    var places = [UInt64](repeating: 0, count: size)
    forEachCode { code, neft in
      var place = Self.place(of: code.order, amongst: size)
      while places[place] != 0 { place = (place + 1) & (size - 1) }
      places[place] = neft ? code.order : code.order | Self.notReached
    }
    index = places
  }

  /// Gives every code, and whether it can be reached by NEFT.
  private func forEachCode(_ body: (IFSCKey, _ neft: Bool) -> Void) {
    let words = words
    let starts = Layout.headerWords + bankCount
    let first = starts + bankCount + 1
    var notReached = first + count
    for bank in 0..<bankCount {
      let code = UInt32(littleEndian: words[Layout.headerWords + bank])
      for place in Int(UInt32(littleEndian: words[starts + bank]))..<Int(UInt32(littleEndian: words[starts + bank + 1]))
      {
        let isLeftOut = notReached < words.count && Int(UInt32(littleEndian: words[notReached])) == place
        if isLeftOut { notReached += 1 }
        body(IFSCKey(bank: code, branch: UInt32(littleEndian: words[first + place])), !isLeftOut)
      }
    }
  }

  /// What `find` finds, by the index.
  func findIndexed(_ code: IFSCKey) -> Entry? {
    let places = index.span
    var place = Self.place(of: code.order, amongst: places.count)
    while true {
      // Four codes at once: that needs no jump that a processor cannot foresee.
      var found: UInt64 = 0
      for next in place..<place + Self.together {
        found |= places[next] & ~Self.notReached == code.order ? places[next] : 0
      }
      if found != 0 { return Entry(neft: found == code.order) }
      // Codes stand without a gap behind the place where they are looked for first.
      if places[place + Self.together - 1] == 0 { return nil }
      place = (place + Self.together) & (places.count - 1)
    }
  }

  /// Stands in the top bit, which no code has: letters are below 0x80.
  private static let notReached: UInt64 = 1 << 63

  /// Where a code is looked for first; `size` is a power of two.
  @inline(__always)
  private static func place(of key: UInt64, amongst size: Int) -> Int {
    Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 32) & (size - together)
  }
}
