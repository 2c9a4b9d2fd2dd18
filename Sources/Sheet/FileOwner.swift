internal import CXAttr
internal import Glibc

/// Whose a file is that we write: the sheet's that was checked, or a batch's.
///
/// Every such file carries its owner's name and the digest of its bytes as we wrote them, in an extended attribute, which
/// needs no ledger and no file of its own. Where it is missing, or does not agree (somebody saved the file, a copy was
/// made of it, the file system keeps no attributes), the file counts as somebody else's: it is kept beside, never replaced.
public struct FileOwner: Sendable {
  private static let attribute = "user.aopbatch"
  private static let attributeBytesMax = 4 << 10

  private let name: String
  private let predecessors: Set<String>
  /// The SHA-256 of a file whose every row is in the new one, whoever wrote it.
  private let read: String?

  /// An owner whose files may take the place of its predecessors' files, as long as nobody changed them, and of the very
  /// file that was read (by its SHA-256).
  public init(_ name: String, predecessors: [String] = [], read: String? = nil) {
    self.name = name
    self.predecessors = Set(predecessors)
    self.read = read
  }

  /// A sheet that belongs to no batch yet, by its path from the root of the file system.
  public static func name(ofSheet path: String) -> String { "sheet:\(path)" }

  /// Notes the owner with an open file. Where that cannot be, the file will be kept some day, and never lost.
  func mark(_ descriptor: Int32, _ digest: String) {
    let text = Array("\(digest) \(name)".utf8)
    fsetxattr(descriptor, Self.attribute, text, text.count, 0)
  }

  /// Puts the file at a path aside, unless it may be replaced by one with this digest.
  ///
  /// - Returns: Where it is now; nil if it may be replaced, or there is none.
  func keepAside(_ path: String, replacedBy digest: String) throws(Failure) -> String? {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT != S_IFDIR else { return nil }
    if status.st_mode & S_IFMT == S_IFREG, mayReplace(path, by: digest) { return nil }
    return try Self.keep(path)
  }

  private func mayReplace(_ path: String, by digest: String) -> Bool {
    let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    guard let found = Self.digest(of: descriptor) else { return false }
    // Nothing is lost by the same bytes again.
    if found == digest || found == read { return true }
    var text = [UInt8](repeating: 0, count: Self.attributeBytesMax)
    let count = fgetxattr(descriptor, Self.attribute, &text, text.count)
    let mark = String(decoding: text.prefix(max(0, count)), as: UTF8.self)
    return ([name] + predecessors).contains { mark == "\(found) \($0)" }
  }

  /// The SHA-256 of an open file; nil if it cannot be read.
  static func digest(of descriptor: Int32) -> String? {
    let digest = RunningSHA256()
    return descriptor.forEachBlock { digest.update($0.span) } ? digest.hex : nil
  }
}

// The name that a file is kept under: `pay.results.kept-20261126-151802.csv`, in India's time, for people read it.
extension FileOwner {
  private static let indiaSecondsAhead = 19_800

  /// Gives the file at a path its new name, of the first second that no other one has.
  private static func keep(_ path: String) throws(Failure) -> String {
    let name = path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex
    let dot = path[name...].lastIndex(of: ".") ?? path.endIndex
    var moment = time(nil) + indiaSecondsAhead
    while true {
      let kept = "\(path[..<dot]).kept-\(text(moment))\(path[dot...])"
      if rename(path, to: kept) { return kept }
      guard errno == EEXIST else { throw Failure(file: path, "keep", errno: errno) }
      moment += 1
    }
  }

  /// A second name is a name that replaces nobody's. Where files have but one, a file that is made for it holds the place.
  private static func rename(_ path: String, to kept: String) -> Bool {
    if link(path, kept) == 0 { return true }
    if errno == EEXIST { return false }
    let place = open(kept, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard place >= 0 else { return false }
    close(place)
    return Glibc.rename(path, kept) == 0
  }

  private static func text(_ moment: time_t) -> String {
    var (moment, parts) = (moment, tm())
    gmtime_r(&moment, &parts)
    let day = (Int(parts.tm_year) + 1900) * 10_000 + (Int(parts.tm_mon) + 1) * 100 + Int(parts.tm_mday)
    let time = 1_000_000 + Int(parts.tm_hour) * 10_000 + Int(parts.tm_min) * 100 + Int(parts.tm_sec)
    return "\(day)-\("\(time)".dropFirst())"
  }
}

extension Int32 {
  /// Shows the bytes of this open file from its beginning, some at a time; false if it cannot be read (`errno`).
  func forEachBlock(_ show: ([UInt8]) -> Void) -> Bool {
    var block = [UInt8](repeating: 0, count: 256 << 10)
    var offset = 0
    while true {
      let count = pread(self, &block, block.count, offset)
      if count == 0 { return true }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      show(count == block.count ? block : Array(block.prefix(count)))
      offset += count
    }
  }
}
