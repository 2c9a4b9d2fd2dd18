import TestSupport

/// What people do to a whole sheet: blank lines, spare cells, headers that mislead, totals.
enum Mischief {
  static func mix(_ draft: inout Draft, _ columns: [Column], _ generator: inout SeededGenerator) {
    let hasExtras = extras(&draft, &generator)
    if !hasExtras, generator.once(in: 4) { blankLines(&draft, &generator) }
    if generator.once(in: 6) { dropTrailing(&draft, &generator) }
    if generator.once(in: 6) { mislead(&draft, columns, &generator) }
  }

  /// Cells behind the header's: in every row (whether an empty one counts there is open), or in some.
  private static func extras(_ draft: inout Draft, _ generator: inout SeededGenerator) -> Bool {
    // A header of one cell does not say what stands between cells.
    guard generator.once(in: 8), draft.lines.count > 1, draft.header.count > 1 else { return false }
    if generator.once(in: 3) {
      for place in draft.lines.indices { draft.lines[place].append(generator.pick(["spare", "note"])) }
      return true
    }
    let most = generator.number(1...(draft.lines.count - 1))
    for place in draft.lines.indices.shuffled(using: &generator).prefix(most) {
      draft.lines[place] += generator.pick([[""], ["spare"], ["", "spare"], ["", ""], ["250.50"]])
    }
    return true
  }

  private static func blankLines(_ draft: inout Draft, _ generator: inout SeededGenerator) {
    let empty = Array(repeating: "", count: draft.header.count)
    let blank = Array(repeating: " ", count: draft.header.count)
    for _ in 0..<generator.number(1...3) {
      draft.lines.insert(generator.pick([[], [], empty, blank]), at: generator.number(0...draft.lines.count))
    }
    if generator.once(in: 2) { draft.above = generator.pick([[[]], [empty], [[], empty]]) }
  }

  /// Trailing empty cells may be missing.
  private static func dropTrailing(_ draft: inout Draft, _ generator: inout SeededGenerator) {
    for place in draft.lines.indices where draft.lines[place].count <= draft.header.count {
      while draft.lines[place].count > 1, draft.lines[place].last == "" { draft.lines[place].removeLast() }
    }
  }

  // MARK: Headers

  private static func mislead(_ draft: inout Draft, _ columns: [Column], _ generator: inout SeededGenerator) {
    switch generator.number(0...5) {
    case 0: missing(&draft, columns, &generator)
    case 1: ambiguous(&draft, columns, &generator)
    case 2, 3: plainer(&draft, columns, &generator)
    case 4: twice(&draft, columns, &generator)
    default: draft.lines = generator.pick([[], [[]], [[], Array(repeating: "", count: columns.count)]])
    }
  }

  private static func missing(_ draft: inout Draft, _ columns: [Column], _ generator: inout SeededGenerator) {
    let places = columns.indices.filter { columns[$0].field?.isRequired ?? false }
    guard columns.count > 1, let place = places.randomElement(using: &generator), let field = columns[place].field
    else { return }
    // Without the column behind it an amount would have another neighbour.
    draft.header[place] = "Department 2"
    for line in draft.lines.indices where place < draft.lines[line].count && !draft.lines[line].isEmpty {
      draft.lines[line][place] = "Sales"
    }
    if field.kind == .mode, generator.once(in: 2) {
      draft.options.defaults = [field.name: generator.pick(["NEFT", "IMPS"])]
    }
    if field.kind == .mobile, generator.once(in: 2) {
      draft.options.defaults = [field.name: "98" + generator.digits(8)]
    }
  }

  private static func ambiguous(_ draft: inout Draft, _ columns: [Column], _ generator: inout SeededGenerator) {
    guard let place = columns.firstIndex(where: { $0.field?.kind == .amount }) else { return }
    draft.header[place] = generator.pick(Operation.ambiguousAmounts)
  }

  /// A generic column, and one that says more plainly what is meant; perhaps with the option that tells them apart.
  private static func plainer(_ draft: inout Draft, _ columns: [Column], _ generator: inout SeededGenerator) {
    guard draft.operation.name == "payout",
      let kind = Operation.genericHeaders.keys.sorted(by: { "\($0)" < "\($1)" }).randomElement(using: &generator),
      let place = columns.firstIndex(where: { $0.field?.kind == kind }), let field = columns[place].field,
      let plainer = Operation.plainerHeaders[kind]?.randomElement(using: &generator),
      draft.lines.allSatisfy({ $0.isEmpty || $0.count == columns.count })
    else { return }
    draft.header[place] = generator.pick(Operation.genericHeaders[kind] ?? [])
    draft.header.insert(plainer, at: 0)
    let good = GoodCells(directory: draft.options.directory)
    for line in draft.lines.indices where !draft.lines[line].isEmpty {
      draft.lines[line].insert(good.cell(kind, &generator), at: 0)
    }
    for line in draft.above.indices where !draft.above[line].isEmpty { draft.above[line].append("") }
    if generator.once(in: 2) {
      draft.options.columns = [field.name: generator.pick([plainer, draft.header[place + 1]])]
    }
  }

  /// Two columns that mean the same field.
  private static func twice(_ draft: inout Draft, _ columns: [Column], _ generator: inout SeededGenerator) {
    guard let place = columns.indices.filter({ columns[$0].field != nil }).randomElement(using: &generator),
      let field = columns[place].field,
      !["contact", "applicant", "payment type"].contains(where: draft.header[place].lowercased().contains),
      draft.lines.allSatisfy({ $0.isEmpty || $0.count == columns.count })
    else { return }
    // Of an account's and a contact's column the account's counts, and so does a payee's beside an applicant's.
    let weak = ["Contact", "Applicant", "Payment Type"]
    let headers = field.headers.filter { header in !weak.contains(where: header.hasPrefix) }
    draft.header.append(generator.pick([field.name] + headers))
    for line in draft.lines.indices where !draft.lines[line].isEmpty { draft.lines[line].append("x") }
    for line in draft.above.indices where !draft.above[line].isEmpty { draft.above[line].append("") }
  }
}

/// Limits and control totals, right or wrong by what the model says of the sheet without them.
enum Totals {
  static func choose(_ draft: inout Draft, _ generator: inout SeededGenerator) {
    guard generator.once(in: 3), case .judged(let sheet) = SheetModel.verdict(draft) else { return }
    let isClear = sheet.rows.allSatisfy { !$0.errors.isOpen && $0.paise != nil }
    guard isClear else { return }
    if generator.once(in: 4) { draft.options.isAllOrNothing = true }
    if generator.once(in: 3) { draft.options.expectRows = sheet.rows.count + (generator.once(in: 3) ? 1 : 0) }
    guard draft.operation.field(.amount) != nil else { return }
    let amounts = sheet.rows.compactMap(\.paise)
    let total = amounts.reduce(0, +)
    if total > 0, generator.once(in: 3) { draft.options.expectTotal = total + (generator.once(in: 3) ? 1 : 0) }
    if let most = amounts.max(), most > 1, generator.once(in: 4) {
      draft.options.maxAmount = generator.pick([most, most - 1, 1_00_000_00])
    }
    let valid = sheet.rows.filter { !$0.errors.isMade }.compactMap(\.paise).reduce(0, +)
    if valid > 1, generator.once(in: 4) { draft.options.maxTotal = generator.pick([valid, valid - 1]) }
  }
}
