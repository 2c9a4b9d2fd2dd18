/// One thing that is wrong or notable about a row.
public struct Finding: Sendable, Equatable {
  /// `field.problem`, with the provider's name of the field: `beneficiaryIFSC.length`, `row.duplicate`.
  public let code: String
  /// What it is and what to do, for the sheet's owner.
  public let sentence: String

  public init(code: String, sentence: String) {
    self.code = code
    self.sentence = sentence
  }
}

extension [Finding] {
  /// Each code once, in the order of the findings, joined by `;`; nil without any.
  public var joinedCodes: String? {
    if isEmpty { return nil }
    var codes: [String] = []
    for finding in self where !codes.contains(finding.code) { codes.append(finding.code) }
    return codes.joined(separator: ";")
  }

  public var joinedSentences: String? { isEmpty ? nil : map(\.sentence).joined(separator: " ") }
}
