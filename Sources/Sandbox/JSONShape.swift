/// What Foundation's reader lets pass and a strict provider would not: commas before a closing bracket, keys twice.
///
/// For bytes that Foundation has already read as JSON: here only strings, brackets, commas and colons are told apart.
struct JSONShape {
  private(set) var hasTrailingComma = false
  /// How many members the outermost object has, equal keys counted each time.
  private(set) var outerMembers = 0

  private var depth = 0
  private var isInString = false
  private var isEscaped = false
  private var last = UInt8(ascii: " ")

  init(_ bytes: [UInt8]) {
    for byte in bytes {
      if isInString { readInString(byte) } else { readOutside(byte) }
    }
  }

  private mutating func readInString(_ byte: UInt8) {
    isInString = isEscaped || byte != UInt8(ascii: "\"")
    isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
  }

  private mutating func readOutside(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"): return
    case UInt8(ascii: "\""): isInString = true
    case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
    case UInt8(ascii: "}"), UInt8(ascii: "]"):
      depth -= 1
      if last == UInt8(ascii: ",") { hasTrailingComma = true }
    case UInt8(ascii: ":"): outerMembers += depth == 1 ? 1 : 0
    default: break
    }
    last = byte
  }
}
