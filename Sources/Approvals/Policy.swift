internal import Glibc
internal import Operations
public import Payments
public import Sheet

/// What a firm asks of its payments (contract, section 9), in a file that those who pay cannot change.
///
/// What the file leaves out is what asks for more: without `bands` every plan needs one signature; what is paid again, what
/// repeats payments, and what is called not paid need one where any plan does; the maker may not sign; an approval is good
/// for a day. Limits are the exception: there are none that nobody set.
public struct Policy: Sendable {
  /// Where it is, as it was named.
  public let path: String
  /// The SHA-256 of the file's bytes, in lower-case hex.
  public let sha256: String
  /// The most that one row may pay.
  public let maxAmount: Amount?
  /// The most that a sheet's valid rows may add up to.
  public let maxTotal: Amount?
  /// An IFSC that is not in the directory is rejected.
  public let strictIfsc: Bool
  /// How long an approval is good, in hours from when its text was made, 1…720.
  public let validHours: Int
  /// How many signatures it takes to call a row not paid, 0…10.
  public let resolveNotPaid: Int
  /// A signature of the one who runs the program counts.
  public let makerMaySign: Bool

  let bands: [Band]
  let again: Int
  let allowRepeats: Int
  let makers: [String: String]
  let allowedSigners: String?
  let revokedKeys: String?
  /// Who may be able to change the file, and those that it names.
  let writers: Writers

  /// Plans up to a total.
  struct Band: Sendable, Equatable {
    /// The largest total, in paise; nil for the last band, which has no end.
    let upTo: Int64?
    /// How many signatures they need, 0…10.
    let signatures: Int
  }

  /// How many signatures a plan needs, 0…10: what its band says, or more if more is asked for what is special about it.
  ///
  /// - Parameters:
  ///   - total: Of what would be sent, in paise.
  ///   - isAgain: A sheet is paid that was processed before.
  ///   - allowsRepeats: Rows are let through that repeat payments of other batches.
  public func signatures(total: Int128, isAgain: Bool, allowsRepeats: Bool) -> Int {
    let band = bands.first { band in band.upTo.map { total <= Int128($0) } ?? true }
    return max(band?.signatures ?? 0, isAgain ? again : 0, allowsRepeats ? allowRepeats : 0)
  }

  /// Whose signatures do not count when a user of this machine runs the program; nil if the policy does not say who that is.
  func maker(user: String) -> String? { makers[user] }
}

extension Policy {
  public static let fixedPath = "/etc/aopbatch/policy.json"

  /// The policy that holds here: the machine's, else the one that is named; nil if there is neither.
  ///
  /// - Parameters:
  ///   - named: By the config file; it must be there, unless the machine has its own.
  ///   - fixed: Where the machine's is; another place in tests.
  /// - Throws: `policyMissing`, `file`, `fileKind`, `fileSize`; `policyMode`, `policyOwner` or `policyFolder` if others
  ///   than root (for the named one: or its owner) can change it or what it names; `policyValue`, `policyUnknown`,
  ///   `policyTwice`, `policyBands`, `policySigners` for what is in it.
  public static func standing(named: String?, fixed: String = fixedPath) throws(Failure) -> Policy? {
    try standing(named: named, fixed: fixed, writers: Writers())
  }

  static func standing(named: String?, fixed: String, writers: Writers) throws(Failure) -> Policy? {
    if let file = try ProtectedFile.found(fixed) { return try Policy(file, writers) }
    guard let named else { return nil }
    guard let file = try ProtectedFile.found(named) else { throw Failure(.policyMissing, [.path: named]) }
    var writers = writers
    writers.owners.insert(file.owner)
    return try Policy(file, writers)
  }

  /// The allowed signers as they are now.
  func allowedSignersNow() throws(Failure) -> NamedBytes {
    guard let allowedSigners else { throw Failure(.policySigners, [.path: path]) }
    return (allowedSigners, try ProtectedFile(allowedSigners).bytes(writers))
  }

  /// The revoked keys as they are now; nil if the policy names none.
  func revokedKeysNow() throws(Failure) -> NamedBytes? {
    guard let revokedKeys else { return nil }
    return (revokedKeys, try ProtectedFile(revokedKeys).bytes(writers))
  }
}

/// A file's path and bytes.
typealias NamedBytes = (path: String, bytes: [UInt8])
