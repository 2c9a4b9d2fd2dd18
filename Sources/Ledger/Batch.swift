public import Operations
public import Sheet

/// A sheet on its way into the ledger, as far as it is known when its first row is recorded.
public struct NewBatch: Sendable {
  public var operation: Operation
  /// The sheet's file name, for people.
  public var sheet: String
  /// The sheet's path from the root of the file system; empty for standard input.
  public var path: String
  /// The folder where the sheet's files go.
  public var folder: String
  /// The sheet is a results file, which the batch's own results take the place of.
  public var renews: Bool
  /// Scheme and host that the rows go to, without a slash at the end.
  public var address: String
  /// The sheet's own column names.
  public var header: PackedRow
  public var createdBy: String
  /// Why the sheet is processed once more.
  public var again: String?
  /// Tells the registration id from others without telling it; nil where none is needed.
  public var registration: String?

  public init(
    operation: Operation,
    sheet: String,
    path: String,
    folder: String,
    renews: Bool,
    address: String,
    header: PackedRow,
    createdBy: String,
    again: String?,
    registration: String? = nil
  ) {
    self.operation = operation
    self.sheet = sheet
    self.path = path
    self.folder = folder
    self.renews = renews
    self.address = address
    self.header = header
    self.createdBy = createdBy
    self.again = again
    self.registration = registration
  }

  /// What guards between batches compare.
  var provider: String { Provider.key(of: address) }
}

/// What is known of a sheet once it was read to its end.
public struct SheetDigests: Sendable, Equatable {
  /// Of the sheet's bytes, in lower-case hex.
  public var sha256: String
  /// Of the cells below the header: the same after another byte order mark, line end or quoting.
  public var rowsSHA256: String
  /// The digest of what would be sent, with `sha256:` before it.
  public var plan: String
  public var blankRows: Int

  public init(sha256: String, rowsSHA256: String, plan: String, blankRows: Int) {
    self.sha256 = sha256
    self.rowsSHA256 = rowsSHA256
    self.plan = plan
    self.blankRows = blankRows
  }
}

/// A sheet as it was recorded.
public struct Batch: Sendable {
  /// What people call it: `20261121-k3fq7`.
  public let name: String
  public let operation: Operation
  public let sheet: String
  public let path: String
  public let folder: String
  public let renews: Bool
  public let address: String
  public let digests: SheetDigests
  /// Valid rows with warnings.
  public let warnedRows: Int
  public let header: PackedRow
  public let createdAt: Timestamp
  public let createdBy: String
  public let again: String?
  /// See `NewBatch`; nil also for batches that earlier versions recorded.
  public let registration: String?
  public let status: Status
  /// The ledger's own number of it.
  let id: Int64

  /// How far a batch is as a whole.
  public enum Status: String, Sendable, CaseIterable {
    /// Recorded, but not approved: nobody sees it but the process that recorded it.
    case draft
    /// Approved; a process works on it, or stopped before it had written the files.
    case open
    /// A process came to the end of it and wrote its files.
    case closed
    /// Given up: what was not sent never will be.
    case cancelled
  }
}

/// Which of the provider's worlds an address leads to: guards between batches compare batches of one world.
///
/// All hosts that are not loopback are one; loopback hosts are told apart by their port alone, so that a sheet which was
/// tried in the sandbox can still be paid (contract, section 1).
public enum Provider {
  public static func key(of address: String) -> String {
    let host = host(of: address)
    guard isLoopback(host) else { return "live" }
    let port = host.split(separator: ":").last.flatMap { Int($0) }
    return "loopback:\(port ?? (address.hasPrefix("https:") ? 443 : 80))"
  }

  /// Whether requests to an address never leave this machine: a trial, and no money.
  public static func isTest(_ address: String) -> Bool { isLoopback(host(of: address)) }

  private static func host(of address: String) -> String {
    address.split(separator: "/", omittingEmptySubsequences: true).dropFirst().first.map(String.init) ?? ""
  }

  /// Whether requests to a host, with or without a port, never leave this machine.
  public static func isLoopback(_ host: String) -> Bool {
    if host.hasPrefix("[") { return host.hasPrefix("[::1]") }
    let name = host.split(separator: ":").first.map { $0.lowercased() } ?? ""
    let numbers = name.split(separator: ".", omittingEmptySubsequences: false)
    let isIPv4 = numbers.count == 4 && numbers.allSatisfy { UInt8($0) != nil }
    return name == "localhost" || isIPv4 && UInt8(numbers[0]) == 127
  }
}
