import Glibc
import Sheet
import TestSupport
import Testing

@testable import Approvals

@Suite("ssh-keygen", .blocking)
struct SSHKeygenTests {
  private let shell = SSHKeygen(path: "/bin/sh")

  private func run(_ script: String, input: String = "", files: [String] = []) throws -> SSHKeygen.Ended {
    try shell.run(["-c", script], input: Array(input.utf8), files: files.map { Array($0.utf8) })
  }

  @Test("that is not there is a refusal of its own")
  func missing() throws {
    let office = try Office()
    let keygen = SSHKeygen(path: office.folder["no-such-program"])
    let failure = expect(.approvalNoKeygen) { try office.demand(1, [try office.sign("ravi")], keygen) }
    #expect(failure?[.path] == keygen.path)
  }

  @Test("that cannot be run is refused")
  func notRun() throws {
    let folder = try Folder()
    try folder.write("", to: "file")
    let failure = expect(.approvalKeygen) { try SSHKeygen(path: folder["file"]).run([], input: [], files: []) }
    #expect(failure?[.cause] == Failure.words(for: EACCES))
  }

  @Test(
    "that says nothing, or ends badly, lets nobody through",
    arguments: [
      ("/bin/true", .approvalKeygen), ("/bin/echo", .approvalKeygen), ("/bin/false", .approvalOtherText),
    ] as [(String, Failure.Code)]
  )
  func others(_ path: String, _ code: Failure.Code) throws {
    let office = try Office()
    expect(code) { try office.demand(1, [try office.sign("ravi")], SSHKeygen(path: path)) }
  }

  @Test("is believed only about the key that was looked for")
  func otherKey() throws {
    let office = try Office()
    let signature = try SSHSignature(path: try office.sign("ravi"))
    for (key, isSame) in [("ravi", true), ("meera", false)] {
      let words = try office.keygen(["-l", "-f", office.folder["\(key).pub"]]).split(separator: " ")
      #expect(signature.hasFingerprint(words[1]) == isSame)
    }
    for text in ["", "SHA256:", "MD5:aa", "SHA256:\(String(repeating: "A", count: 43))"] {
      #expect(!signature.hasFingerprint(text[...]))
    }
  }

  @Test("reads its input and its files, and says what came of it")
  func files() throws {
    let (one, two) = (SSHKeygen.place(0), SSHKeygen.place(1))
    let ended = try run("cat - \(two) \(one); echo no >&2; exit 3", input: "text\n", files: ["one\n", "two\n"])
    #expect(ended.status == 3 && ended.output == "text\ntwo\none\n" && ended.errors == "no\n")
    #expect(try run("kill -9 $$").status == -9)
  }

  @Test("cannot change what it is given")
  func sealed() throws {
    let place = SSHKeygen.place(0)
    let tries = ["> \(place)", ">> \(place)", ">&3"].map { "(echo x \($0)) 2>/dev/null; " }.joined()
    let ended = try run("\(tries) cat \(place)", files: ["one"])
    #expect(ended.output == "one")
  }

  @Test("has no descriptors but its own, and nothing of our environment")
  func surroundings() throws {
    let inherited = open("/dev/null", O_RDONLY)
    try #require(inherited >= 0)
    defer { close(inherited) }
    // The last one is of the program that lists them.
    #expect(try run("exec ls /proc/self/fd", files: ["one", "two"]).output == "0\n1\n2\n3\n4\n5\n")
    #expect(try SSHKeygen(path: "/usr/bin/env").run([], input: [], files: []).output == "LC_ALL=C\n")
  }

  @Test("that does not end is ended")
  func endless() throws {
    var shell = shell
    shell.millisecondsMax = 0
    let failure = expect(.approvalKeygen) { try shell.run(["-c", "exec tail -f /dev/null"], input: [], files: []) }
    #expect(failure?[.cause].hasPrefix("it did not end") == true)
  }

  @Test("that says more than 64 KiB is cut short")
  func output() throws {
    let ended = try run("head -c 65536 /dev/zero; echo more")
    #expect(ended.output.utf8.count == 65_536 && ended.status != 0)
  }
}
