import Glibc
import Ledger
import Operations
import Reports
import Sheet

/// Where the ledger is: typed, else set, else where the system keeps what programs remember.
struct LedgerPlace: Sendable {
  /// From the root of the file system.
  let path: String
  /// There is no ledger there yet.
  let isNew: Bool
  /// Nobody chose it.
  private let isStandard: Bool

  /// - Throws: `ledgerPlaceEmpty` if the setting is empty; `ledgerNoPlace` if there is no home folder.
  init(typed: String?, set: String?) throws(Failure) {
    if typed == nil, set?.isEmpty == true { throw Failure(.ledgerPlaceEmpty, [.name: Settings.ledgerName]) }
    let chosen = typed ?? set
    isStandard = chosen == nil
    let place = if let chosen { chosen } else { try Self.standardPath() }
    path = OutputPaths.absolute(place)
    var status = stat()
    isNew = stat(path, &status) != 0 || status.st_size == 0
  }

  /// Opens the ledger and makes it if there is none.
  func open() throws -> any Ledger {
    if isStandard { makeFolders() }
    return try SQLiteLedger(path: path, operations: Operation.all)
  }

  /// Opens a ledger that must be there.
  func openExisting() throws -> any Ledger {
    guard access(path, F_OK) == 0 else { throw Failure(.ledgerMissing, [.path: path]) }
    return try open()
  }

  private static func standardPath() throws(Failure) -> String {
    if let state = getenv("XDG_STATE_HOME").map({ String(cString: $0) }), state.hasPrefix("/") {
      return "\(state)/aopbatch/ledger.sqlite"
    }
    guard let home = getenv("HOME").map({ String(cString: $0) }), !home.isEmpty else {
      throw Failure(.ledgerNoPlace)
    }
    return "\(home)/.local/state/aopbatch/ledger.sqlite"
  }

  /// The folders above a new ledger, for its owner alone; what cannot be made shows when the ledger is opened.
  private func makeFolders() {
    var folder = ""
    for part in path.split(separator: "/").dropLast() {
      folder += "/\(part)"
      mkdir(folder, 0o700)
    }
  }
}
