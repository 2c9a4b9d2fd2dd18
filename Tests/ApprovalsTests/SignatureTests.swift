import Foundation
import Glibc
import Sheet
import TestSupport
import Testing

@testable import Approvals

/// With the ssh-keygen of this machine. Keys of security keys (`sk-…`) cannot be made here.
@Suite("A signature", .blocking)
struct SignatureTests {
  @Test("of every kind of key tells who, with which key", arguments: ["ravi.ed25519", "ravi.ecdsa", "ravi.rsa"])
  func kinds(_ key: String) throws {
    let office = try Office([key])
    let path = try office.sign(key)
    let approvers = try office.demand(1, [path])
    let fingerprint = try office.keygen(["-l", "-f", office.folder["\(key).pub"]]).split(separator: " ")[1]
    let type = key.split(separator: ".")[1].uppercased()
    let ravi = Approver(principal: "\(key)@firm.in", fingerprint: String(fingerprint), keyType: type, path: path)
    #expect(approvers == [ravi])
  }

  @Test(
    "of another text is refused, however little is different",
    arguments: ["rows 3", "rows 2 ", "rows 2\r", "", "Rows 2"]
  )
  func otherText(_ line: String) throws {
    let office = try Office()
    let path = try office.sign("ravi", Office.text.replacing("rows 2", with: line))
    #expect(expect(.approvalOtherText) { try office.demand(1, [path]) }?[.path] == path)
  }

  @Test("for something else is refused", arguments: ["file", "git", "aopbatch", "aopbatch-approve2"])
  func namespaces(_ namespace: String) throws {
    let office = try Office()
    let failure = expect(.approvalNamespace) { try office.demand(1, [try office.sign("ravi", for: namespace)]) }
    #expect(failure?[.name] == namespace && failure?[.expected] == "aopbatch-approve")
  }

  @Test("of a key that nobody allowed is refused")
  func unknown() throws {
    let office = try Office { try $0.line("ravi@firm.in", "ravi") + "# \(try $0.line("meera@firm.in", "meera"))" }
    let failure = expect(.approvalUnknownKey) { try office.demand(1, [try office.sign("meera")]) }
    #expect(failure?[.name] == office.folder["signers"])
  }

  @Test(
    "of a key that may not sign this, or not now, is refused with ssh-keygen's words and the file's name",
    arguments: [
      (#"valid-before="20200101""#, "expired"), (#"valid-after="20990101""#, "not yet valid"),
      (#"namespaces="git,file""#, "namespace"), ("cert-authority", "Could not verify"),
    ]
  )
  func unfit(_ options: String, _ words: String) throws {
    let office = try Office(signers: { try $0.line("ravi@firm.in", "ravi", options) })
    let failure = expect(.approvalUnfitKey) { try office.demand(1, [try office.sign("ravi")]) }
    #expect(failure?[.cause].contains(words) == true && failure?[.cause].contains("/proc/") == false)
    #expect(failure?[.otherName] == office.folder["signers"] && failure?[.name] == "ravi@firm.in")
  }

  @Test(
    "of a key that may sign this now counts, however its line is written",
    arguments: [
      #"ravi@firm.in namespaces="git,aopbatch-approve" KEY"#, #"  ravi@firm.in valid-after="20200101" KEY ravi's key"#,
      "\"ravi@firm.in\" KEY", "ravi@firm.in KEY\nravi@firm.in namespaces=\"git\" KEY", "ravi@firm.in\tKEY\t",
      "# x\nravi@firm.in KEY", "ravi@firm.in KEY\r", "ravi@firm.in KEY\0x", "ravi@firm.in,\u{B} KEY",
    ]
  )
  func fit(_ line: String) throws {
    let office = try Office(signers: { line.replacing("KEY", with: try $0.publicKey("ravi")) + "\n" })
    let path = try office.sign("ravi")
    #expect(try office.demand(1, [path]).map(\.principal) == ["ravi@firm.in"])
  }

  @Test("of a revoked key is refused", arguments: ["list", "krl", "damaged"])
  func revoked(_ kind: String) throws {
    let office = try Office()
    switch kind {
    case "list": try office.write(try office.publicKey("ravi") + "\n", to: "revoked")
    case "krl": try office.keygen(["-q", "-k", "-f", office.folder["revoked"], office.folder["ravi.pub"]])
    default: try office.folder.write([UInt8](repeating: 0xAB, count: 100), to: "revoked")
    }
    try #require(chmod(office.folder["revoked"], 0o644) == 0)
    let members = "\"revokedKeys\":\"\(office.folder["revoked"])\",\"makers\":{\"clerk\":\"asha@firm.in\"}"
    let failure = expect(.approvalRevoked) { try office.demand(1, [try office.sign("ravi")], policy: members) }
    #expect(failure?[.otherName] == office.folder["revoked"])
    // Of what cannot be understood, no key is known to be good.
    let meera = try office.sign("meera")
    if kind == "damaged" {
      expect(.approvalRevoked) { try office.demand(1, [meera], policy: members) }
    } else {
      #expect(try office.demand(1, [meera], policy: members).count == 1)
    }
  }

  @Test(
    "of a key whose name may be anybody's is refused",
    arguments: ["*", "*@firm.in", "rav?@firm.in", "*,!asha@firm.in"]
  )
  func patterns(_ names: String) throws {
    let office = try Office(signers: { try $0.line("ravi@firm.in", "ravi") + $0.line(names, "ravi") })
    expect(.approvalPattern) { try office.demand(1, [try office.sign("ravi")]) }
  }

  @Test("of a certificate is refused: people are named key by key")
  func certificates() throws {
    let office = try Office(signers: { try $0.line("ravi@firm.in", "meera", "cert-authority") })
    let (ca, key) = (office.folder["meera"], office.folder["ravi.pub"])
    try office.keygen(["-q", "-s", ca, "-I", "id", "-n", "ravi@firm.in", key])
    let arguments = ["-q", "-Y", "sign", "-n", "aopbatch-approve", "-f", office.folder["ravi-cert.pub"]]
    try office.folder.write(try office.keygen(arguments, input: Office.text), to: "ravi.sig")
    expect(.approvalUnknownKey) { try office.demand(1, [office.folder["ravi.sig"]]) }
  }

  @Test("that says it is by another's key is refused")
  func borrowed() throws {
    let office = try Office()
    let signature = try SSHSignature(path: try office.sign("meera"))
    let other = try SSHSignature(path: try office.sign("ravi"))
    var blob = try #require(Data(base64Encoded: Self.body(signature)))
    blob.replace(Data(signature.key), with: Data(other.key))
    let lines = ["-----BEGIN SSH SIGNATURE-----", blob.base64EncodedString(), "-----END SSH SIGNATURE-----", ""]
    try office.folder.write(lines.joined(separator: "\n"), to: "borrowed.sig")
    #expect(try SSHSignature(path: office.folder["borrowed.sig"]).key == other.key)
    expect(.approvalOtherText) { try office.demand(1, [office.folder["borrowed.sig"]]) }
  }

  private static func body(_ signature: SSHSignature) -> String {
    String(decoding: signature.bytes, as: UTF8.self).split(separator: "\n").filter { !$0.hasPrefix("-") }.joined()
  }

  @Test("that is none is refused", arguments: ["", "junk", "no end", "no key", "short", "long length", "public key"])
  func malformed(_ kind: String) throws {
    let office = try Office()
    _ = try office.sign("ravi")
    let good = try office.folder.read("ravi.sig")
    // `SSHSIG`, a version, and the length of a key that is longer than the file.
    let blob = Data("SSHSIG".utf8 + [0, 0, 0, 1, 0xFF, 0xFF, 0xFF, 0xFF]).base64EncodedString()
    func armored(_ body: String) -> String { "-----BEGIN SSH SIGNATURE-----\n\(body)\n-----END SSH SIGNATURE-----\n" }
    let text =
      switch kind {
      case "no end": good.replacing("-----END", with: "")
      case "no key": armored("U1NIU0lH")
      case "short": String(good.prefix(good.count / 2))
      case "long length": armored(blob)
      case "public key": try office.folder.read("ravi.pub")
      default: kind
      }
    try office.folder.write(text, to: "bad.sig")
    let path = office.folder["bad.sig"]
    #expect(expect(.approvalSignature) { try office.demand(1, [path]) }?[.path] == path)
  }

  @Test("that cannot be read, is a pipe or a folder, or is long, is refused without waiting")
  func unreadable() throws {
    let office = try Office()
    try #require(mkfifo(office.folder["pipe"], 0o600) == 0)
    try office.folder.write([UInt8](repeating: 97, count: 10 << 20), to: "long")
    for name in ["pipe", "long", "gone", "."] {
      let failure = expect(.approvalFile) { try office.demand(1, [office.folder[name]]) }
      #expect(failure?[.path] == office.folder[name] && failure?[.cause].isEmpty == false)
    }
  }

  @Test(
    "that is damaged at any byte of its body lets nobody through",
    arguments: [0, 31, 62, 93, 124, 155, 186, 217, 248]
  )
  func damaged(_ place: Int) throws {
    let office = try Office()
    _ = try office.sign("ravi")
    var bytes = try office.folder.bytes("ravi.sig")
    let at = "-----BEGIN SSH SIGNATURE-----\n".utf8.count + place
    try #require(at < bytes.count)
    bytes[at] = bytes[at] == UInt8(ascii: "A") ? UInt8(ascii: "Q") : UInt8(ascii: "A")
    try office.folder.write(bytes, to: "bad.sig")
    #expect(throws: Failure.self) { try office.demand(1, [office.folder["bad.sig"]]) }
  }
}
