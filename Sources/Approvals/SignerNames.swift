/// The names in a file of allowed signers, as ssh-keygen(1) describes it under "ALLOWED SIGNERS".
enum SignerNames {
  /// Whether a text is the name of one principal: no pattern, and no list of several.
  static func isOne(_ name: String) -> Bool { !name.isEmpty && !name.utf8.contains { "*?!,\"".utf8.contains($0) } }

  /// All names, and patterns of names, that stand before a key, in the file's order.
  ///
  /// ssh-keygen tells those of the first line alone; but a key may stand there twice, and then it must not count as two
  /// persons, nor as another's than the maker's. What is found here lets nothing through: each name is verified by
  /// ssh-keygen. More than ssh-keygen would find (in lines that have expired, or are for something else) is as it should be.
  ///
  /// - Parameter key: In base64, as in a public key's file.
  static func names(of key: String, in signers: [UInt8]) -> [String] {
    let key = Array(key.utf8)
    return signers.split(separator: UInt8(ascii: "\n")).flatMap { line -> [String] in
      // As C reads a line: up to a zero.
      let line = line.drop(while: isBlank).prefix { $0 != 0 }
      // ssh-keygen skips whatever else is white inside of a key.
      let words = line.split(whereSeparator: isBlank).map { $0.filter { $0 > 0x20 } }
      guard line.first != UInt8(ascii: "#"), words.dropFirst().contains(key) else { return [] }
      return names(before: line).split(separator: UInt8(ascii: ",")).map { String(decoding: $0, as: UTF8.self) }
    }
  }

  /// The first word, or what stands in quotes.
  private static func names(before line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let quote = UInt8(ascii: "\"")
    if line.first == quote { return line.dropFirst().prefix { $0 != quote } }
    return line.prefix { !isBlank($0) && $0 != UInt8(ascii: "\r") && $0 != quote }
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
}
