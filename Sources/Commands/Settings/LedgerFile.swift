import Engine
import Glibc
import Ledger

/// Where the ledger is.
enum LedgerFile {
  /// Opens the ledger and makes it if there is none.
  static func open(_ path: String?) throws -> Ledger {
    if let path { return try Ledger(path: path) }
    let path = try standardPath()
    makeFolders(of: path)
    return try Ledger(path: path)
  }

  /// Opens the ledger; nil if there is none.
  static func openIfThere(_ path: String?) throws -> Ledger? {
    let path = try path ?? standardPath()
    return access(path, F_OK) == 0 ? try Ledger(path: path) : nil
  }

  /// Opens a ledger that must be there.
  static func openExisting(_ path: String?) throws -> Ledger {
    if let ledger = try openIfThere(path) { return ledger }
    throw Refusal(
      .trouble,
      "There is no ledger at \(try path ?? standardPath()): nothing was run yet, or give its place with --ledger."
    )
  }

  private static func standardPath() throws -> String {
    if let state = getenv("XDG_STATE_HOME").map({ String(cString: $0) }), state.hasPrefix("/") {
      return "\(state)/aopbatch/ledger.sqlite"
    }
    guard let home = getenv("HOME").map({ String(cString: $0) }), !home.isEmpty else {
      throw Refusal(.trouble, "There is no home folder for the ledger: give its place with --ledger.")
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
