public import Sheet

/// Who has signed a text.
public struct Approver: Sendable, Equatable {
  /// The name in the file of allowed signers.
  public let principal: String
  /// Of the key: `SHA256:` and 43 characters.
  public let fingerprint: String
  /// As ssh-keygen calls it: `ED25519`, `ECDSA`, `RSA`, `ED25519-SK`, `ECDSA-SK`.
  public let keyType: String
  /// The signature's file.
  public let path: String
}

extension Policy {
  /// Who has approved a text, each once: other persons with other keys, without the maker. Blocks, a few milliseconds for
  /// each signature, and at most a minute for each time that ssh-keygen runs.
  ///
  /// - Parameters:
  ///   - needed: How many have to approve; if none, what is signed all the same must be good.
  ///   - text: The bytes that were signed.
  ///   - signatures: The paths of the signatures' files.
  ///   - user: The user of this machine who runs the program.
  /// - Throws: `approvalMaker` if the policy does not say who that user is; `approvalMissing`, or `approvalByMaker` or
  ///   `approvalSamePerson` if that is why they are too few; for a signature that is not good, see `SignatureJudge.signer`;
  ///   what is wrong with the files that the policy names.
  public func demand(
    _ needed: Int,
    of text: [UInt8],
    signatures: [String],
    user: String
  ) throws(Failure) -> [Approver] {
    try demand(needed, of: text, signatures: signatures, user: user, SSHKeygen())
  }

  func demand(
    _ needed: Int,
    of text: [UInt8],
    signatures: [String],
    user: String,
    _ keygen: SSHKeygen
  ) throws(Failure) -> [Approver] {
    let maker = maker(user: user)
    // Whoever is not known may be one of those who sign.
    if needed > 0, !makerMaySign, maker == nil { throw Failure(.approvalMaker, [.path: path, .name: user]) }
    let (approvers, uncounted) = try counted(text, signatures, maker, keygen)
    if approvers.count >= needed { return approvers }
    let refusal = uncounted ?? Failure(.approvalMissing)
    throw refusal.adding(.count, "\(approvers.count)").adding(.expected, "\(needed)")
  }

  /// - Returns: Those who count, and why the first one does not who does not.
  func counted(
    _ text: [UInt8],
    _ signatures: [String],
    _ maker: String?,
    _ keygen: SSHKeygen
  ) throws(Failure) -> (approvers: [Approver], uncounted: Failure?) {
    if signatures.isEmpty { return ([], nil) }
    let judge = SignatureJudge(
      text: text,
      allowed: try allowedSignersNow(),
      revoked: try revokedKeysNow(),
      keygen: keygen
    )
    var signers: [SignatureJudge.Signer] = []
    for path in signatures { signers.append(try judge.signer(path)) }
    // A key of one name first: one with the names of two persons must not stand for the wrong one.
    signers.sort { $0.names.count < $1.names.count }
    var (counted, uncounted) = ([SignatureJudge.Signer](), Failure?.none)
    for signer in signers {
      if let refusal = refusal(of: signer, besides: counted, maker) {
        uncounted = uncounted ?? refusal
      } else {
        counted.append(signer)
      }
    }
    return (counted.map(\.approver), uncounted)
  }

  private func refusal(
    of signer: SignatureJudge.Signer,
    besides others: [SignatureJudge.Signer],
    _ maker: String?
  ) -> Failure? {
    let facts = [Failure.Fact.path: signer.approver.path, .name: signer.approver.principal]
    if !makerMaySign, let maker, signer.names.contains(maker.lowercased()) { return Failure(.approvalByMaker, facts) }
    let same = others.first { other in
      other.approver.fingerprint == signer.approver.fingerprint || !other.names.isDisjoint(with: signer.names)
    }
    return same.map { Failure(.approvalSamePerson, facts).adding(.otherName, $0.approver.path) }
  }
}
