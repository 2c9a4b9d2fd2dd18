internal import Sheet

/// Judges the signatures of one text.
struct SignatureJudge {
  static let namespace = "aopbatch-approve"

  let text: [UInt8]
  let allowed: NamedBytes
  let revoked: NamedBytes?
  let keygen: SSHKeygen

  /// An approver, and every name that the key has among the allowed signers, in lower case: it is one person.
  typealias Signer = (approver: Approver, names: Set<String>)

  /// Whose a signature is.
  ///
  /// - Throws: `approvalFile`, `approvalSignature`, `approvalNamespace`, `approvalUnknownKey`, `approvalPattern`,
  ///   `approvalOtherText`, `approvalRevoked`, `approvalUnfitKey`, each with the signature's path; `approvalNoKeygen`,
  ///   `approvalKeygen`.
  func signer(_ path: String) throws(Failure) -> Signer {
    let signature = try SSHSignature(path: path)
    guard signature.namespace == Self.namespace else {
      throw Failure(.approvalNamespace, [.path: path, .name: signature.namespace, .expected: Self.namespace])
    }
    let names = SignerNames.names(of: signature.keyInBase64, in: allowed.bytes)
    if names.isEmpty { throw Failure(.approvalUnknownKey, [.path: path, .name: allowed.path]) }
    if let pattern = names.first(where: { !SignerNames.isOne($0) }) {
      throw Failure(.approvalPattern, [.path: path, .name: pattern, .otherName: allowed.path])
    }
    var words = ""
    for name in names {
      let ended = try verify(signature, name, revoked?.bytes)
      if ended.status == 0 { return (try approver(signature, name, ended), Set(names.map { $0.lowercased() })) }
      words = said(ended)
    }
    throw try refusal(of: signature, names, words)
  }

  /// Why ssh-keygen took a signature for none of the key's names.
  private func refusal(of signature: SSHSignature, _ names: [String], _ words: String) throws(Failure) -> Failure {
    let place = SSHKeygen.place(0)
    let check = ["-Y", "check-novalidate", "-n", Self.namespace, "-s", place]
    let ended = try keygen.run(check, input: text, files: [signature.bytes])
    if ended.status != 0 {
      return Failure(.approvalOtherText, [.path: signature.path, .cause: said(ended)])
    }
    let facts = [Failure.Fact.path: signature.path, .name: names.joined(separator: ", ")]
    if let revoked {
      for name in names where try verify(signature, name, nil).status == 0 {
        return Failure(.approvalRevoked, facts).adding(.otherName, revoked.path)
      }
    }
    return Failure(.approvalUnfitKey, facts).adding(.otherName, allowed.path).adding(.cause, words)
  }

  private func verify(
    _ signature: SSHSignature,
    _ name: String,
    _ revoked: [UInt8]?
  ) throws(Failure) -> SSHKeygen.Ended {
    var arguments = ["-Y", "verify", "-n", Self.namespace, "-I", name]
    arguments += ["-s", SSHKeygen.place(0), "-f", SSHKeygen.place(1)]
    var files = [signature.bytes, allowed.bytes]
    if let revoked {
      arguments += ["-r", SSHKeygen.place(2)]
      files.append(revoked)
    }
    return try keygen.run(arguments, input: text, files: files)
  }

  /// What ssh-keygen says of a good signature must be about the very key whose names were looked for.
  private func approver(
    _ signature: SSHSignature,
    _ name: String,
    _ ended: SSHKeygen.Ended
  ) throws(Failure) -> Approver {
    let start = "Good \"\(Self.namespace)\" signature for \(name) with "
    let parts = ended.output.dropFirst(start.count).split(separator: " ")
    guard ended.output.hasPrefix(start), parts.count == 3, parts[1] == "key",
      case let fingerprint = parts[2].prefix(while: { !$0.isNewline }), signature.hasFingerprint(fingerprint)
    else { throw keygen.failure("it answered \"\(said(ended))\"") }
    return Approver(
      principal: name,
      fingerprint: String(fingerprint),
      keyType: String(parts[0]),
      path: signature.path
    )
  }

  /// Its words on one line, with the files by their names.
  private func said(_ ended: SSHKeygen.Ended) -> String {
    let lines = (ended.errors + ended.output).split(whereSeparator: \.isNewline).joined(separator: "; ")
    let words = lines.replacing(SSHKeygen.place(1), with: allowed.path)
    return words.isEmpty ? "status \(ended.status)" : String(words.prefix(Self.wordsMax))
  }

  /// As many characters of its words are told.
  private static let wordsMax = 300
}
