import Glibc
import Sheet
import TestSupport
import Testing

@testable import Approvals

@Suite("A file that decides about payments")
struct ProtectedFileTests {
  let folder: Folder

  init() throws {
    folder = try Folder()
    for name in ["safe", "open"] { try #require(mkdir(folder[name], 0o755) == 0) }
    try #require(chmod(folder["open"], 0o777) == 0)
    for name in ["safe/file", "open/file"] { try close(name, 0o644) }
  }

  /// Writes a file with these permissions, whatever this process's umask is.
  private func close(_ name: String, _ mode: mode_t) throws {
    try folder.write("bytes", to: name)
    try #require(chmod(folder[name], mode) == 0)
  }

  @discardableResult
  private func read(_ name: String, owner: uid_t = getuid()) throws -> String {
    let writers = Writers(owners: [owner], top: folder.path)
    return String(decoding: try ProtectedFile(folder[name]).bytes(writers), as: UTF8.self)
  }

  @Test("is read when its owner alone can change it", arguments: [0o644, 0o600, 0o444, 0o755] as [mode_t])
  func closed(_ mode: mode_t) throws {
    try close("safe/file", mode)
    #expect(try read("safe/file") == "bytes")
  }

  @Test("is refused when others can change it", arguments: [0o664, 0o646, 0o666, 0o620, 0o602] as [mode_t])
  func writable(_ mode: mode_t) throws {
    try close("safe/file", mode)
    let failure = expect(.policyMode) { try read("safe/file") }
    #expect(failure?[.path] == folder["safe/file"] && failure?[.name] == folder["safe/file"])
  }

  @Test(
    "is refused when others can replace it, with the folder",
    arguments: [(0o775, .policyMode), (0o757, .policyMode), (0o1777, .policyFolder)] as [(mode_t, Failure.Code)]
  )
  func folders(_ mode: mode_t, _ code: Failure.Code) throws {
    try #require(chmod(folder["safe"], mode) == 0)
    let failure = expect(code) { try read("safe/file") }
    #expect(failure?[.path] == folder["safe"] && failure?[.name] == folder["safe/file"])
  }

  @Test("is refused when it, or a folder above it, is another's")
  func owners() {
    let failure = expect(.policyOwner) { try read("safe/file", owner: getuid() + 1) }
    #expect(failure?[.path] == folder.path && failure?[.otherName] == "\(getuid())")
  }

  @Test("below a folder for everybody is refused up to the root of the file system")
  func temporary() throws {
    let folder = try Folder(isOnDisk: true)
    try folder.write("bytes", to: "file")
    let failure = expect(.policyFolder) { try ProtectedFile(folder["file"]).bytes(Writers()) }
    #expect(failure?[.path] == "/var/tmp")
  }

  @Test("counts every folder on the way, where links lead and where they are")
  func links() throws {
    for (link, target) in [
      ("safe/out", folder["open/file"]), ("safe/outBeside", "../open/file"), ("open/in", folder["safe/file"]),
      ("safe/away", "../open"), ("safe/in", "file"), ("safe/twice", "in"),
    ] { try #require(symlink(target, folder[link]) == 0) }
    for name in ["safe/out", "safe/outBeside", "open/in", "safe/away/file", "open/../safe/file"] {
      let failure = expect(.policyMode) { try read(name) }
      #expect(failure?[.path] == folder["open"], "\(name)")
      #expect(failure?[.name] == folder[name])
    }
    for name in ["safe/in", "safe/twice", "safe/../safe/./in", "safe//in"] { #expect(try read(name) == "bytes") }
  }

  @Test("that is a link to itself, or to nothing, is refused")
  func badLinks() throws {
    try #require(symlink("loop", folder["safe/loop"]) == 0)
    #expect(expect(.file) { try read("safe/loop") }?[.errno] == "\(ELOOP)")
    try #require(symlink("gone", folder["safe/dangling"]) == 0)
    expect(.policyMissing) { try read("safe/dangling") }
    #expect(try ProtectedFile.found(folder["safe/gone"]) == nil)
    expect(.file) { try read("safe/file/more") }
  }

  @Test("that is no file is refused without waiting for it")
  func kinds() throws {
    try #require(mkfifo(folder["safe/pipe"], 0o600) == 0)
    for name in ["safe/pipe", "safe"] { expect(.fileKind) { try read(name) } }
  }

  @Test("may have 1 MiB and no more")
  func size() throws {
    try close("safe/file", 0o644)
    try #require(truncate(folder["safe/file"], 1 << 20) == 0)
    #expect(try read("safe/file").utf8.count == 1 << 20)
    try #require(truncate(folder["safe/file"], 1 << 20 + 1) == 0)
    #expect(expect(.fileSize) { try read("safe/file") }?[.limit] == "1048576")
  }

  @Test("is closed to others wherever a policy names it", arguments: ["policy.json", "signers", "revoked"])
  func named(_ name: String) throws {
    try folder.write(
      "{\"allowedSigners\":\"\(folder["safe/signers"])\",\"revokedKeys\":\"\(folder["safe/revoked"])\"}",
      to: "safe/policy.json"
    )
    for file in ["signers", "revoked"] { try folder.write("", to: "safe/\(file)") }
    for file in ["policy.json", "signers", "revoked"] { try #require(chmod(folder["safe/\(file)"], 0o644) == 0) }
    // The named policy may be its owner's, and root's besides.
    let writers = Writers(owners: [getuid() + 1], top: folder.path)
    func standing() throws -> Policy? {
      try Policy.standing(named: folder["safe/policy.json"], fixed: folder["none"], writers: writers)
    }
    #expect(try standing() != nil)
    expect(.policyOwner) {
      try Policy.standing(named: nil, fixed: folder["safe/policy.json"], writers: writers)
    }
    try #require(chmod(folder["safe/\(name)"], 0o666) == 0)
    #expect(expect(.policyMode) { try standing() }?[.path] == folder["safe/\(name)"])
  }
}
