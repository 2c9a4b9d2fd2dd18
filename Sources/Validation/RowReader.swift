import Operations
import Payments
import Sheet

/// Reads the rows of one sheet by an operation's rules, each without regard to the others, and tells every problem at once.
///
/// Reused from row to row, so that a good row allocates nothing.
struct RowReader: Sendable {
  let layout: Layout
  let rules: Rules
  let columns: [ColumnPlace]
  let unknown: [Layout.SheetColumn]
  let splitAmount: SplitAmount
  let width: RowWidth

  /// Cells stand beyond the header, so that nothing else can be said of the row: its cells may be shifted.
  private(set) var isRagged = false
  private(set) var values = RowValues()
  /// The operation's columns whose value is empty.
  private(set) var emptyColumns: ColumnSet = []
  /// Those in which something is wrong.
  private var wrongColumns: ColumnSet = []
  private(set) var errors: [Finding] = []
  private(set) var warnings: [Finding] = []

  init(layout: Layout, rules: Rules, width: RowWidth = RowWidth()) {
    self.layout = layout
    self.width = width
    splitAmount = SplitAmount(layout)
    self.rules = rules
    columns = layout.operation.columns.indices.map { ColumnPlace($0, layout) }
    unknown = layout.kept.filter { $0.known == nil }
  }

  /// What is to be sent, in the order of the operation's columns; complete only if the row is valid.
  var fields: PackedRow { PackedRow(bytes: values.text, ends: values.ends) }

  /// What makes another row the same payment, whatever is wrong with the rest of the row; nil if it cannot be read.
  var identity: [UInt8]? {
    let wrong = emptyColumns.union(wrongColumns)
    let isRead = layout.operation.identityColumns.allSatisfy { !wrong.contains(ColumnSet($0)) }
    return isRead && !isRagged ? layout.operation.identity(fields) : nil
  }

  /// Reads one row; `values`, `errors` and the others are then about it.
  mutating func read(_ row: borrowing Row) -> Verdict {
    values.removeAll()
    if !errors.isEmpty { errors.removeAll(keepingCapacity: true) }
    if !warnings.isEmpty { warnings.removeAll(keepingCapacity: true) }
    (emptyColumns, wrongColumns) = ([], [])
    if layout.isBlank(row) { return .blank }
    let isLong = row.count > width.cellsMax
    let hasMore = layout.hasCellsBeyondHeader(row)
    isRagged = isLong || hasMore && !width.isMoreThanHeader && !wasNotRagged(row)
    if isRagged {
      // The header may have as many cells, of which the last ones name no column, in our own files too.
      let split = isLong || codesBefore(row).contains("row.fields") ? nil : splitAmount.meant(row, evenUsed: false)
      errors.append(split.map { splitAmount.finding($0.text) } ?? tooManyFields(row))
      return .rejected
    }
    for index in columns.indices { readField(index, row) }
    checkUnknownColumns(row)
    if var split = splitAmount.finding(row, values.amount, isShifted: !errors.isEmpty) {
      // What was certain is not forgotten: its cells may have got a header since.
      split.isError = split.isError || codesBefore(row).contains(splitAmount.code)
      add(split)
    }
    for index in columns.indices { note(columns[index].rule.compare(values, rules), index) }
    if errors.isEmpty { return .valid }
    explainLeftovers(row)
    return .rejected
  }

  /// In a rejected file all cells that its rows had too many have no name: it tells of which rows that was the fault.
  private func wasNotRagged(_ row: borrowing Row) -> Bool {
    let codes = codesBefore(row)
    return !codes.isEmpty && !codes.contains("row.fields")
  }

  private func codesBefore(_ row: borrowing Row) -> String { layout.text("error_codes", row) }

  private mutating func readField(_ index: Int, _ row: borrowing Row) {
    let column = columns[index]
    if column.hasValue {
      let given = layout.values
      note(column.rule.read(given[index], rules, into: &values), index)
    } else if column.position >= 0, column.position < row.count,
      case let cell = row[column.position].cleaned(), !cell.isEmpty
    {
      note(column.rule.read(cell, rules, into: &values), index)
    } else {
      emptyColumns.insert(ColumnSet(index))
      if column.isRequired {
        let name = layout.operation.columns[index].name
        addError("\(name).required", "\(name) is empty, but every row needs one.")
      }
    }
    values.endValue()
  }

  private mutating func checkUnknownColumns(_ row: borrowing Row) {
    for column in unknown where column.position < row.count {
      let cell = row[column.position].cleaned()
      if let watch = column.watch, !watch.isPlain(cell, today: rules.today) { add(watch.finding(column.label)) }
      if ControlCharacters.contains(cell, allowingBreaks: true) {
        let what = "there is an invisible control character in this cell. Delete the cell and type it again."
        addError("row.control", "\(column.label): \(what)")
      }
    }
  }

  private mutating func add(_ found: (Finding, isError: Bool)) {
    if found.isError { errors.append(found.0) } else { warnings.append(found.0) }
  }

  private mutating func addError(_ code: String, _ sentence: String) {
    errors.append(Finding(code: code, sentence: sentence))
  }

  private mutating func note(_ findings: Findings, _ index: Int) {
    if !findings.errors.isEmpty {
      wrongColumns.insert(ColumnSet(index))
      errors += findings.errors.map { finding($0, index) }
    }
    if !findings.warnings.isEmpty { warnings += findings.warnings.map { finding($0, index) } }
  }
}

/// What is done for one of the operation's columns: plain numbers, for the row path must not count references.
struct ColumnPlace: Sendable {
  let rule: any FieldRule.Type
  /// The sheet's column; -1 if it is absent.
  let position: Int
  let isRequired: Bool
  /// The sheet does not have it, and every row has the value that a person gave.
  let hasValue: Bool

  init(_ index: Int, _ layout: Layout) {
    rule = layout.operation.columns[index].rule.type
    position = layout.positions[index] ?? -1
    isRequired = layout.operation.columns[index].need == .required
    hasValue = !layout.values[index].isEmpty
  }
}

// Rows that are no rows: what reports and people leave in sheets.
extension RowReader {
  private static let totalWords = """
    total totals tot gtotal grandtotal grosstotal subtotal nettotal finaltotal batchtotal overalltotal pagetotal totalamount
    sum कुल योग
    """.wordSet

  /// Whether a cell is such a word, or begins with one and goes on with something else than a name.
  private static func isTotal(_ cell: String, isSparse: Bool) -> Bool {
    // No such cell is long, and there are many others.
    let plain = cell.utf8.count <= 60 ? cell.lowercased() : ""
    guard plain.contains("tot") || plain.contains("sum") || !plain.allSatisfy(\.isASCII) else { return false }
    let words = cell.split { !$0.isLetter }.map(String.init)
    let isWord = words.indices.contains { totalWords.contains(ColumnName.plain(words[...$0].joined())) }
    return isWord && (isSparse || totalWords.contains(ColumnName.plain(cell)))
  }

  private mutating func explainLeftovers(_ row: borrowing Row) {
    let cells = layout.trimmedCells(row)
    let isHeader = layout.kept.indices.allSatisfy { index in
      ColumnName.plain(cells.string(index)) == ColumnName.plain(layout.kept[index].name)
    }
    if isHeader {
      errors = [Finding(code: "row.header", sentence: "The row repeats the header. Delete it.")]
    } else if isTotals(cells) {
      let sentence = "This looks like a line of totals, not like a row to send. Delete it."
      errors.insert(Finding(code: "row.total", sentence: sentence), at: 0)
    }
  }

  private func isTotals(_ cells: PackedRow) -> Bool {
    let missing = errors.count { $0.code.hasSuffix(".required") }
    let full = layout.kept.indices.filter { !cells[$0].isEmpty }
    // A sum alone, below a column.
    let isSum = full.count == 1 && layout.kept[full[0]].known.map { layout.operation.columns[$0].rule } == .amount
    return isSum && missing > 1 || full.contains { Self.isTotal(cells.string($0), isSparse: missing > 1) }
  }
}

// Words: only for rows that have something wrong or notable.
extension RowReader {
  /// A problem in the words of this sheet: with the field's name in the code and the header's own in the sentence.
  private func finding(_ problem: Problem, _ index: Int) -> Finding {
    let field = layout.operation.columns[index].name
    let header = layout.kept.first { $0.known == index }?.name ?? field
    return Finding(code: "\(field).\(problem.code)", sentence: "\(header): \(problem.sentence)")
  }

  private func tooManyFields(_ row: borrowing Row) -> Finding {
    let cells = layout.trimmedCells(row)
    let why =
      if let meant = splitAmount.meant(row, evenUsed: true) {
        "A comma has split \(meant.text): write the amount without commas or in double quotes."
      } else if (layout.kept.count..<cells.count).contains(where: { !cells[$0].isEmpty }) {
        "Either a comma inside a cell (as in 1,00,000) split it: put that cell in double quotes. Or a note stands in a "
          + "column without a name: name that column."
      } else {
        "Other rows have not so many, so its cells may be shifted. Compare them with the header; if they are right, delete "
          + "the empty ones (') at the end."
      }
    // Our own columns, which a rejected file brings back, are none that the user counts.
    let own = row.count - (layout.width - layout.kept.count)
    let counts = "The row has \(own) cells, the header \(layout.kept.count)."
    return Finding(code: "row.fields", sentence: "\(counts) \(why) The extra cells are at the end of this line.")
  }
}

/// How many cells a sheet's rows have (contract, section 2).
struct RowWidth: Sendable {
  var cellsMax = Int.max
  /// Every row has more cells than the header, for some programs end each row with a comma or a note: those have no name.
  var isMoreThanHeader = false
  /// The columns that say yes or no in the first rows, and nothing else.
  var answers: Set<Int> = []
}

extension OpenSheet {
  /// Reads the sheet up to the first row that has no more cells than the header, which nearly always is the first one.
  func rowWidth(_ options: ReadingOptions) throws -> RowWidth {
    rewind()
    var reader = try SheetReader(descriptor: descriptor, name: name, options: options)
    var parser = RowParser(reader)
    var (chunk, batch) = (SheetChunk(), RowBatch())
    var (fewest, answers): (Int?, Set<Int>?)
    while reader.next(into: &chunk) {
      parser.parse(chunk, into: &batch)
      answers = answers ?? batch.answers
      for index in 0..<batch.count where !batch.row(index).isEmpty {
        let cells = batch.row(index).count
        if cells <= reader.header.count { return RowWidth(cellsMax: reader.header.count, answers: answers ?? []) }
        fewest = min(fewest ?? cells, cells)
      }
    }
    return fewest.map { RowWidth(cellsMax: $0, isMoreThanHeader: true, answers: answers ?? []) } ?? RowWidth()
  }
}

extension RowBatch {
  /// See `RowWidth`.
  fileprivate var answers: Set<Int> {
    var (answers, others): (Set<Int>, Set<Int>) = ([], [])
    // Enough to tell an answer from an amount.
    for index in 0..<min(count, 20) {
      for column in 0..<row(index).count where !row(index)[column].cleaned().isEmpty {
        let isAnswer = ["y", "n", "yes", "no", "true", "false"].contains(row(index).cleanedText(column).lowercased())
        if isAnswer { answers.insert(column) } else { others.insert(column) }
      }
    }
    return answers.subtracting(others)
  }
}

extension Row {
  fileprivate var isEmpty: Bool {
    for index in 0..<count where !self[index].cleaned().isEmpty { return false }
    return true
  }
}
