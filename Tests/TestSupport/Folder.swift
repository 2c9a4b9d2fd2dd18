import Foundation

/// A fresh folder, gone with its files when nobody holds it any more.
public final class Folder: Sendable {
  public let path: String

  /// - Parameter isOnDisk: Ledgers in it are sent from; else it is in memory where there is a file system for it, for the
  ///   tests sync much.
  public init(isOnDisk: Bool = false) throws {
    let files = FileManager.default
    let places = isOnDisk ? ["/var/tmp"] : ["/dev/shm", "/var/tmp"]
    let parent = places.first(where: files.isWritableFile) ?? files.temporaryDirectory.path()
    path = "\(parent)/aopbatch-tests-\(UUID().uuidString)"
    try files.createDirectory(
      atPath: path,
      withIntermediateDirectories: false,
      attributes: [.posixPermissions: 0o700]
    )
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of a file in it.
  public subscript(_ name: String) -> String { "\(path)/\(name)" }

  public static let ledgerName = "ledger.sqlite"

  /// The path of a ledger in it.
  public var ledger: String { self[Self.ledgerName] }

  /// The names of everything in it, hidden files too, sorted.
  public var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }

  public func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }

  /// Writes a file, or other bytes into it if it is there.
  public func write(_ bytes: [UInt8], to name: String) throws { try Data(bytes).write(to: URL(filePath: self[name])) }

  public func bytes(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(filePath: self[name]))) }

  /// A file as text; bytes that are no UTF-8 become U+FFFD.
  public func read(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

  /// The permissions of a file; nil if it is not there.
  public func permissions(of name: String) -> Int? {
    (try? FileManager.default.attributesOfItem(atPath: self[name]))?[.posixPermissions] as? Int
  }
}
