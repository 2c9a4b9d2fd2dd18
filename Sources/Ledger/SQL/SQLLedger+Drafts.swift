import Operations
import Payments
import Sheet

// A sheet becomes a batch.
extension SQLLedger {
  func draft(_ new: NewBatch, at now: Timestamp) throws -> HeldBatch {
    try write { connection in
      let id = try connection.insert(new, named: freshName(now, connection), at: now)
      // Locked before anybody else can see it, for a draft that nobody holds is dropped.
      guard let lock = try lock(id) else { throw Failure(.batchBusy, [.batch: new.sheet]) }
      return HeldBatch(try batch(id, connection), lock)
    }
  }

  /// The day, so that people can place it, and five characters that are easy to tell apart.
  private func freshName(_ now: Timestamp, _ connection: Connection) throws -> String {
    let day = now.text.prefix(10).filter { $0 != "-" }
    while true {
      // A letter first: digits alone would be masked like an account's wherever the batch is named.
      let letters = "abcdefghjkmnpqrstvwxyz"
      let mark = String((0..<5).compactMap { ($0 == 0 ? letters : "\(letters)23456789").randomElement() })
      let name = "\(day)-\(mark)"
      if try !connection.exists("batch WHERE name = ?", [name]) { return name }
    }
  }

  func append(_ rows: [NewRow], to draft: HeldBatch, at now: Timestamp) throws {
    try writeParts(of: rows) { some, connection in
      var change = TotalsChange()
      var identities = IdentityBlock()
      for row in some {
        change.add(paise: row.amount?.paise ?? 0, to: row.state)
        if let identity = row.identity, row.fields != nil { identities.append(identity, row.number) }
      }
      try connection.insert(some, batch: draft.batch.id, at: now)
      try connection.insert(identities, batch: draft.batch.id)
      try connection.add(change, batch: draft.batch.id)
    }
  }

  func complete(_ draft: HeldBatch, _ digests: SheetDigests) throws -> HeldBatch {
    // Counted before others are kept waiting: nobody else changes a draft.
    let counted = try read { try $0.countedFindings(of: draft.batch.id) }
    return try write { connection in
      try connection.run(
        "UPDATE batch SET sha256 = ?, rows_sha256 = ?, plan = ?, blank_rows = ? WHERE id = ?",
        [digests.sha256, digests.rowsSHA256, digests.plan, digests.blankRows, draft.batch.id]
      )
      try connection.store(counted, batch: draft.batch.id)
      return draft.with(try batch(draft.batch.id, connection))
    }
  }

  func amend(
    _ draft: HeldBatch,
    errors: [Int: Finding],
    warnings: [Int: Finding],
    at now: Timestamp
  ) throws {
    try writeParts(of: Set(errors.keys).union(warnings.keys).sorted()) { numbers, connection in
      let warn = """
        warning_codes = coalesce(warning_codes || ';', '') || ?, warnings = coalesce(warnings || ' ', '') || ?
        """
      let reject = "state = 'rejected', since = \(now.milliseconds), fields = NULL, error_codes = ?, errors = ?"
      var change = TotalsChange()
      for number in numbers {
        // Before the error, after which a row is not planned any more.
        if let warning = warnings[number] { try amend(number, of: draft.batch, warn, warning, connection) }
        guard let error = errors[number] else { continue }
        let paise = try amend(number, of: draft.batch, reject, error, connection)
        change.add(paise: paise, from: .planned, to: .rejected)
      }
      try connection.add(change, batch: draft.batch.id)
    }
  }

  /// Gives the row's paise. Of what was approved nothing is changed any more, and a rejected row is not asked about.
  @discardableResult
  private func amend(
    _ number: Int,
    of draft: Batch,
    _ columns: String,
    _ finding: Finding,
    _ connection: Connection
  ) throws -> Int64 {
    let paise: Int64? = try connection.value(
      """
      UPDATE row SET \(columns) WHERE batch = ? AND number = ? AND state = 'planned'
        AND EXISTS (SELECT 1 FROM batch WHERE batch.id = row.batch AND status = 'draft')
      RETURNING amount
      """,
      [finding.code, finding.sentence, draft.id, number]
    )
    guard let paise else {
      throw Failure(.rowState, [.batch: draft.name, .row: "\(number)", .state: RowState.planned.text])
    }
    return paise
  }

  func approve(_ draft: HeldBatch, knowing known: Precedent, with more: [Event], at now: Timestamp) throws
    -> HeldBatch
  {
    // Asked before others are kept waiting, for many rows take seconds; once more only if somebody wrote since.
    let asked = try read { (version: try $0.version(), isKnown: try isKnown(known, to: draft, $0)) }
    return try record(of: draft.batch.id) { connection in
      try connection.holdApprovals(of: Provider.key(of: draft.batch.address))
      let isUnchanged = try asked.version == connection.version()
      guard try isUnchanged ? asked.isKnown : isKnown(known, to: draft, connection) else {
        throw Failure(.sheetRecordedMeanwhile, [.sheet: draft.batch.sheet])
      }
      try connection.run("UPDATE batch SET status = 'open' WHERE id = ?", [draft.batch.id])
      let batch = try batch(draft.batch.id, connection)
      guard batch.isSame(as: draft.batch) else {
        let cause = "batch \(batch.name): it is not what was recorded"
        throw Failure(.ledgerTampered, [.path: place, .cause: cause])
      }
      let planned = try connection.totals(of: batch.id)[.planned]
      var events = [Event(at: now, .recorded, by: batch.createdBy, facts: batch.facts(planned))]
      if let again = batch.again { events.append(Event(at: now, .again, by: batch.createdBy, reason: again)) }
      return (draft.with(batch), events + more)
    }
  }

  private func isKnown(_ known: Precedent, to draft: HeldBatch, _ connection: Connection) throws -> Bool {
    try precedent(of: draft.batch, known.scope, connection) == known
  }

  func discard(_ draft: HeldBatch) throws {
    try drop(draft.batch.id)
    draft.release()
  }

  /// Drops the drafts of processes that have died: nobody holds them.
  func dropOrphans() throws {
    let drafts: [Int64] = try read { try $0.values("SELECT id FROM batch WHERE status = 'draft'") }
    for draft in drafts {
      guard let lock = try lock(draft) else { continue }
      try drop(draft)
      lock.release()
    }
  }

  /// Drops a draft that this process holds, unless it was approved meanwhile.
  private func drop(_ draft: Int64) throws {
    guard try read({ try $0.exists("batch WHERE id = ? AND status = 'draft'", [draft]) }) else { return }
    try writeInSteps { try $0.deleteRows(of: draft, most: Self.rowsAtOnceMax) }
    try write { connection in
      for table in ["payments", "total", "finding"] {
        try connection.run("DELETE FROM \(table) WHERE batch = ?", [draft])
      }
      try connection.run("DELETE FROM batch WHERE id = ?", [draft])
    }
  }
}

extension Batch {
  var texts: [(name: String, value: String)] {
    [
      ("operation", operation.name), ("sheet", sheet), ("path", path), ("folder", folder),
      ("sha256", digests.sha256), ("rowsSha256", digests.rowsSHA256), ("plan", digests.plan), ("address", address),
      ("registration", registration ?? ""), ("created", createdAt.text),
    ]
  }

  /// Whether nobody changed it: its status is another matter.
  fileprivate func isSame(as other: Batch) -> Bool {
    texts.elementsEqual(other.texts, by: ==) && (createdBy, again) == (other.createdBy, other.again)
  }

  /// What its first entry in the journal says.
  func facts(_ planned: Total) -> [JSONValue.Pair] {
    texts.map { .init($0.name, .string($0.value)) } + [
      .init("planned", .number("\(planned.rows)")), .init("total", .string(planned.rupees)),
    ]
  }
}
