import Glibc
import Ledger
import Operations
import Sheet

/// Where the ledger is.
enum LedgerFile {
  /// Opens the ledger and makes it if there is none.
  static func open(_ path: String?) throws -> any Ledger {
    if let path { return try ledger(path) }
    let path = try standardPath()
    makeFolders(of: path)
    return try ledger(path)
  }

  /// Opens the ledger; nil if there is none.
  static func openIfThere(_ path: String?) throws -> (any Ledger)? {
    let path = try path ?? standardPath()
    return access(path, F_OK) == 0 ? try ledger(path) : nil
  }

  /// Opens a ledger that must be there.
  static func openExisting(_ path: String?) throws -> any Ledger {
    if let ledger = try openIfThere(path) { return ledger }
    throw Failure(.ledgerMissing, [.path: try path ?? standardPath()])
  }

  private static func ledger(_ path: String) throws -> any Ledger {
    try SQLiteLedger(path: path, operations: Operation.all)
  }

  private static func standardPath() throws -> String {
    if let state = getenv("XDG_STATE_HOME").map({ String(cString: $0) }), state.hasPrefix("/") {
      return "\(state)/aopbatch/ledger.sqlite"
    }
    guard let home = getenv("HOME").map({ String(cString: $0) }), !home.isEmpty else {
      throw Failure(.ledgerNoPlace)
    }
    return "\(home)/.local/state/aopbatch/ledger.sqlite"
  }

  /// The folders above a new ledger, for its owner alone; what cannot be made shows when the ledger is opened.
  private static func makeFolders(of path: String) {
    var folder = ""
    for part in path.split(separator: "/").dropLast() {
      folder += "/\(part)"
      mkdir(folder, 0o700)
    }
  }
}
