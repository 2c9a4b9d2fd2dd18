internal import Glibc
internal import Sheet

/// Who may be able to change a file that decides about payments.
struct Writers: Sendable {
  /// The users that it and the folders above it may belong to; at first root alone.
  var owners: Set<uid_t> = [0]
  /// The uppermost folder that is looked at; another one than the root in tests alone.
  var top = "/"
}

/// A file that decides about payments, which only those may be able to change who are trusted with that.
///
/// Who can write a folder can put another file, or a link, in the place of one in it: every folder that leads to the file
/// counts, and where a link leads, every folder there too.
struct ProtectedFile: ~Copyable {
  static let bytesMax = 1 << 20
  /// As the system has it.
  private static let linksMax = 40

  /// As it was named.
  let path: String
  private let file: SheetFile
  /// The folders that lead to the file, and the file itself at the end.
  private let places: [Place]

  private typealias Place = (path: String, owner: uid_t, mode: mode_t)

  /// Opens a file; of links, what they lead to.
  ///
  /// - Throws: `file` with ENOENT if nothing is there; `policyMissing` if there is a link to something that is not there.
  init(_ path: String) throws(Failure) {
    var places = try Self.places(to: path)
    guard let real = places.popLast()?.path else { preconditionFailure("every path begins at the root") }
    let file = try SheetFile(regular: real)
    var status = stat()
    guard fstat(file.descriptor, &status) == 0 else { throw Failure(file: path, "open", errno: errno) }
    self.path = path
    self.file = file
    self.places = places + [(real, status.st_uid, status.st_mode)]
  }

  /// The same; nil if nothing is there.
  static func found(_ path: String) throws(Failure) -> ProtectedFile? {
    do throws(Failure) { return try ProtectedFile(path) } catch {
      guard error.code == .file, error[.errno] == "\(ENOENT)" else { throw error }
      return nil
    }
  }

  var owner: uid_t { places.last?.owner ?? 0 }

  /// The whole file.
  ///
  /// - Throws: `policyMode`, `policyOwner` or `policyFolder` if others can change it; `fileSize`.
  func bytes(_ writers: Writers) throws(Failure) -> [UInt8] {
    for place in places where place.path.isBelow(writers.top) { try check(place, writers) }
    return try file.bytes(max: Self.bytesMax)
  }

  private func check(_ place: Place, _ writers: Writers) throws(Failure) {
    let facts: [Failure.Fact: String] = [.path: place.path, .name: path]
    guard writers.owners.contains(place.owner) else {
      throw Failure(.policyOwner, facts).adding(.otherName, "\(place.owner)")
    }
    // The group's right to write is also there when an access list grants it to anybody.
    guard place.mode & (S_IWGRP | S_IWOTH) != 0 else { return }
    // In a folder like /tmp nobody replaces another's file, but whoever is first can put one there.
    let isShared = place.mode & S_IFMT == S_IFDIR && place.mode & S_ISVTX != 0
    throw Failure(isShared ? .policyFolder : .policyMode, facts)
  }

  /// Everything on the way to a file from the root, in the order in which the system goes it; links are followed.
  private static func places(to path: String) throws(Failure) -> [Place] {
    var (places, real, links) = ([Place](), [String](), 0)
    var rest = ["."] + parts(of: path.isFromRoot ? path : "\(try currentFolder())/\(path)")
    rest.reverse()
    while let part = rest.popLast() {
      if part == ".." { real.removeLast(min(1, real.count)) } else if part != "." { real.append(part) }
      let place = "/" + real.joined(separator: "/")
      var status = stat()
      guard lstat(place, &status) == 0 else {
        if errno == ENOENT, links > 0 { throw Failure(.policyMissing, [.path: path]) }
        throw Failure(file: path, "open", errno: errno)
      }
      guard status.st_mode & S_IFMT == S_IFLNK else {
        places.append((place, status.st_uid, status.st_mode))
        continue
      }
      links += 1
      guard links <= linksMax else { throw Failure(file: path, "open", errno: ELOOP) }
      let target = try target(of: place)
      real = target.isFromRoot ? [] : real.dropLast()
      rest += parts(of: target).reversed()
    }
    return places
  }

  private static func parts(of path: String) -> [String] {
    path.utf8.split(separator: UInt8(ascii: "/")).map { String(decoding: $0, as: UTF8.self) }
  }

  private static func target(of link: String) throws(Failure) -> String {
    var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink(link, &bytes, bytes.count)
    guard count > 0 else { throw Failure(file: link, "open", errno: errno) }
    return String(decoding: bytes.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  private static func currentFolder() throws(Failure) -> String {
    guard let folder = getcwd(nil, 0) else { throw Failure(file: ".", "open", errno: errno) }
    defer { free(folder) }
    return String(cString: folder)
  }
}

extension String {
  // Bytes, for a character may begin with a slash and go on with an accent.
  fileprivate var isFromRoot: Bool { utf8.first == UInt8(ascii: "/") }

  fileprivate func isBelow(_ folder: String) -> Bool {
    folder == "/" || self == folder || utf8.starts(with: "\(folder)/".utf8)
  }
}
