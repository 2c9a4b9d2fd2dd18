internal import Glibc

/// A file that appears whole or not at all, and stays after a power cut.
///
/// What is written goes to a file without a name in the target's folder, mode 0600, so that nothing is left over however
/// the program ends. `commit()` makes it durable, gives it a name, and puts it in the target's place in one step.
/// Without `commit()`, or if anything failed, the target stays as it was. On file systems that have no files without a
/// name, it has a temporary one from the start, which a killed program leaves behind.
public struct DurableFile: ~Copyable {
  private static let bufferBytes = 256 << 10

  private let path: String
  private let temporaryPath: String
  private let isNamed: Bool
  let descriptor: Int32
  private var buffer: [UInt8] = []
  /// The first thing that went wrong; nothing is written after it, and `commit()` throws it.
  public private(set) var problem: Failure?

  /// Starts a new file that will take the place of the one at `path`, if there is one.
  public init(path: String) throws(Failure) {
    self.path = path
    // A name of its own, so that what a killed process left over is in nobody's way.
    temporaryPath = Self.folder(of: path) + ".aopbatch-\(String(UInt64.random(in: .min ... .max), radix: 36)).tmp"
    // Without /proc a file without a name can never be given one.
    let canBeNamed = access("/proc/self/fd", X_OK) == 0
    let unnamed = canBeNamed ? open(Self.folder(of: path), Self.openUnnamed | O_RDWR | O_CLOEXEC, 0o600) : -1
    isNamed = unnamed < 0
    descriptor = isNamed ? open(temporaryPath, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600) : unnamed
    guard descriptor >= 0 else { throw Failure(file: path, "write", errno: errno) }
    buffer.reserveCapacity(Self.bufferBytes + (16 << 10))
  }

  deinit {
    close(descriptor)
    // After a `commit()` that went well there is no such file any more.
    unlink(temporaryPath)
  }

  /// `O_TMPFILE` of Linux, whose header hides it from Swift.
  private static let openUnnamed = 0o20_000_000 | O_DIRECTORY

  /// Replaces the file at `path` by one with these bytes.
  public static func write(_ bytes: Span<UInt8>, to path: String) throws(Failure) {
    var file = try DurableFile(path: path)
    file.append(bytes)
    try file.commit()
  }

  /// Adds bytes. Trouble is kept in `problem` and thrown by `commit()`.
  public mutating func append(_ bytes: Span<UInt8>) { append { $0.append(bytes) } }

  /// Adds what `body` appends to the array, which it must not change otherwise.
  mutating func append(_ body: (inout [UInt8]) -> Void) {
    body(&buffer)
    if buffer.count >= Self.bufferBytes { flush() }
  }

  /// Makes the bytes durable and puts the file in its place: fsync, rename, fsync of the folder.
  public consuming func commit() throws(Failure) {
    try finishWriting()
    // A failed fsync is not tried again: the system may have dropped the bytes and would then report success.
    try check(fsync(descriptor), "write")
    // Opened before the rename, so that what can fail does so while the target is as it was.
    let folder = open(Self.folder(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    try check(folder, "replace")
    defer { close(folder) }
    if !isNamed {
      // A file without a name cannot take another's place: it needs one for a moment.
      let unnamed = "/proc/self/fd/\(descriptor)"
      try check(linkat(AT_FDCWD, unnamed, AT_FDCWD, temporaryPath, AT_SYMLINK_FOLLOW), "replace")
    }
    try check(rename(temporaryPath, path), "replace")
    // Some network drives cannot sync a folder and say EINVAL; the file itself is safe.
    if fsync(folder) != 0, errno != EINVAL { throw Failure(file: path, "replace", errno: errno) }
  }

  /// The same, for a file that somebody may have worked with: only what is `owner`'s, as it was written, is replaced.
  ///
  /// - Returns: Where the file that was there is now, if it was kept.
  public consuming func commit(_ owner: FileOwner) throws(Failure) -> String? {
    try finishWriting()
    guard let digest = FileOwner.digest(of: descriptor) else { throw Failure(file: path, "read", errno: errno) }
    owner.mark(descriptor, digest)
    let kept = try owner.keepAside(path, replacedBy: digest)
    try commit()
    return kept
  }

  /// Shows what was written so far, some at a time.
  mutating func forEachBlock(_ show: ([UInt8]) -> Void) throws(Failure) {
    try finishWriting()
    guard descriptor.forEachBlock(show) else { throw Failure(file: path, "read", errno: errno) }
  }

  private mutating func finishWriting() throws(Failure) {
    flush()
    if let problem { throw problem }
  }

  private mutating func flush() {
    if problem == nil { problem = buffer.span.writeAll(to: descriptor, path: path) }
    buffer.removeAll(keepingCapacity: true)
  }

  private func check(_ result: Int32, _ attempt: String) throws(Failure) {
    if result < 0 { throw Failure(file: path, attempt, errno: errno) }
  }

  /// The folder of a path with its slash: for `/a/b` it is `/a/`, for `b` it is `./`.
  private static func folder(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "./" }
    return String(path[...slash])
  }
}

extension Span<UInt8> {
  /// Writes all bytes, however often the system takes only some of them.
  package func writeAll(to descriptor: Int32, path: String, _ attempt: String = "write") -> Failure? {
    // The pointer does not leave the closure, and `written` stays below `count`.
    withUnsafeBytes { bytes in
      var written = 0
      while written < bytes.count {
        let count = Glibc.write(descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written)
        if count > 0 {
          written += count
        } else if count < 0, errno != EINTR {
          return Failure(file: path, attempt, errno: errno)
        }
      }
      return nil
    }
  }
}
