import Dispatching
import Glibc
import Ledger
import Operations
import Reports
import Sheet

/// Where the ledger is: typed, else set, else where the system keeps what programs remember.
struct LedgerPlace: Sendable {
  /// A file from the root of the file system, or a server's database without user and password.
  let path: String
  /// There is no file there yet; of a server's database only its tables tell.
  let isNew: Bool
  /// It is on a server, where several machines can reach it.
  var isShared: Bool { PostgresPlace.isAddress(address) }
  /// What is opened: for a server, with user and password.
  private let address: String
  /// Nobody chose it.
  private let isStandard: Bool

  /// - Throws: `ledgerPlaceEmpty` if the setting is empty; `ledgerNoPlace` if there is no home folder; `ledgerNoFile`;
  ///   `ledgerAddress`; `usage` if it is some other address, or a password was typed.
  ///
  /// - Parameter name: The setting's.
  init(typed: String?, set: String?, _ name: String = Settings.ledgerName) throws(Failure) {
    if typed == nil, set?.isEmpty == true { throw Failure(.ledgerPlaceEmpty, [.name: name]) }
    let chosen = typed ?? set
    isStandard = chosen == nil
    if let chosen, Self.isServer(chosen) {
      let server = try Self.server(chosen, isTyped: typed != nil)
      (path, address, isNew) = (server.text, chosen, false)
      return
    }
    let place = if let chosen { chosen } else { try Self.standardPath() }
    path = OutputPaths.absolute(place)
    address = path
    var status = stat()
    // A lock file says that there was one: then it is missing, and not new.
    let isThere = stat(path, &status) == 0
    // A pipe would be waited for.
    if isThere, status.st_mode & S_IFMT != S_IFREG { throw Failure(.ledgerNoFile, [.path: path]) }
    isNew = (!isThere || status.st_size == 0) && access(path + ".lock", F_OK) != 0
  }

  /// What is chosen is not repeated: there may be a password inside.
  private static func server(_ chosen: String, isTyped: Bool) throws(Failure) -> PostgresPlace {
    guard PostgresPlace.isAddress(chosen) else {
      throw Failure(
        .usage,
        [.cause: "A ledger on a server is written as postgresql://HOST/DATABASE, and on no other server."]
      )
    }
    let place = try PostgresPlace(chosen)
    if isTyped, place.hasPassword {
      let cause = """
        A password on the command line is seen by everybody on this machine: leave it out of --ledger, and put it into \
        ~/.pgpass, or the whole address into \(Settings.ledgerName).
        """
      throw Failure(.usage, [.cause: cause])
    }
    return place
  }

  /// The place as a command can name it; without the user, too, if a password is in it.
  static func named(_ chosen: String) -> String {
    guard PostgresPlace.isAddress(chosen), let place = try? PostgresPlace(chosen), place.hasPassword else {
      return chosen
    }
    return place.text
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
    let refusal = isNew ? nil : Ledgers.refusal(of: address, Operation.all)
    return refusal?.code == .ledgerOpen ? nil : refusal
  }

  private func open(for purpose: LedgerPurpose, isMade: Bool) throws -> any Ledger {
    if isMade {
      if isStandard { makeFolders() }
    } else if isNew {
      throw Failure(.ledgerMissing, [.path: path])
    }
    return try Ledgers.open(address, Operation.all, for: purpose, makes: isMade)
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
