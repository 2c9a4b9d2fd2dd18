import FoundationEssentials
import Sheet

/// Scheme, host and port of the provider, or of something that stands in for it.
struct Address: Sendable, Equatable {
  /// Without a slash at the end.
  let text: String

  /// - Throws: `Failure` if it is no host, or would send the registration id over plain http to elsewhere.
  init(_ written: String) throws(Failure) {
    let trimmed = written.hasSuffix("/") ? String(written.dropLast()) : written
    guard let parts = URLComponents(string: trimmed), let scheme = parts.scheme?.lowercased(), let host = parts.host,
      !host.isEmpty, parts.port.map({ (1...65_535).contains($0) }) ?? true, ["http", "https"].contains(scheme),
      parts.path.isEmpty, parts.query == nil, parts.user == nil,
      parts.fragment == nil
    else { throw Failure(.addressInvalid, [.address: written]) }
    guard scheme == "https" || Self.isLoopback(host) else { throw Failure(.addressPlain, [.address: written]) }
    text = Self.canonical(scheme, host, parts.port)
  }

  /// One spelling for one place: the ledger compares addresses to know a sheet again.
  private static func canonical(_ scheme: String, _ host: String, _ port: Int?) -> String {
    let name = host.lowercased()
    let usualPort = scheme == "https" ? 443 : 80
    let portPart = port.flatMap { $0 == usualPort ? nil : ":\($0)" } ?? ""
    return "\(scheme)://\(name.hasSuffix(".") ? String(name.dropLast()) : name)\(portPart)"
  }

  private static func isLoopback(_ host: String) -> Bool {
    let numbers = host.split(separator: ".", omittingEmptySubsequences: false)
    let isIPv4 = numbers.count == 4 && numbers.allSatisfy { UInt8($0) != nil }
    return (isIPv4 && numbers[0] == "127") || host.lowercased() == "localhost" || host == "[::1]" || host == "::1"
  }
}
