import CPQ
import Sheet
import Synchronization

/// What libpq tells about a failure or a notice, a letter each (`postgres_ext.h`).
enum PostgresField {
  static let severity = Int32(UInt8(ascii: "V"))
  static let state = Int32(UInt8(ascii: "C"))
  /// The first sentence. Not the detail, in which the server quotes values: an account number, say.
  static let message = Int32(UInt8(ascii: "M"))
  static let constraint = Int32(UInt8(ascii: "n"))
}

/// The warnings of a connection. Locked, because libpq calls a function of C, which knows of no isolation.
final class PostgresNotices: Sendable {
  private let words = Mutex<[String]>([])

  var warnings: [String] { words.withLock { $0 } }

  func forget() { words.withLock { $0 = [] } }

  /// What libpq calls with each notice. Unsafe, because it comes with a bare pointer; right, because the handle that set
  /// the receiver owns the notices, and closes the connection before it lets them go.
  static let receive: @convention(c) (UnsafeMutableRawPointer?, OpaquePointer?) -> Void = { notices, result in
    guard let notices, PostgresNotices.field(PostgresField.severity, result) == "WARNING" else { return }
    let message = PostgresNotices.field(PostgresField.message, result)
    Unmanaged<PostgresNotices>.fromOpaque(notices).takeUnretainedValue().words.withLock { $0.append(message) }
  }

  private static func field(_ field: Int32, _ result: OpaquePointer?) -> String {
    PQresultErrorField(result, field).map { String(cString: $0) } ?? ""
  }
}

// From the server's codes (SQLSTATE, appendix A of its manual) to ours.
extension Failure {
  /// - Parameter connection: Knows the password, which must not be in anybody's words.
  init(_ code: Code, _ place: PostgresPlace, cause: String, _ connection: OpaquePointer) {
    self.init(code, [.path: place.text, .cause: Self.line(cause, without: PQpass(connection))])
  }

  init(state: String, _ place: PostgresPlace, cause: String, constraint: String, _ connection: OpaquePointer) {
    self.init(Self.code(state), place, cause: cause, connection)
    guard code == .ledgerConflict else { return }
    self =
      constraint == PostgresSchema.ownWorker
      ? Failure(.ledgerTakenOver, [.path: place.text]) : adding(.name, constraint)
  }

  /// Why a connection did not come about. The code of a server's refusal is in the words of a verbose libpq only.
  ///
  /// - Parameter first: The words before it was verbose; what it does not even try it says only once.
  init(unconnected connection: OpaquePointer, _ place: PostgresPlace, _ first: String) {
    let last = String(cString: PQerrorMessage(connection))
    let words = last.isEmpty ? first : last
    let state = words.firstMatch(of: #/: {2}([0-9A-Z]{5}): /#)
    // Libpq, which has no codes of its own, speaks English, for nobody has told it of another language.
    let isUntrusted = words.contains("certificate") || words.contains("does not support SSL")
    let otherwise: Code =
      PQconnectionNeedsPassword(connection) == 1 ? .ledgerPassword : isUntrusted ? .ledgerUntrusted : .ledgerAway
    self.init(
      state.map { Self.code(String($0.output.1)) } ?? otherwise,
      place,
      cause: words.replacing(#/ {2}[0-9A-Z]{5}: /#, with: " "),
      connection
    )
  }

  private static func code(_ state: String) -> Code {
    switch state {
    case "08P01": .ledgerAccess
    case "23505": .ledgerConflict
    case "25006": .ledgerReadOnly
    // A pooler gave the session away in which the statement was prepared, or one that has another by its name.
    case "26000", "42P05": .ledgerPooler
    case "28000", "28P01": .ledgerPassword
    case "3D000": .ledgerNoDatabase
    case "40001", "40P01", "55P03": .ledgerCollision
    case "42501": .ledgerRights
    case "53100": .ledgerFull
    case "53300": .ledgerCrowded
    case "57P01", "57P02", "57P03", "57P05": .ledgerAway
    case "XX001", "XX002": .ledgerDamaged
    default:
      switch state.prefix(2) {
      case "08": .ledgerAway
      // A constraint that fails is no mistake of the caller: what is there contradicts what is to be written.
      case "23": .ledgerDamaged
      default: .ledgerAccess
      }
    }
  }

  /// Words as one line that ends without a full stop, without the hints and places in source code that libpq adds.
  private static func line(_ words: String, without password: UnsafePointer<CChar>?) -> String {
    // Nor its advice to do without a proof of who the server is.
    let lines = words.split(separator: "\n").filter { line in
      !["\t", "LOCATION:", "Either provide the file"].contains { line.hasPrefix($0) }
    }
    let line = lines.joined(separator: "; ")
    let secret = password.map { String(cString: $0) } ?? ""
    let shown = secret.isEmpty ? line : line.replacing(secret, with: "…")
    return shown.hasSuffix(".") ? String(shown.dropLast()) : shown
  }
}
