import Sheet

// The ledger on a server, and what that must be.
extension Failure {
  private var ledger: String { self[.path].isEmpty ? "ledger" : "ledger \(self[.path])" }
  private var because: String { self[.cause].isEmpty ? "" : " (\(self[.cause]))" }

  /// A server that does not let us work.
  @Sentences var aboutLedgerServer: [String] {
    switch code {
    case .ledgerAway:
      "The server of the \(ledger) cannot be reached, or has gone away\(because). Nothing is sent that is not recorded."
      "Check that it runs, and the host and port, or the service, in --ledger; then give the command again. `aopbatch "
        + "batches` lists what is not finished."
    case .ledgerCrowded:
      "The server of the \(ledger) has no connection to spare\(because)."
      "Give the command again later, or have the server's max_connections, or the limit of the role or database, raised."
    case .ledgerUntrusted:
      "The server of the \(ledger) cannot prove who it is\(because). Nothing was asked of it."
      "See that it has TLS (ssl = on), that --ledger names its host as its certificate does, and that PGSSLROOTCERT or "
        + "sslrootcert names the file with the certificate of who signed that."
    case .ledgerPassword:
      "The server of the \(ledger) does not let this user in\(because)."
      "Put the right password into ~/.pgpass or the file that PGPASSFILE names, never on the command line; or have the user "
        + "allowed in the server's pg_hba.conf."
    case .ledgerRights:
      "This user may not do that in the \(ledger)\(because)."
      "Have the database's owner grant what is missing; who makes the ledger needs CREATE on its schema."
    case .ledgerNoDatabase:
      "There is no database for the \(ledger)\(because)."
      "Have it made (`CREATE DATABASE name ENCODING UTF8 TEMPLATE template0`), or name another one with --ledger."
    case .ledgerBackup:
      "The \(ledger) is on a server, and nothing was copied."
      "Use the server's own tools: pg_dump copies the database as it is now; pg_basebackup with WAL archiving "
        + "lets it be restored to any moment."
    case .ledgerNotShared:
      "The \(ledger) is a file on this machine, and one machine at a time works on a batch in it."
      "For several machines keep the ledger on a server, as postgresql://HOST/DATABASE in --ledger."
    case .ledgerTakenOver:
      "This machine was cut off from the \(ledger) for so long that others went on without it. Nothing more is sent from "
        + "here; the answers that it still had are recorded."
      "Look at `aopbatch batches`; `aopbatch export BATCH` writes a batch's files with those answers."
    case .ledgerCollision:
      "Other programs changed the \(ledger) at the same moment\(because)."
      "Give the command again."
    case .ledgerConflict:
      "The \(ledger) already holds what should be written new"
        + (self[.name].isEmpty ? "" : ", by its constraint \(self[.name])") + "\(because). Nothing more was sent."
      "Look at `aopbatch batches`, then give the command again; if it stays, keep the database and report this."
    case .ledgerUnconfirmed:
      "The server of the \(ledger) recorded something, but warned that it may not last\(because). Nothing of it was sent."
      "See to the synchronous standby, then go on with `aopbatch resume BATCH`; `aopbatch batches` lists the batches."
    case .ledgerCommitLost:
      "The connection to the \(ledger) was lost while it recorded"
        + (self[.transaction].isEmpty ? "" : " transaction \(self[.transaction])")
        + "\(because), so whether it did is not known. Nothing of it was sent."
      "When the server is back, go on with `aopbatch resume BATCH`; `aopbatch doubts` lists what may have been paid."
    default: []
    }
  }

  /// A server that no ledger may be on.
  @Sentences var aboutLedgerSettings: [String] {
    switch code {
    case .ledgerReadOnly:
      "The server of the \(ledger) takes no changes\(because)."
      "Name the primary server with --ledger, or give all hosts and target_session_attrs=read-write."
    case .ledgerPooler:
      "Between this machine and the \(ledger) is a pooler that changes the session between statements\(because): locks that "
        + "keep payments from being made twice would not hold."
      "Connect to the server itself with --ledger, or set the pooler to pool_mode=session."
    case .ledgerServerOld:
      "The server of the \(ledger) is PostgreSQL \(self[.version]), and \(self[.limit]) is the oldest that will do."
      "Have it upgraded, or name another server with --ledger."
    case .ledgerServerSetting:
      "The server of the \(ledger) has \(self[.name]) = \(self[.state]): a power cut may take back what it has recorded, and "
        + "payments could be made twice."
      "Set it to \(self[.expected]), in postgresql.conf or where it was set for the role, for the database or for the connection."
    case .ledgerEncoding:
      "The database of the \(ledger) is in the encoding \(self[.encoding]), and not every name can be kept in it."
      "Have another one made (`CREATE DATABASE name ENCODING UTF8 TEMPLATE template0`), and name it with --ledger."
    case .ledgerAsynchronous:
      "The server of the \(ledger) has standbys (\(self[.names])), and none of them is synchronous: after a failover to one, "
        + "payments that were made would be unknown, and could be made twice."
      "Name one in synchronous_standby_names; or, if no standby will ever take the server's place, add ?durability=single to "
        + "the address in --ledger."
    case .ledgerLibrary:
      "PostgreSQL's library libpq, by which ledgers on servers are reached, cannot be loaded (\(self[.cause]))."
      "Install it (`apt-get install libpq5`), then give the command again."
    case .ledgerAddress:
      "The ledger's address is none that PostgreSQL understands; it is not shown, for there may be a password in it."
      "Write it as postgresql://HOST/DATABASE in --ledger or \(Settings.ledgerName)."
    default: []
    }
  }
}
