import Glibc
import Sheet

// Files, of whatever kind, that the operating system would not do something with.
extension Failure {
  @Sentences var aboutFile: [String] {
    switch code {
    case .file:
      "Cannot \(self[.attempt]) \(self[.path]): \(self[.cause])."
      fileRemedy
      // What was sent before a file could not be written is no less sent.
      if !self[.batch].isEmpty {
        "The rows were sent, and what came of them is recorded: `aopbatch show \(self[.batch])` tells, and `aopbatch export "
          + "\(self[.batch]) --out FOLDER` writes the files."
      }
    case .fileSize:
      "\(self[.path]) is larger than \(size), the most that such a file may have."
      "Check that it is the right file."
    case .fileKind:
      "\(self[.path]) is no regular file but a folder, a pipe or a device."
      "Give the name of a file."
    default: []
    }
  }

  private var fileRemedy: String {
    switch Int32(self[.errno]) {
    case ENOSPC, EDQUOT, EFBIG: "Free some space on that disk, or choose another folder, and try again."
    case EACCES, EPERM: "Ask for the permission to that file and folder, or choose another one."
    case EEXIST: "That file is there already and is not replaced; give another name."
    case EROFS: "That disk cannot be written to; choose another folder."
    case ENOTDIR where self[.attempt] == "create the folder": "A file has that name; give the name of a folder."
    case ENOENT, ENOTDIR: "Check the name of the file and that its folder exists."
    case EISDIR: "That is a folder; give the name of a file."
    case ENAMETOOLONG: "Give the file a shorter name."
    case EMFILE, ENFILE: "Too many files are open; close other programs and try again."
    case EIO: "The disk or the network drive reports an error; have it checked, and try another one."
    default: "Check the file, its folder and its disk, and try again."
    }
  }

  /// The limit as people write a size: `64 KiB`, `1 MiB`, `500 bytes`.
  var size: String {
    let bytes = Int(self[.limit]) ?? 0
    if bytes >= 1 << 20, bytes.isMultiple(of: 1 << 20) { return "\(bytes >> 20) MiB" }
    if bytes >= 1 << 10, bytes.isMultiple(of: 1 << 10) { return "\(bytes >> 10) KiB" }
    return bytes == 1 ? "1 byte" : "\(bytes) bytes"
  }

  /// `1 row`, `2 rows`.
  func count(_ fact: Fact, _ one: String, _ many: String? = nil) -> String {
    self[fact] == "1" ? "1 \(one)" : "\(self[fact]) \(many ?? "\(one)s")"
  }
}
