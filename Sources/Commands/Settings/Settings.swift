import Engine
import FoundationEssentials
import Glibc
import Operations

/// Settings that are secret or lasting: from the environment, else from the `--config` file, never from the command line.
struct Settings: Sendable {
  let credentials: Credentials
  /// The addresses that were set; the published ones hold for the others.
  private let addresses: [Endpoint.Host: Address]

  static let names = Credential.allCases.map(\.rawValue) + Endpoint.Host.allCases.map(\.setting)

  /// - Parameter baseURL: Stands for both hosts, whatever the settings say.
  static func read(config: String?, baseURL: String?) throws -> Settings {
    let file = try config.map(ConfigFile.read) ?? [:]
    func value(_ name: String) -> String? {
      getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 } ?? file[name]
    }
    var addresses: [Endpoint.Host: Address] = [:]
    for host in Endpoint.Host.allCases {
      if let written = baseURL ?? value(host.setting) { addresses[host] = try Address(written) }
    }
    let credentials = Credential.allCases.map { ($0, value($0.rawValue) ?? "") }
    return Settings(credentials: Credentials(Dictionary(uniqueKeysWithValues: credentials)), addresses: addresses)
  }

  /// Where an operation's requests go.
  func address(of operation: Operation) throws -> Address {
    try addresses[operation.endpoint.host] ?? Address(operation.endpoint.host.published)
  }

  /// The address that was set for an operation; nil if none was.
  func addressSet(for operation: Operation) -> Address? { addresses[operation.endpoint.host] }

  /// Who runs the program, for the ledger: the operating system's word for it.
  static var user: String {
    guard let entry = getpwuid(getuid()) else { return "uid \(getuid())" }
    return String(cString: entry.pointee.pw_name)
  }
}

extension Endpoint.Host {
  var setting: String {
    switch self {
    case .payout: "AOPAY_PAYOUT_URL"
    case .api: "AOPAY_API_URL"
    }
  }
}
