import NIOCore
import NIOPosix
import NIOSSL

/// Where requests go (the scheme, host and port of RFC 6454), and what all of them have in common.
struct Origin {
  /// Nil for plain http.
  let encryption: NIOSSLContext?
  private let host: Host
  /// Nil if the host is to be looked up, for every connection.
  private let address: SocketAddress?
  /// The header lines that are the same in all requests.
  private let headers: String

  /// - Throws: If the address is none, or what this machine trusts can't be read.
  init(_ settings: TransportSettings) throws {
    guard let host = Host(address: settings.address) else { throw TransportError.noAddress }
    self.host = host
    address = host.address
    encryption = host.isEncrypted ? try Self.encryption(settings) : nil
    headers = """
      Host: \(host.header)\r
      Content-Type: application/json\r
      Accept: application/json\r
      User-Agent: \(settings.userAgent)\r
      \(settings.keepsConnections ? "" : "Connection: close\r\n")
      """
  }

  private static func encryption(_ settings: TransportSettings) throws -> NIOSSLContext {
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.minimumTLSVersion = .tlsv12
    configuration.applicationProtocols = ["http/1.1"]
    configuration.trustRoots = settings.trust
    return try NIOSSLContext(configuration: configuration)
  }

  /// What is written for a request: its head, and the body behind it.
  func bytes(of request: Request) -> ByteBuffer {
    let head = "POST \(request.path) HTTP/1.1\r\n\(headers)Content-Length: \(request.body.count)\r\n\r\n"
    var bytes = ByteBuffer()
    bytes.reserveCapacity(head.utf8.count + request.body.count)
    bytes.writeString(head)
    bytes.writeBytes(request.body)
    return bytes
  }

  func connect(_ bootstrap: ClientBootstrap) -> EventLoopFuture<any Channel> {
    address.map(bootstrap.connect(to:)) ?? bootstrap.connect(host: host.name, port: host.port)
  }

  /// Nil for plain http.
  func encryptionHandler() throws -> NIOSSLClientHandler? {
    try encryption.map { try NIOSSLClientHandler(context: $0, serverHostname: host.serverName) }
  }
}
