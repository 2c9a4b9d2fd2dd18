import Crypto
import Ledger
import Sheet

/// Tells the registration id that a batch was recorded with from others, without telling it (contract, section 1).
enum RegistrationMark {
  private static let saltBytes = 16

  /// `SALT:DIGEST`, both in hex, the digest of the salt and the id; nil without an id.
  static func make(_ registration: String?) -> String? {
    let salt = (0..<saltBytes).map { _ in UInt8.random(in: .min ... .max) }
    return registration.map { "\(hex(salt)):\(digest(hex(salt), $0))" }
  }

  /// Whether a mark is of the id; an old batch without a mark is of any.
  static func matches(_ mark: String?, _ registration: String?) -> Bool {
    guard let salt = mark?.prefix(while: { $0 != ":" }), let id = registration else { return true }
    return mark == "\(salt):\(digest(String(salt), id))"
  }

  /// - Throws: `batchRegistration`: it would be paid from another account.
  static func demand(of batch: Batch, _ registration: String?) throws(Failure) {
    guard matches(batch.registration, registration) else { throw Failure(.batchRegistration, [.batch: batch.name]) }
  }

  private static func digest(_ salt: String, _ id: String) -> String {
    hex(SHA256.hash(data: Array("\(salt):\(id)".utf8)))
  }

  private static func hex(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined()
  }
}
