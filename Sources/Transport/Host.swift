import NIOCore

/// Where requests go: the parts of an address like `https://payout.aopay.co.in` or `http://127.0.0.1:8080`.
struct Host: Equatable {
  let isEncrypted: Bool
  /// A name or an IP address, without brackets.
  let name: String
  let port: Int
  /// As the `Host` header has it.
  let header: String
  /// Nil if the name is one that is to be looked up.
  var address: SocketAddress? { try? SocketAddress(ipAddress: name, port: port) }

  /// Nil if the text is no address.
  init?(address: String) {
    guard let mark = address.firstRange(of: "://") else { return nil }
    isEncrypted = address[..<mark.lowerBound].lowercased() == "https"
    header = String(address[mark.upperBound...])
    guard let colon = header.lastIndex(of: ":"), !header[colon...].contains("]") else {
      name = Self.withoutBrackets(header)
      port = isEncrypted ? 443 : 80
      return
    }
    guard let port = Int(header[header.index(after: colon)...]) else { return nil }
    name = Self.withoutBrackets(String(header[..<colon]))
    self.port = port
  }

  /// The name that a certificate is asked for; nil for an IP address, which the certificate has to hold itself.
  var serverName: String? { address == nil ? name : nil }

  private static func withoutBrackets(_ name: String) -> String {
    name.hasPrefix("[") && name.hasSuffix("]") ? String(name.dropFirst().dropLast()) : name
  }
}
