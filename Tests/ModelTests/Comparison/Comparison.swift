import TestSupport

/// What differs between what came of a sheet and what the model says of it.
struct Comparison {
  private let draft: Draft
  private let checked: Checked
  private(set) var complaints: [String]

  init(_ draft: Draft, _ verdict: SheetVerdict, _ checked: Checked) {
    (self.draft, self.checked, complaints) = (draft, checked, checked.complaints)
    if checked.json.number("status").map(Int32.init) != checked.ended.status {
      complaints.append("status in the object is another")
    }
    switch verdict {
    case .refused(let causes, let orRepeated): compareRefusal(causes, orRepeated)
    case .judged(let sheet): compare(sheet)
    }
  }

  private mutating func expect(_ isRight: Bool, _ words: String) {
    if !isRight { complaints.append(words) }
  }

  private mutating func compareRefusal(_ causes: [[String]], _ orRepeated: Bool) {
    let reason = checked.json.text("reason") ?? ""
    let isRefused = checked.ended.status == 65 || orRepeated && checked.ended.status == 6
    expect(isRefused, "ended with \(checked.ended.status), not 65 (\(causes))")
    expect(!reason.isEmpty && checked.json.text("code") != nil, "no reason or code")
    let isNamed = { (words: [String]) in words.allSatisfy { reason.lowercased().contains($0.lowercased()) } }
    expect(causes.isEmpty || causes.contains(where: isNamed), "the reason does not name \(causes): \(reason)")
  }

  private mutating func compare(_ sheet: JudgedSheet) {
    guard [0, 3, 6].contains(checked.ended.status) else {
      complaints.append("ended with \(checked.ended.status), not \(sheet.status): \(checked.json.text("reason") ?? "")")
      return
    }
    for row in sheet.rows { compare(row) }
    let known = Set(sheet.rows.map(\.number))
    for number in Set(checked.rejected.keys).union(checked.warned.keys).subtracting(known).sorted() {
      complaints.append("row \(number) is blank or not there, and in a file")
    }
    // Where remembered repeats leave nothing to send the object may have no more than the reason.
    let isRepeated = sheet.rows.contains { $0.errors.codes.contains("row.repeat") }
    if checked.ended.status == 6, isRepeated, sheet.rows.allSatisfy(\.errors.isMade) { return }
    compareCounts(sheet)
    compareAmounts(sheet)
    compareColumns(sheet)
    let isOpen = sheet.rows.contains { $0.errors.isOpen }
    let status: Int32 = isOpen ? (checked.rejected.isEmpty ? 0 : 3) : sheet.status
    expect(checked.ended.status == status, "ended with \(checked.ended.status), not \(status)")
  }

  // MARK: Rows

  private mutating func compare(_ row: RowVerdict) {
    let rejected = checked.rejected[row.number]
    if let words = row.errors.complaint(about: rejected?.codes ?? []) {
      complaints.append("row \(row.number), errors \(rejected?.codes.sorted() ?? []): \(words)")
    }
    let warned = checked.warned[row.number]
    if rejected != nil {
      expect(warned == nil, "row \(row.number) is rejected and warned of")
    } else if let words = row.warnings.complaint(about: warned?.codes ?? []) {
      complaints.append("row \(row.number), warnings \(warned?.codes.sorted() ?? []): \(words)")
    }
    for found in [rejected, warned].compactMap(\.self) { compareCells(row, found) }
  }

  /// The sheet's own cells, letter for letter but for the guard's `'`.
  private mutating func compareCells(_ row: RowVerdict, _ found: Checked.Row) {
    let header = HeaderModel(draft)
    let own = zip(header.meanings, row.cells).filter { ![.ours, .errorCodes].contains($0.0) }.map(\.1)
    // Empty ones at the end are nothing.
    let kept = row.extra.reversed().drop { $0.allSatisfy(\.isWhitespace) }.reversed()
    let extra = kept + Array(repeating: "", count: max(0, found.extra.count - kept.count))
    expect(own.count == found.cells.count && extra.count == found.extra.count, "row \(row.number) has another width")
    for (ours, theirs) in zip(own + extra, found.cells + found.extra) where !Self.isSame(ours, theirs) {
      complaints.append("row \(row.number): \(ours.debugDescription) became \(theirs.debugDescription)")
    }
  }

  static func isSame(_ sheet: String, _ file: String) -> Bool {
    let scalars = { (text: String) in Array(text.unicodeScalars) }
    if scalars(sheet) == scalars(file) || scalars("'" + sheet) == scalars(file) { return true }
    return sheet.unicodeScalars.first == "'" && scalars(String(sheet.dropFirst())) == scalars(file)
  }

  // MARK: Counts and sums

  private mutating func compareCounts(_ sheet: JudgedSheet) {
    let counts = checked.json.counts("rows") ?? [:]
    let (rejected, warned) = (checked.rejected.count, checked.warned.count)
    let expected = [
      "read": sheet.rows.count, "blank": sheet.blank, "valid": sheet.rows.count - rejected, "rejected": rejected,
      "warned": warned,
    ]
    expect(counts == expected, "rows \(counts.sorted { $0.key < $1.key }), not \(expected.sorted { $0.key < $1.key })")
    compareTally("errors", checked.rejected.values)
    compareTally("warnings", checked.warned.values)
  }

  private mutating func compareTally(_ key: String, _ rows: some Sequence<Checked.Row>) {
    let tally = Dictionary(rows.flatMap(\.codes).map { ($0, 1) }, uniquingKeysWith: +)
    let said = (checked.json.counts(key) ?? [:]).filter { $0.value > 0 }
    expect(said == tally, "\(key) \(said), but in the file \(tally)")
  }

  private mutating func compareAmounts(_ sheet: JudgedSheet) {
    guard draft.operation.field(.amount) != nil else { return }
    let amounts = checked.json.texts("amounts") ?? [:]
    let sums = ["read", "valid", "rejected"].map { exactPaise(amounts[$0]) }
    guard let read = sums[0], let valid = sums[1], let rejected = sums[2] else {
      complaints.append("amounts \(amounts)")
      return
    }
    expect(read == valid + rejected, "amounts do not balance: \(amounts)")
    guard sheet.rows.allSatisfy({ $0.paise != nil }) else { return }
    let isRejected = { [checked] (row: RowVerdict) in checked.rejected[row.number] != nil }
    let sum = { (rows: [RowVerdict]) in rows.reduce(Int128(0)) { $0 + ($1.paise ?? 0) } }
    let expected = (sum(sheet.rows.filter { !isRejected($0) }), sum(sheet.rows.filter(isRejected)))
    expect((valid, rejected) == expected, "amounts \(amounts), not \(rupees(expected.0)) and \(rupees(expected.1))")
  }

  private mutating func compareColumns(_ sheet: JudgedSheet) {
    guard checked.json.keys.contains("columns"), let columns = try? checked.json.object("columns") else {
      complaints.append("no columns in the object")
      return
    }
    let used = columns.texts("used") ?? [:]
    let plain = { (text: String) in Cell.trimmed(text).split(whereSeparator: \.isWhitespace).joined(separator: " ") }
    for (field, header) in sheet.used where plain(used[field] ?? "") != plain(header) {
      complaints.append("\(field) is \(used[field] ?? "no column"), not \(header.debugDescription)")
    }
    let fields = Set(draft.operation.fields.map(\.name))
    let tooMuch = Set(used.keys).intersection(fields).subtracting(sheet.used.keys).subtracting(
      draft.options.defaults.keys
    )
    expect(tooMuch.isEmpty, "used are also \(tooMuch)")
    let unused = Set((columns.strings("unused") ?? []).map(plain))
    expect(Set(sheet.unused.map(plain)).isSubset(of: unused), "unused \(unused.sorted()), not \(sheet.unused.sorted())")
    expect(sheet.header.count == checked.header.count, "the file's header is \(checked.header)")
    for (ours, theirs) in zip(sheet.header, checked.header)
    where !Self.isSame(ours, theirs) && plain(ours) != plain(theirs) {
      complaints.append("the header \(ours.debugDescription) became \(theirs.debugDescription)")
    }
  }
}
