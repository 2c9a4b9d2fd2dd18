/// The contract's second section, executable: what must come of a sheet.
struct SheetModel {
  private let draft: Draft
  private let header: HeaderModel

  static func verdict(_ draft: Draft) -> SheetVerdict { SheetModel(draft).verdict() }

  private init(_ draft: Draft) {
    self.draft = draft
    header = HeaderModel(draft)
  }

  /// Columns that are ours are dropped: what stands in them alone makes no row.
  private func isBlank(_ line: [String]) -> Bool {
    line.enumerated().allSatisfy { place, cell in
      place < header.meanings.count && [.ours, .errorCodes].contains(header.meanings[place])
        || Cell.trimmed(cell).isEmpty
    }
  }

  private func verdict() -> SheetVerdict {
    if !header.causes.isEmpty { return .refused(causes: header.causes) }
    let full = draft.lines.filter { !isBlank($0) }
    guard !full.isEmpty else { return .refused(causes: []) }
    let extras = full.map { $0.count - draft.header.count }
    let model = RowModel(draft: draft, header: header, commonExtra: max(0, extras.min() ?? 0))
    var rows: [RowVerdict] = []
    for (place, line) in draft.lines.enumerated() where !isBlank(line) {
      rows.append(model.verdict(number: draft.above.count + place + 2, line: line))
    }
    markSame(&rows, model)
    markNames(&rows, model)
    return conclude(rows)
  }

  // MARK: The same payment

  /// Later rows with the same payment as an earlier one; open where one of the two is rejected anyway.
  private func markSame(_ rows: inout [RowVerdict], _ model: RowModel) {
    var earlier: [[String]: Int] = [:]
    for place in rows.indices where !rows[place].errors.codes.contains("row.fields") {
      guard let identity = identity(rows[place], model) else { continue }
      guard let first = earlier[identity] else {
        earlier[identity] = place
        continue
      }
      if draft.options.allowsDuplicates {
        rows[place].warnings.open.insert("row.duplicate")
      } else if rows[first].errors.isMade || rows[place].errors.isMade {
        rows[place].errors.open.insert("row.duplicate")
      } else {
        rows[place].errors.codes.insert("row.duplicate")
      }
    }
  }

  /// What tells that two rows are the same payment; nil if it cannot be read.
  private func identity(_ row: RowVerdict, _ model: RowModel) -> [String]? {
    let text = { (kind: Kind) in model.text(kind, row) ?? "" }
    let paise = row.paise.map { "\($0)" } ?? ""
    switch draft.operation.name {
    case "payout":
      let account = text(.account).uppercased().drop { $0 == "0" }
      guard !account.isEmpty, paise != "0" else { return nil }
      return [String(text(.ifsc).uppercased().prefix(4)), String(account), paise]
    case "pan-new": return text(.reference).isEmpty ? nil : [text(.reference)]
    case "transfer-otp":
      guard let mobile = PersonRules.mobileDigits(text(.mobile)), paise != "0" else { return nil }
      return [mobile, text(.beneficiary), paise]
    default:
      let own = zip(header.meanings, row.cells).filter { ![.ours, .errorCodes].contains($0.0) }
      return own.map { Cell.trimmed($0.1) } + row.extra.map(Cell.trimmed)
    }
  }

  // MARK: One account under several names

  /// The contract says that it is warned of, but not of which row, nor under which field.
  private func markNames(_ rows: inout [RowVerdict], _ model: RowModel) {
    guard draft.operation.name == "payout" else { return }
    var names: [String: Set<String>] = [:]
    let account = { (row: RowVerdict) in
      String((model.text(.account, row) ?? "").uppercased().drop { $0 == "0" })
    }
    for row in rows where row.errors.codes != ["row.fields"] {
      names[account(row), default: []].insert((model.text(.name, row) ?? "").lowercased())
    }
    for place in rows.indices where names[account(rows[place])]?.count ?? 0 > 1 {
      rows[place].warnings.open.formUnion(["accountNumber", "beneficiaryName", "row.names"])
    }
  }

  // MARK: The end

  private func conclude(_ rows: [RowVerdict]) -> SheetVerdict {
    let options = draft.options
    let amounts = rows.map { $0.paise ?? 0 }
    if let expected = options.expectRows, expected != rows.count {
      return .refused(causes: [["\(expected)", "\(rows.count)"]])
    }
    if let expected = options.expectTotal, expected != amounts.reduce(0, +) { return .refused(causes: []) }
    let valid = rows.filter { !$0.errors.isMade }
    if let most = options.maxTotal, valid.reduce(0, { $0 + ($1.paise ?? 0) }) > most { return .refused(causes: []) }
    if options.isAllOrNothing, valid.count < rows.count {
      let isRepeated = valid.isEmpty && rows.contains { $0.errors.codes.contains("row.repeat") }
      return .refused(causes: [], orRepeated: isRepeated)
    }
    return .judged(
      JudgedSheet(
        rows: rows,
        blank: draft.lines.count - rows.count,
        used: header.places.mapValues { draft.header[$0] },
        unused: Set(zip(header.meanings, draft.header).filter { $0.0 == .unknown && !$0.1.isEmpty }.map(\.1)),
        header: zip(header.meanings, draft.header).filter { ![.ours, .errorCodes].contains($0.0) }.map(\.1),
        status: valid.count == rows.count ? 0 : 3
      )
    )
  }
}
