import TestSupport

/// Makes up a sheet of any operation, its options and its bytes, from a number alone.
struct SheetGenerator {
  private let operation: Operation
  private let good: GoodCells
  private let bad: BadCells
  private var columns: [Column] = []
  private var options = Options()

  /// The sheet with that number under the seed of this process.
  static func sheet(number: Int) -> (draft: Draft, dialect: Dialect) {
    var generator = SeededGenerator(part: number)
    let operation = generator.once(in: 2) ? Operation.payout : generator.pick(Operation.all)
    var maker = SheetGenerator(operation, &generator)
    var draft = maker.draft(&generator)
    Totals.choose(&draft, &generator)
    return (draft, Dialect(draft, &generator))
  }

  private init(_ operation: Operation, _ generator: inout SeededGenerator) {
    self.operation = operation
    if operation.name == "payout" { Self.chooseDirectory(&options, &generator) }
    good = GoodCells(directory: options.directory)
    bad = BadCells(directory: options.directory)
  }

  private static func chooseDirectory(_ options: inout Options, _ generator: inout SeededGenerator) {
    let codes: Set<String> = ["QQQQ0000001", "QQQQ0000002", "WWWW0ABC123"]
    let title = "BANK,IFSC,BRANCH,CENTRE,DISTRICT,STATE,ADDRESS,CONTACT,IMPS,RTGS,CITY,ISO3166,NEFT,MICR,UPI,SWIFT\n"
    let line = { (code: String, isReachable: Bool) in
      "\(code.prefix(4)),\(code),A,B,C,D,E,F,true,true,G,IN-MH,\(isReachable),1,true,\n"
    }
    switch generator.number(0...5) {
    case 0:
      options.directory = Directory(reachable: codes)
      options.directoryFile = ("codes.txt", codes.sorted().joined(separator: "\n") + "\n")
    case 1:
      let unreachable: Set<String> = ["QQQQ0000009", "ZZZZ0000009"]
      options.directory = Directory(reachable: codes, unreachable: unreachable)
      let lines = codes.sorted().map { line($0, true) } + unreachable.sorted().map { line($0, false) }
      options.directoryFile = ("IFSC.csv", title + lines.joined())
    default: break
    }
    options.isStrict = generator.once(in: 6)
  }

  private mutating func draft(_ generator: inout SeededGenerator) -> Draft {
    columns = ColumnMaker(operation: operation).columns(&generator)
    var lines: [[String]] = []
    for row in 0..<generator.number(1...14) {
      let isSame = generator.once(in: 8) && !lines.isEmpty
      lines.append(isSame ? again(generator.pick(lines), &generator) : line(row, &generator))
    }
    options.allowsDuplicates = generator.once(in: 8)
    var draft = Draft(operation: operation, header: columns.map(\.header), lines: lines, options: options)
    Mischief.mix(&draft, columns, &generator)
    return draft
  }

  // MARK: Lines

  private func line(_ row: Int, _ generator: inout SeededGenerator) -> [String] {
    let (isPlain, isSpelled) = (generator.once(in: 2), generator.once(in: 2))
    var cells = columns.map { column in
      let cell = cell(column, row, &generator)
      guard !isPlain, let field = column.field else { return cell }
      let spelled = isSpelled ? Spelling.vary(field.kind, cell, &generator) : cell
      return generator.once(in: 4) ? Spelling.pad(spelled, &generator) : spelled
    }
    if !isPlain, !isSpelled { spoil(&cells, &generator) }
    if generator.once(in: 4) { splitAmount(&cells, &generator) }
    return cells
  }

  private func cell(_ column: Column, _ row: Int, _ generator: inout SeededGenerator) -> String {
    switch column.source {
    case .field(let field):
      !field.isRequired && generator.once(in: 3) ? "" : good.cell(field.kind, &generator)
    case .unknown: OtherCells.cell(column.header, row: row, &generator)
    case .special: OtherCells.special(column.header, &generator)
    case .memory: OtherCells.memory(&generator)
    }
  }

  private func spoil(_ cells: inout [String], _ generator: inout SeededGenerator) {
    let places = columns.indices.filter { columns[$0].field != nil }
    for place in places.shuffled(using: &generator).prefix(generator.number(1...3)) {
      if let field = columns[place].field { cells[place] = bad.cell(field.kind, &generator) }
    }
    guard operation.name == "payout", generator.once(in: 6), let amount = place(.amount), let name = place(.name),
      let account = place(.account), let mobile = place(.mobile)
    else { return }
    cells[account] = generator.digits(generator.pick([9, 14]))
    cells[mobile] = "9" + generator.digits(9)
    cells[generator.pick([amount, name])] = cells[generator.pick([account, mobile])]
  }

  private func place(_ kind: Kind) -> Int? { columns.firstIndex { $0.field?.kind == kind } }

  /// What an unquoted comma inside an amount does.
  private func splitAmount(_ cells: inout [String], _ generator: inout SeededGenerator) {
    guard let amount = place(.amount), amount + 2 < columns.count, case .unknown = columns[amount + 1].source,
      case .unknown = columns[amount + 2].source, ["Remarks", "Narration"].contains(columns[amount + 2].header)
    else { return }
    let header = columns[amount + 1].header
    let isOfWords = ["Remarks", "Narration", ""].contains(header)
    let isOfNumbers = ["Invoice No", "Sr No"].contains(header)
    var parts = [
      ["12", "500", "x"], ["1", "250", ""], ["999", "123", "y"], ["1250", "500", "x"], ["12.5", "500", ""],
    ]
    if !isOfNumbers { parts += [["1", "250.50", ""], ["12", "500.5", "x"]] }
    if isOfWords { parts += [["1", "00", "000"], ["12", "34", "567.50"], ["1", "00", "x"]] }
    cells.replaceSubrange(amount...(amount + 2), with: generator.pick(parts))
  }

  /// A line once more, as people paste rows twice: spelled otherwise, but the same payment.
  private func again(_ line: [String], _ generator: inout SeededGenerator) -> [String] {
    guard !operation.name.hasSuffix("status"), generator.once(in: 2) else { return line }
    var line = line
    for (place, column) in columns.enumerated() where place < line.count {
      switch column.field?.kind {
      case .name: line[place] = line[place].uppercased()
      case .account:
        if line[place].first?.isNumber ?? false, line[place].count < 16 { line[place] = "00" + line[place] }
      case .mode: line[place] = line[place].lowercased().count == 4 ? line[place].lowercased() : line[place]
      case nil: if case .unknown = column.source { line[place] = "again" }
      default: break
      }
    }
    return line
  }
}
