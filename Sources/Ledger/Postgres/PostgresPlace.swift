import CPQ
public import Sheet

/// Where a ledger on a PostgreSQL server is: an address as libpq reads it, in which a password may be.
///
/// Only `text` is shown to anybody.
public struct PostgresPlace: Sendable, CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  /// The place for people, without user and password; who uses it as an address comes to the same database.
  public let text: String
  /// The address holds a password.
  public let hasPassword: Bool
  /// A person has said that the server's own disk is enough, though it has standbys: `durability=single`.
  let isSingle: Bool
  /// What libpq is given.
  let address: String

  public var description: String { text }
  public var debugDescription: String { text }
  public var customMirror: Mirror { Mirror(self, children: ["text": text]) }

  /// Whether a ledger's place is of this kind.
  public static func isAddress(_ place: String) -> Bool {
    place.hasPrefix("postgresql://") || place.hasPrefix("postgres://")
  }

  /// - Throws: `ledgerLibrary` if libpq is not on this machine; `ledgerAddress` if libpq would not understand it. What it says about it is not repeated, for it quotes the
  ///   address.
  public init(_ place: String) throws(Failure) {
    if let trouble = CPQLoad() { throw Failure(.ledgerLibrary, [.cause: String(cString: trouble)]) }
    guard Self.isAddress(place), let (address, isSingle) = Self.withoutOwn(place),
      let options = PQconninfoParse(address, nil)
    else { throw Failure(.ledgerAddress) }
    defer { PQconninfoFree(options) }
    let values = Self.values(options)
    self.address = address
    self.isSingle = isSingle
    hasPassword = ["password", "sslpassword"].contains { values[$0]?.isEmpty == false }
    text = Self.text(values)
  }

  /// The address without the setting that is ours and not libpq's; nil if that has a value which is not known.
  private static func withoutOwn(_ place: String) -> (address: String, isSingle: Bool)? {
    // Behind the user and the password, in which a question mark may stand.
    let start = place.firstRange(of: "://")?.upperBound ?? place.startIndex
    let user = place[start...].prefix { $0 != "@" && $0 != "/" }
    let rest = user.endIndex < place.endIndex && place[user.endIndex] == "@" ? user.endIndex : start
    guard let mark = place[rest...].firstIndex(of: "?") else { return (place, false) }
    let settings = place[place.index(after: mark)...].split(separator: "&")
    let own = settings.filter { $0.hasPrefix("durability=") }
    guard own.allSatisfy({ $0 == "durability=single" }) else { return nil }
    let others = settings.filter { !$0.hasPrefix("durability=") }.joined(separator: "&")
    return (String(place[..<mark]) + (others.isEmpty ? "" : "?\(others)"), !own.isEmpty)
  }

  /// What is set, by name.
  static func values(_ options: UnsafeMutablePointer<PQconninfoOption>) -> [String: String] {
    var values: [String: String] = [:]
    var option = options
    while let name = option.pointee.keyword {
      if let value = option.pointee.val { values[String(cString: name)] = String(cString: value) }
      option += 1
    }
    return values
  }

  private static func text(_ values: [String: String]) -> String {
    let hosts = (values["host"] ?? values["hostaddr"] ?? "").split(separator: ",", omittingEmptySubsequences: false)
    let ports = (values["port"] ?? "").split(separator: ",", omittingEmptySubsequences: false)
    // A folder of sockets cannot stand where a host stands.
    let isSocket = hosts.first?.hasPrefix("/") == true
    let places = hosts.enumerated().map { place, host in
      let port = ports.count == 1 ? ports[0] : place < ports.count ? ports[place] : ""
      return (host.contains(":") ? "[\(host)]" : host) + (port.isEmpty ? "" : ":\(port)")
    }
    let settings = ["service", isSocket ? "host" : "", isSocket ? "port" : ""]
      .compactMap { name in values[name].map { "\(name)=\(encoded($0))" } }
    return "postgresql://\(isSocket ? "" : places.joined(separator: ","))/\(encoded(values["dbname"] ?? ""))"
      + (settings.isEmpty ? "" : "?\(settings.joined(separator: "&"))")
  }

  private static func encoded(_ text: String) -> String {
    text.utf8.map { byte in
      let isPlain =
        UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20 || UInt8(ascii: "-")...UInt8(ascii: "9") ~= byte
      if isPlain || byte == UInt8(ascii: "_") { return String(UnicodeScalar(byte)) }
      return "%" + String(0x100 + Int(byte), radix: 16).dropFirst()
    }.joined()
  }
}
