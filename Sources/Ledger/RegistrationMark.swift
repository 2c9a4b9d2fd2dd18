public import Payments
import Sheet

/// Tells the registration id that a batch was recorded with from others, without telling it (contract, section 1).
public enum RegistrationMark {
  private static let saltBytes = 16

  /// `SALT:DIGEST`, both in hex, the digest of the salt and the id; nil without an id.
  public static func make(_ registration: String?) -> String? {
    let salt = (0..<saltBytes).map { _ in String(0x100 + Int(UInt8.random(in: .min ... .max)), radix: 16).dropFirst() }
      .joined()
    return registration.map { "\(salt):\(digest(salt, $0))" }
  }

  /// Whether a mark is of the id; an old batch without a mark is of any.
  public static func matches(_ mark: String?, _ registration: String?) -> Bool {
    guard let salt = mark?.prefix(while: { $0 != ":" }), let id = registration else { return true }
    return mark == "\(salt):\(digest(String(salt), id))"
  }

  private static func digest(_ salt: String, _ id: String) -> String {
    let hash = RunningSHA256()
    hash.update(Array("\(salt):\(id)".utf8).span)
    return hash.hex
  }
}

extension Batch {
  /// The registration id that the batch was recorded with, where a sheet's words are it or have it among them.
  public func secrets(in words: String) -> Secrets {
    guard registration != nil else { return Secrets() }
    let texts = [words] + words.split(separator: " ").map(String.init)
    return Secrets(texts.filter { RegistrationMark.matches(registration, $0) })
  }
}
