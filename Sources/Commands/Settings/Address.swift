import FoundationEssentials
import Ledger
import Sheet

/// Scheme, host and port of the provider, or of something that stands in for it.
struct Address: Sendable, Equatable {
  /// Without a slash at the end.
  let text: String

  /// - Throws: `Failure` if it is no host, or would send the registration id over plain http to elsewhere.
  init(_ written: String) throws(Failure) {
    guard let (scheme, host, text) = Self.read(written) else {
      // Without a user and a password that may stand before the host.
      let shown = written.replacing(/^(\w+:\/\/)?.*@/) { "\($0.output.1 ?? "")…@" }
      throw Failure(.addressInvalid, [.address: shown, .otherAddress: Self.meant(by: written)])
    }
    guard scheme == "https" || Provider.isLoopback(host) else { throw Failure(.addressPlain, [.address: written]) }
    self.text = text
  }

  private static func read(_ written: String) -> (scheme: String, host: String, text: String)? {
    let trimmed = written.hasSuffix("/") ? String(written.dropLast()) : written
    guard let parts = URLComponents(string: trimmed), let scheme = parts.scheme?.lowercased(), let host = parts.host,
      !host.isEmpty, parts.port.map({ (1...65_535).contains($0) }) ?? true, ["http", "https"].contains(scheme),
      parts.path.isEmpty, parts.query == nil, parts.user == nil,
      parts.fragment == nil
    else { return nil }
    return (scheme, host, canonical(scheme, host, parts.port))
  }

  /// One spelling for one place: the ledger compares addresses to know a sheet again.
  private static func canonical(_ scheme: String, _ host: String, _ port: Int?) -> String {
    let name = host.lowercased()
    let usualPort = scheme == "https" ? 443 : 80
    let portPart = port.flatMap { $0 == usualPort ? nil : ":\($0)" } ?? ""
    return "\(scheme)://\(name.hasSuffix(".") ? String(name.dropLast()) : name)\(portPart)"
  }

  /// The address that may be meant by a text that is none: `http://127.0.0.1:8080` by `127.0.0.1:8080`; empty if there
  /// is none.
  private static func meant(by written: String) -> String {
    let rest = written.split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false).last ?? ""
    let host = rest.prefix { !"/?#".contains($0) }.split(separator: "@").last.map(String.init) ?? ""
    guard !host.isEmpty, !host.contains(where: \.isWhitespace) else { return "" }
    return read("\(Provider.isLoopback(host) ? "http" : "https")://\(host)")?.text ?? ""
  }
}
