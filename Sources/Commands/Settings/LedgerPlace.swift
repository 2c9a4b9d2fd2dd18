import Dispatching
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

  /// - Throws: `ledgerPlaceEmpty` if the setting is empty; `ledgerNoPlace` if there is no home folder; `ledgerNoFile`.
  ///
  /// - Parameter name: The setting's.
  init(typed: String?, set: String?, _ name: String = Settings.ledgerName) throws(Failure) {
    if typed == nil, set?.isEmpty == true { throw Failure(.ledgerPlaceEmpty, [.name: name]) }
    let chosen = typed ?? set
    // Not repeated: there may be a password inside.
    if let chosen, Self.isServer(chosen) {
      throw Failure(
        .usage,
        [.cause: "A ledger on a server (PostgreSQL) is nothing that this version can use: give the name of a file."]
      )
    }
    isStandard = chosen == nil
    let place = if let chosen { chosen } else { try Self.standardPath() }
    path = OutputPaths.absolute(place)
    var status = stat()
    // A lock file says that there was one: then it is missing, and not new.
    let isThere = stat(path, &status) == 0
    // A pipe would be waited for.
    if isThere, status.st_mode & S_IFMT != S_IFREG { throw Failure(.ledgerNoFile, [.path: path]) }
    isNew = (!isThere || status.st_size == 0) && access(path + ".lock", F_OK) != 0
  }

  /// Whether a place is the address of a server, or what is told to one about a connection.
  private static func isServer(_ place: String) -> Bool {
    place.contains(/(?i)^\s*postgres(ql)?:|:\/\/|\bpassword\s*=/)
  }

  /// Whether a place is a file's, from a folder that must be known.
  static func isRelative(_ place: String) -> Bool { !place.isEmpty && !place.hasPrefix("/") && !isServer(place) }

  /// Works with the ledger, and closes it whatever came of that, so that its file is whole when the program ends. One that
  /// is only read is read once more if it was changed meanwhile.
  ///
  /// - Parameter isMade: A ledger is made if there is none.
  func with<T: Sendable>(
    for purpose: LedgerPurpose,
    isMade: Bool = false,
    _ work: (any Ledger) async throws -> T
  ) async throws -> T {
    var readings = 1
    while true {
      do {
        let ledger = try await onThread { try open(for: purpose, isMade: isMade) }
        let value: T
        do { value = try await work(ledger) } catch {
          // What went wrong first is what is told.
          try? await onThread { try ledger.close() }
          throw error
        }
        try await onThread { try waitingWhileBusy { try ledger.close() } }
        return value
      } catch let failure as Failure where failure.code == .ledgerChanged && readings < Self.readingsMax {}
      readings += 1
    }
  }

  /// Reads a ledger that must be there, once more if it was changed meanwhile. Blocks.
  func reading<T>(_ work: (any Ledger) throws -> T) throws -> T {
    var readings = 1
    while true {
      do {
        let ledger = try open(for: .reading, isMade: false)
        let result = Result { try work(ledger) }
        // First, for what was read in the middle of a change may look like damage.
        try ledger.close()
        return try result.get()
      } catch let failure as Failure where failure.code == .ledgerChanged && readings < Self.readingsMax {}
      readings += 1
    }
  }

  /// Changes come from programs that begin or end their work just then.
  private static let readingsMax = 5

  /// Why nothing may be sent from the ledger as it is; that this user or medium may only read it is none. Blocks.
  var refusal: Failure? {
    let refusal = isNew ? nil : Ledgers.refusal(of: path, Operation.all)
    return refusal?.code == .ledgerOpen ? nil : refusal
  }

  private func open(for purpose: LedgerPurpose, isMade: Bool) throws -> any Ledger {
    if isMade {
      if isStandard { makeFolders() }
    } else if isNew {
      throw Failure(.ledgerMissing, [.path: path])
    }
    return try Ledgers.open(path, Operation.all, for: purpose)
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
