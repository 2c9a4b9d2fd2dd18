import Glibc
import Operations
import Payments
import Reports
import Sheet

/// The `--config` file: one JSON object, its keys the settings' names in lower camel case without the prefix; and `columns`
/// and `defaults`, objects like what is typed with `--column` and `--default`.
enum ConfigFile {
  static let bytesMax = 64 << 10

  /// The settings by their full names, and what is said about columns.
  ///
  /// - Throws: also for a key that stands twice: which one is meant would be chance.
  static func read(_ path: String) throws -> (settings: [String: String], columns: ColumnSettings) {
    guard case .object(let members)? = JSONReader.read(try privateBytes(path)) else {
      throw Failure(.configFile, [.path: path])
    }
    var (settings, objects) = ([String: String](), [String: [ColumnSettings.Said]]())
    for member in members {
      let name = try name(of: member.key, path)
      if settings[name] != nil || objects[name] != nil { throw Failure(.configTwice, [.path: path, .name: name]) }
      let isObject = objectNames.contains(name)
      switch member.value {
      case .string(let text) where !isObject: settings[name] = text
      case .object(let pairs) where isObject && pairs.allSatisfy(\.value.isString):
        objects[name] = pairs.map { ($0.key, $0.value.text ?? "") }
      default: throw Failure(.configFile, [.path: path, .name: member.key])
      }
    }
    if let ledger = settings[Settings.ledgerName], LedgerPlace.isRelative(ledger) {
      settings[Settings.ledgerName] = "\(folder(of: path))/\(ledger)"
    }
    if let policy = settings[Settings.policyName], !policy.hasPrefix("/") {
      settings[Settings.policyName] = "\(folder(of: path))/\(policy)"
    }
    return (settings, ColumnSettings(path: path, headers: objects["columns"] ?? [], values: objects["defaults"] ?? []))
  }

  private static let objectNames = ["columns", "defaults"]

  /// The setting that a key names, in any spelling.
  private static func name(of key: String, _ path: String) throws(Failure) -> String {
    let names = Settings.names.map { ($0, camelCase($0)) } + objectNames.map { ($0, $0) }
    if let known = names.first(where: { plain($0.1) == plain(key) }) { return known.0 }
    let known = names.map(\.1).joined(separator: ", ")
    throw Failure(.configUnknown, [.path: path, .name: Masking.masked(words: key), .names: known])
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

extension JSONValue {
  fileprivate var isString: Bool { if case .string = self { true } else { false } }
}
