import Engine
import FoundationEssentials
import Glibc

/// The `--config` file: one JSON object, its keys the settings' names in lower camel case without `AOPAY_`.
enum ConfigFile {
  static let bytesMax = 64 << 10

  /// The settings by their full names.
  static func read(_ path: String) throws -> [String: String] {
    let data = try privateBytes(path)
    guard let values = try? JSONDecoder().decode([String: String].self, from: data) else {
      throw Refusal(
        .trouble,
        "The config file \(path) is not one JSON object of texts, as in {\"registrationId\": \"…\"}."
      )
    }
    var settings: [String: String] = [:]
    for (key, value) in values {
      guard let name = Settings.names.first(where: { plain($0) == "aopay" + plain(key) }) else {
        let known = Settings.names.map(camelCase).joined(separator: ", ")
        throw Refusal(
          .trouble,
          "The config file \(path) has the setting \"\(key)\", which is not known. Known: \(known)."
        )
      }
      guard settings.updateValue(value, forKey: name) == nil else {
        throw Refusal(.trouble, "The config file \(path) has \(name) more than once, in two spellings. Delete one.")
      }
    }
    return settings
  }

  /// A credential that others can read is no secret.
  private static func privateBytes(_ path: String) throws -> Data {
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw Refusal(.trouble, "The config file \(path) cannot be read: \(String(cString: strerror(errno))).")
    }
    guard status.st_mode & 0o077 == 0 else {
      throw Refusal(.trouble, "The config file \(path) can be read by others. Make it yours alone: chmod 600 \(path)")
    }
    guard status.st_size <= bytesMax, let data = try? Data(contentsOf: URL(filePath: path)) else {
      throw Refusal(.trouble, "The config file \(path) cannot be read, or is larger than \(bytesMax / 1024) KiB.")
    }
    return data
  }

  private static func plain(_ name: String) -> String { name.lowercased().filter { $0 != "_" } }

  private static func camelCase(_ name: String) -> String {
    let words = name.lowercased().split(separator: "_").dropFirst()
    return words.enumerated().map { $0 == 0 ? String($1) : $1.prefix(1).uppercased() + $1.dropFirst() }.joined()
  }
}
