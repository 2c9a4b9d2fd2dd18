internal import CSpawn
internal import Glibc
internal import Sheet

/// A file in memory, to be handed to another program: it has no name that anybody could open or replace, and goes with the
/// last descriptor. Closed when nobody holds it any more.
final class MemoryFile: Sendable {
  /// Above those that a program starts with, so that it can be put in the place of any of them.
  let descriptor: Int32

  private static let descriptorMin: Int32 = 16

  /// A file with these bytes, which nobody can change any more.
  convenience init(_ bytes: [UInt8]) throws(Failure) {
    try self.init()
    if let failure = bytes.span.writeAll(to: descriptor, path: Self.name) { throw failure }
    try seal(canBeWritten: false)
    lseek(descriptor, 0, SEEK_SET)
  }

  /// A file that takes so many bytes, and no more.
  convenience init(room: Int) throws(Failure) {
    try self.init()
    guard ftruncate(descriptor, room) == 0 else { throw Self.failure() }
    try seal(canBeWritten: true)
  }

  private init() throws(Failure) {
    let file = CSpawnMemoryFile()
    guard file >= 0 else { throw Self.failure() }
    descriptor = fcntl(file, F_DUPFD_CLOEXEC, Self.descriptorMin)
    let error = errno
    close(file)
    guard descriptor >= 0 else { throw Failure(file: Self.name, "make", errno: error) }
  }

  deinit { close(descriptor) }

  /// What was written into it so far by whoever shares its position.
  var written: [UInt8] {
    var bytes = [UInt8](repeating: 0, count: max(0, lseek(descriptor, 0, SEEK_CUR)))
    let count = pread(descriptor, &bytes, bytes.count, 0)
    return Array(bytes.prefix(max(0, count)))
  }

  private static let name = "a file in memory"

  private static func failure() -> Failure { Failure(file: name, "make", errno: errno) }

  private func seal(canBeWritten: Bool) throws(Failure) {
    guard CSpawnSeal(descriptor, canBeWritten ? 1 : 0) == 0 else { throw Self.failure() }
  }
}
