import FoundationEssentials
import Glibc
import Payments
import Reports
import Sheet

/// The `--config` file: one JSON object, its keys the settings' names in lower camel case without the prefix; and `columns`
/// and `defaults`, objects like what is typed with `--column` and `--default`.
enum ConfigFile {
  static let bytesMax = 64 << 10

  /// The settings by their full names, and what is said about columns.
  static func read(_ path: String) throws -> (settings: [String: String], columns: ColumnSettings) {
    let bytes = try privateBytes(path)
    guard let members = try? JSONDecoder().decode([String: Member].self, from: Data(bytes)) else {
      throw Failure(.configFile, [.path: path])
    }
    let isColumns = ["columns", "defaults"].contains
    for (key, member) in members.sorted(by: { $0.key < $1.key })
    where isColumns(key) ? member.texts == nil : member.text == nil {
      throw Failure(.configFile, [.path: path, .name: key])
    }
    let columns = ColumnSettings(
      path: path,
      headers: members["columns"]?.texts ?? [:],
      values: members["defaults"]?.texts ?? [:]
    )
    return (try settings(path, members.compactMapValues(\.text)), columns)
  }

  /// A text, an object of texts, or neither.
  private struct Member: Decodable {
    let text: String?
    let texts: [String: String]?

    init(from decoder: any Decoder) throws {
      let value = try decoder.singleValueContainer()
      text = try? value.decode(String.self)
      texts = try? value.decode([String: String].self)
    }
  }

  private static func settings(_ path: String, _ values: [String: String]) throws(Failure) -> [String: String] {
    var settings: [String: String] = [:]
    for (key, value) in values {
      guard let name = Settings.names.first(where: { plain(camelCase($0)) == plain(key) }) else {
        let known = (Settings.names.map(camelCase) + ["columns", "defaults"]).joined(separator: ", ")
        throw Failure(.configUnknown, [.path: path, .name: Masking.masked(words: key), .names: known])
      }
      guard settings.updateValue(value, forKey: name) == nil else {
        throw Failure(.configTwice, [.path: path, .name: name])
      }
    }
    if let ledger = settings[Settings.ledgerName], !ledger.isEmpty, !ledger.hasPrefix("/") {
      settings[Settings.ledgerName] = "\(folder(of: path))/\(ledger)"
    }
    return settings
  }

  /// Whoever reads the file, from wherever, must find the same ledger.
  private static func folder(of path: String) -> String {
    let path = OutputPaths.absolute(path)
    return path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
  }

  /// A credential that others can read is no secret.
  private static func privateBytes(_ path: String) throws(Failure) -> [UInt8] {
    let file = try SheetFile(path: path)
    var status = stat()
    guard fstat(file.descriptor, &status) == 0, status.st_mode & 0o077 == 0 else {
      throw Failure(.configShared, [.path: path])
    }
    return try file.bytes(max: bytesMax)
  }

  private static func plain(_ name: String) -> String { name.lowercased().filter { $0 != "_" } }

  /// The key of a setting.
  static func camelCase(_ name: String) -> String {
    let words = name.lowercased().split(separator: "_").dropFirst()
    return words.enumerated().map { $0 == 0 ? String($1) : $1.prefix(1).uppercased() + $1.dropFirst() }.joined()
  }
}
