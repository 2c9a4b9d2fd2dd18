internal import Glibc
internal import Sheet

/// Files that somebody brings to be let through: anything may be in them.
enum Evidence {
  /// The whole of a regular file.
  ///
  /// - Throws: `approvalFile` if it is none, is larger than `max` bytes, or cannot be read.
  static func bytes(of path: String, max: Int) throws(Failure) -> [UInt8] {
    do throws(Failure) { return try SheetFile(regular: path).bytes(max: max) } catch {
      let cause =
        switch error.code {
        case .fileKind: "it is no regular file"
        case .fileSize: Failure.words(for: EFBIG)
        default: error[.cause]
        }
      throw Failure(.approvalFile, [.path: path, .cause: cause])
    }
  }
}
