import TestSupport

/// How a sheet becomes bytes.
struct Dialect: Sendable {
  enum Encoding: String, Sendable { case utf8, utf8Mark, utf16Little, utf16Big, utf16Told, windows }

  private(set) var delimiter = ","
  private(set) var encoding = Encoding.utf8
  private var lineEnd = "\n"
  private var hasSeparatorLine = false
  private var hasLastLineEnd = true
  private var quotesAll = false
  /// The options that it needs.
  private(set) var arguments: [String] = []

  init(_ draft: Draft, _ generator: inout SeededGenerator) {
    delimiter = generator.pick([",", ",", ",", ";", "\t", "|"])
    encoding = generator.pick([.utf8, .utf8, .utf8Mark, .utf16Little, .utf16Big, .utf16Told, .windows])
    lineEnd = generator.pick(["\n", "\r\n"])
    hasSeparatorLine = generator.once(in: 6)
    // Without cells an empty last line would be no line at all.
    hasLastLineEnd = draft.lines.last?.allSatisfy(\.isEmpty) ?? true || !generator.once(in: 6)
    quotesAll = generator.once(in: 6)
    let isNarrow = ([draft.header] + draft.lines).joined().joined().unicodeScalars.allSatisfy {
      $0.value < 0x80 || (0xA0...0xFF).contains($0.value)
    }
    if encoding == .windows, !isNarrow { encoding = .utf8 }
    if encoding == .utf16Told { arguments += ["--encoding", "utf-16"] }
    if encoding == .windows { arguments += ["--encoding", "windows-1252"] }
    if generator.once(in: 8), !hasSeparatorLine { arguments += ["--delimiter", delimiter == "\t" ? "tab" : delimiter] }
  }

  func bytes(_ draft: Draft) -> [UInt8] {
    var text = hasSeparatorLine ? "sep=\(delimiter)" + lineEnd : ""
    let lines = draft.above + [draft.header] + draft.lines
    text += lines.map { $0.map(cell).joined(separator: delimiter) }.joined(separator: lineEnd)
    if hasLastLineEnd { text += lineEnd }
    let units = Array(text.utf16)
    return switch encoding {
    case .utf8: Array(text.utf8)
    case .utf8Mark: [0xEF, 0xBB, 0xBF] + Array(text.utf8)
    case .utf16Little: [0xFF, 0xFE] + units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    case .utf16Told: units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    case .utf16Big: [0xFE, 0xFF] + units.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    case .windows: text.unicodeScalars.map { UInt8($0.value) }
    }
  }

  /// As RFC 4180 has it; quoted too where it holds a character that some other dialect would take for its own.
  private func cell(_ cell: String) -> String {
    let isSpecial = cell.unicodeScalars.contains { ",;|\t\"\r\n".unicodeScalars.contains($0) }
    guard isSpecial || quotesAll else { return cell }
    return "\"" + cell.replacing("\"", with: "\"\"") + "\""
  }
}
