import Glibc
import Sheet
import TestSupport
import Testing

@testable import Approvals

/// A folder with a policy, keys, and those who are allowed to sign.
struct Office {
  let folder: Folder
  static let text = "aopbatch approval 1\nrows 2\n"

  /// - Parameter keys: Each with its type; one that ends in `.rsa` or `.ecdsa` is of that type.
  init(_ keys: [String] = ["ravi", "meera", "asha"], signers: (Office) throws -> String = { try $0.lines() }) throws {
    folder = try Folder()
    self.keys = keys
    for key in keys {
      let type = key.split(separator: ".").dropFirst().first.map(String.init) ?? "ed25519"
      try keygen(["-q", "-t", type, "-N", "", "-C", key, "-f", folder[key]])
    }
    try write(try signers(self), to: "signers")
  }

  private let keys: [String]

  @discardableResult
  func keygen(_ arguments: [String], input: String = "") throws -> String {
    let ended = try SSHKeygen().run(arguments, input: Array(input.utf8), files: [])
    try #require(ended.status == 0, "\(arguments): \(ended.errors)")
    return ended.output
  }

  /// Files that others cannot change, whatever this process's umask is.
  func write(_ text: String, to name: String) throws {
    try folder.write(text, to: name)
    try #require(chmod(folder[name], 0o644) == 0)
  }

  /// Type and base64.
  func publicKey(_ key: String) throws -> String {
    try folder.read("\(key).pub").split(separator: " ").prefix(2).joined(separator: " ")
  }

  /// A line of allowed signers.
  func line(_ name: String, _ key: String, _ options: String = "") throws -> String {
    "\(name) \(options.isEmpty ? "" : "\(options) ")\(try publicKey(key))\n"
  }

  /// Each key as its own person's.
  func lines() throws -> String { try keys.map { try line("\($0)@firm.in", $0) }.joined() }

  /// Signs, and gives the path of the signature.
  func sign(
    _ key: String,
    _ text: String = Self.text,
    for namespace: String = "aopbatch-approve",
    as name: String? = nil
  ) throws -> String {
    let path = "\(name ?? key).sig"
    try folder.write(try keygen(["-q", "-Y", "sign", "-n", namespace, "-f", folder[key]], input: text), to: path)
    return folder[path]
  }

  var writers: Writers { Writers(owners: [getuid()], top: folder.path) }

  /// The policy with these members besides the allowed signers.
  func policy(_ members: String = #""makers":{"clerk":"asha@firm.in"}"#) throws -> Policy {
    try write("{\"allowedSigners\":\"\(folder["signers"])\",\(members)}", to: "policy.json")
    let policy = try Policy.standing(named: folder["policy.json"], fixed: folder["none"], writers: writers)
    return try #require(policy)
  }

  /// Who approved a text, by the paths of signatures.
  func demand(
    _ needed: Int,
    _ signatures: [String],
    policy members: String = #""makers":{"clerk":"asha@firm.in"}"#,
    user: String = "clerk",
    _ keygen: SSHKeygen = SSHKeygen()
  ) throws -> [Approver] {
    let text = Array(Self.text.utf8)
    return try policy(members).demand(needed, of: text, signatures: signatures, user: user, keygen)
  }
}
