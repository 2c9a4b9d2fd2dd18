import AOPay
import FoundationEssentials
import Glibc
import Operations
import Payments
import Sheet
import Validation

/// Settings that are secret or lasting: from the environment, else from the `--config` file, never from the command line.
struct Settings: Sendable {
  let credentials: Credentials
  /// The addresses that were set, by their settings; the published ones hold for the others.
  private let addresses: [String: Address]
  /// The ledger's place, if it was set.
  let ledger: String?
  /// Where the registration id comes from, in words; nil if there is none.
  let registrationSource: String?
  /// The same for the ledger's place.
  let ledgerSource: String
  /// What the config file says about columns.
  let columns: ColumnSettings
  /// The policy that the config file names.
  let policy: String?

  static let ledgerName = "AOPBATCH_LEDGER"
  /// Of the config file only.
  static let policyName = "AOPBATCH_POLICY"
  private static let credentialsKnown = Set(Operation.all.flatMap(\.credentials))
  private static let hostsKnown = Set(Operation.all.map(\.endpoint.setting))
  static let names = (credentialsKnown.map(\.setting) + hostsKnown + [ledgerName, policyName]).sorted()

  /// - Parameter baseURL: Stands for every host, whatever the settings say.
  static func read(config: String?, baseURL: String?) throws -> Settings {
    let (file, columns) = try config.map(ConfigFile.read) ?? ([:], ColumnSettings())
    func typed(_ name: String) -> String? { environment(name).flatMap { $0.isEmpty ? nil : $0 } }
    func value(_ name: String) -> String? { typed(name) ?? file[name] }
    func source(_ name: String) -> String {
      guard let config, typed(name) == nil, file[name] != nil else { return name }
      return "\(ConfigFile.camelCase(name)) of the config file \(config)"
    }
    var addresses: [String: Address] = [:]
    for host in hostsKnown {
      guard let written = baseURL ?? value(host) else { continue }
      do { addresses[host] = try Address(written) } catch {
        throw error.adding(.name, baseURL == nil ? source(host) : "--base-url")
      }
    }
    let credentials = credentialsKnown.map { ($0, value($0.setting) ?? "") }
    let id = value(Credential.registrationID.setting)
    if let id, (1..<Secrets.charactersMin).contains(id.count) {
      throw Failure(
        .registrationShort,
        [.name: source(Credential.registrationID.setting), .limit: "\(Secrets.charactersMin)"]
      )
    }
    return Settings(
      credentials: Credentials(Dictionary(uniqueKeysWithValues: credentials)),
      addresses: addresses,
      ledger: environment(ledgerName) ?? file[ledgerName],
      registrationSource: id.map { _ in source(Credential.registrationID.setting) },
      ledgerSource: environment(ledgerName) == nil ? source(ledgerName) : ledgerName,
      columns: columns,
      policy: file[policyName]
    )
  }

  static func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  /// Where an operation's requests go.
  func address(of operation: Operation) throws -> Address {
    try addressSet(for: operation) ?? Address(operation.endpoint.host)
  }

  /// The address that was set for an operation; nil if none was.
  func addressSet(for operation: Operation) -> Address? { addresses[operation.endpoint.setting] }

  /// Who runs the program, for the ledger: the operating system's word for it.
  static var user: String {
    guard let entry = getpwuid(getuid()) else { return "uid \(getuid())" }
    return String(cString: entry.pointee.pw_name)
  }
}
