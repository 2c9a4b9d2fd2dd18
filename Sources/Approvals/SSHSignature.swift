internal import FoundationEssentials
internal import Sheet

/// A signature of `ssh-keygen -Y sign`, as far as must be known of it before ssh-keygen is asked whether it is good: the form
/// is in OpenSSH's PROTOCOL.sshsig. Nothing is believed because it stands here.
struct SSHSignature {
  static let bytesMax = 64 << 10
  private static let begin = Array("-----BEGIN SSH SIGNATURE-----".utf8)
  private static let end = Array("-----END SSH SIGNATURE-----".utf8)

  /// The file, and what is in it.
  let path: String
  let bytes: [UInt8]
  /// The public key that it says it is by, as in a public key's file.
  let key: [UInt8]
  /// What it was made for.
  let namespace: String

  /// - Throws: `approvalFile` if the file cannot be read; `approvalSignature` if it is no signature.
  init(path: String) throws(Failure) {
    self.path = path
    bytes = try Evidence.bytes(of: path, max: Self.bytesMax)
    guard var blob = Self.blob(bytes), blob.starts(with: Array("SSHSIG".utf8)) else {
      throw Failure(.approvalSignature, [.path: path])
    }
    // Behind the magic word, the version.
    blob = blob.dropFirst(6 + 4)
    guard let key = Self.string(&blob), let namespace = Self.string(&blob) else {
      throw Failure(.approvalSignature, [.path: path])
    }
    self.key = Array(key)
    self.namespace = String(decoding: namespace, as: UTF8.self)
  }

  /// The key as a file of allowed signers has it.
  var keyInBase64: String { Data(key).base64EncodedString() }

  /// Whether a fingerprint, `SHA256:` and 43 characters of base64, is the key's.
  func hasFingerprint(_ fingerprint: Substring) -> Bool {
    guard fingerprint.hasPrefix("SHA256:"), let digest = Data(base64Encoded: "\(fingerprint.dropFirst(7))=") else {
      return false
    }
    return digest.map { String(0x100 + Int($0), radix: 16).dropFirst() }.joined() == RunningSHA256.hex(of: key)
  }

  private static func blob(_ text: [UInt8]) -> ArraySlice<UInt8>? {
    guard text.starts(with: begin) else { return nil }
    var base64: [UInt8] = []
    for line in text.dropFirst(begin.count).split(separator: UInt8(ascii: "\n")) {
      if line.starts(with: end) { return Data(base64Encoded: Data(base64)).map { Array($0)[...] } }
      base64 += line.filter { $0 > 0x20 }
    }
    return nil
  }

  /// The next string: its length in four bytes, the highest first, and its bytes.
  private static func string(_ blob: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    guard blob.count >= 4 else { return nil }
    let length = blob.prefix(4).reduce(0) { $0 << 8 | Int($1) }
    blob = blob.dropFirst(4)
    guard length <= blob.count else { return nil }
    defer { blob = blob.dropFirst(length) }
    return blob.prefix(length)
  }
}
