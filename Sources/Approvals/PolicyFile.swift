internal import Operations
internal import Payments
internal import Sheet

extension Policy {
  static let signaturesRange = 0...10
  static let validHoursRange = 1...720

  private static let keys = [
    "allowedSigners", "revokedKeys", "bands", "makers", "makerMaySign", "validHours", "maxAmount", "maxTotal",
    "strictIfsc", "resolveNotPaid", "again", "allowRepeats",
  ]

  init(_ file: borrowing ProtectedFile, _ writers: Writers) throws(Failure) {
    let bytes = try file.bytes(writers)
    let members = try PolicyMembers(JSONReader.read(bytes), known: Self.keys, in: file.path)
    path = file.path
    sha256 = RunningSHA256.hex(of: bytes)
    self.writers = writers
    bands = try Self.bands(members)
    let special = min(1, bands.map(\.signatures).max() ?? 0)
    again = try members.signatures("again") ?? special
    allowRepeats = try members.signatures("allowRepeats") ?? special
    resolveNotPaid = try members.signatures("resolveNotPaid") ?? special
    maxAmount = try members.amount("maxAmount")
    maxTotal = try members.amount("maxTotal")
    strictIfsc = try members.truth("strictIfsc") ?? false
    makerMaySign = try members.truth("makerMaySign") ?? false
    validHours = try members.whole("validHours", in: Self.validHoursRange) ?? 24
    makers = try Self.makers(members)
    allowedSigners = try members.path("allowedSigners")
    revokedKeys = try members.path("revokedKeys")
    // What will be needed is looked at now, and not when somebody waits for a payment.
    let mostSignatures = max(bands.map(\.signatures).max() ?? 0, again, allowRepeats, resolveNotPaid)
    if mostSignatures > 0 || allowedSigners != nil { _ = try allowedSignersNow() }
    _ = try revokedKeysNow()
  }

  private static func bands(_ members: PolicyMembers) throws(Failure) -> [Band] {
    guard let value = members["bands"] else { return [Band(upTo: nil, signatures: 1)] }
    guard case .array(let items) = value, !items.isEmpty else { throw members.wrong("bands") }
    var bands: [Band] = []
    for item in items {
      let one = try PolicyMembers(item, known: ["upTo", "signatures"], in: members.file, under: "bands")
      guard let signatures = try one.signatures("signatures") else { throw one.wrong("signatures") }
      let band = Band(upTo: try one.amount("upTo")?.paise, signatures: signatures)
      let isLast = bands.count + 1 == items.count
      let isAbove = band.upTo.map { !isLast && $0 > bands.last?.upTo ?? 0 } ?? isLast
      guard isAbove, band.signatures >= bands.last?.signatures ?? 0 else {
        throw Failure(.policyBands, [.path: members.file, .count: "\(bands.count + 1)"])
      }
      bands.append(band)
    }
    return bands
  }

  private static func makers(_ members: PolicyMembers) throws(Failure) -> [String: String] {
    guard let value = members["makers"] else { return [:] }
    guard case .object(let pairs) = value else { throw members.wrong("makers") }
    var makers: [String: String] = [:]
    for pair in pairs {
      guard case .string(let principal) = pair.value, !pair.key.isEmpty, SignerNames.isOne(principal) else {
        throw members.wrong("makers")
      }
      guard makers.updateValue(principal, forKey: pair.key) == nil else {
        throw Failure(.policyTwice, [.path: members.file, .name: pair.key])
      }
    }
    return makers
  }
}

/// The members of one object of a policy, each known and there once.
struct PolicyMembers {
  let file: String
  private let values: [String: JSONValue]

  /// - Parameter key: What the object stands under; empty for the policy itself.
  init(_ value: JSONValue?, known: [String], in file: String, under key: String = "") throws(Failure) {
    guard case .object(let pairs)? = value else { throw Failure(.policyValue, [.path: file, .name: key]) }
    var values: [String: JSONValue] = [:]
    for pair in pairs {
      guard known.contains(pair.key) else {
        throw Failure(.policyUnknown, [.path: file, .name: pair.key, .names: known.joined(separator: ", ")])
      }
      guard values.updateValue(pair.value, forKey: pair.key) == nil else {
        throw Failure(.policyTwice, [.path: file, .name: pair.key])
      }
    }
    (self.file, self.values) = (file, values)
  }

  subscript(key: String) -> JSONValue? { values[key] }

  /// The failure of a value that cannot stand under its key.
  func wrong(_ key: String) -> Failure { Failure(.policyValue, [.path: file, .name: key]) }

  func truth(_ key: String) throws(Failure) -> Bool? {
    guard let value = values[key] else { return nil }
    guard case .bool(let truth) = value else { throw wrong(key) }
    return truth
  }

  func whole(_ key: String, in range: ClosedRange<Int>) throws(Failure) -> Int? {
    guard let value = values[key] else { return nil }
    guard case .number(let digits) = value, let number = Int(digits), range.contains(number) else { throw wrong(key) }
    return number
  }

  func signatures(_ key: String) throws(Failure) -> Int? { try whole(key, in: Policy.signaturesRange) }

  func amount(_ key: String) throws(Failure) -> Amount? {
    guard let value = values[key] else { return nil }
    guard case .string(let text) = value, let amount = Amount(text: text) else { throw wrong(key) }
    return amount
  }

  /// A path from the root of the file system: whoever runs the program from wherever must find the same file.
  func path(_ key: String) throws(Failure) -> String? {
    guard let value = values[key] else { return nil }
    guard case .string(let path) = value, path.utf8.first == UInt8(ascii: "/") else { throw wrong(key) }
    return path
  }
}
