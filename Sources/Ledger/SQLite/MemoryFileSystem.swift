import Glibc
import Sheet

/// File systems in memory: what is written there is gone after a power cut, however it was synced.
enum MemoryFileSystem {
  private static let kinds = ["tmpfs", "ramfs", "devtmpfs"]
  private static let mountsBytesMax = 16 << 20

  /// Whether a file is in one, or would be if it were made. Where the system does not tell, it is not.
  static func holds(_ path: String) -> Bool {
    let slash = path.lastIndex(of: "/") ?? path.startIndex
    let found = LedgerFile.status(of: path) ?? LedgerFile.status(of: "\(path[..<slash])/")
    guard let status = found,
      let file = try? SheetFile(path: "/proc/self/mountinfo"), let bytes = try? file.bytes(max: mountsBytesMax)
    else { return false }
    return isInMemory(device: number(status.st_dev), mounts: String(decoding: bytes, as: UTF8.self))
  }

  /// As in `36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw`: the device, and behind `-` the kind.
  private static func isInMemory(device: String, mounts: String) -> Bool {
    mounts.split(separator: "\n").contains { line in
      let words = line.split(separator: " ")
      guard words.count > 3, words[2] == device, let dash = words.lastIndex(of: "-") else { return false }
      return words[dash...].dropFirst().first.map { kinds.contains(String($0)) } ?? false
    }
  }

  /// A device as the system writes it, `98:0`: the bits of the two numbers lie apart.
  private static func number(_ device: dev_t) -> String {
    "\(device >> 8 & 0xFFF | device >> 32 & ~0xFFF):\(device & 0xFF | device >> 12 & ~0xFF)"
  }
}
