import Foundation

/// What the contract says of one row that is not blank, taken alone.
struct RowModel {
  let draft: Draft
  let header: HeaderModel
  /// How many unnamed cells every row has behind the header's.
  let commonExtra: Int

  func verdict(number: Int, line: [String]) -> RowVerdict {
    var row = RowVerdict(number: number)
    let width = draft.header.count
    row.cells = Array((line + Array(repeating: "", count: max(0, width - line.count))).prefix(width))
    row.extra = Array(line.dropFirst(width))
    if row.extra.count > commonExtra {
      row.errors.codes = ["row.fields"]
      // What is remembered of the row is not forgotten over that.
      row.errors.open = ["row.duplicate", "row.repeat", "accountNumber.restored"]
      return row
    }
    for field in draft.operation.fields { judge(field, &row) }
    judgeAmount(&row)
    judgePlace(&row)
    judgeOtherColumns(&row)
    // A row of which most is missing may be called a line of totals.
    if row.errors.fields.count > 1 { row.errors.open.insert("row.total") }
    // Of a row that is wrong anyhow, cells of columns that are used may be what a comma broke (cases, A2).
    if row.errors.isMade, let amount = draft.operation.field(.amount) { row.errors.open.insert("\(amount.name).split") }
    return row
  }

  // MARK: Cells

  /// The trimmed text of a field; nil if there is neither a column nor a default.
  func text(_ field: Field, _ row: RowVerdict) -> String? {
    header.places[field.name].map { Cell.trimmed(row.cells[$0]) } ?? draft.options.defaults[field.name]
  }

  func text(_ kind: Kind, _ row: RowVerdict) -> String? { draft.operation.field(kind).flatMap { text($0, row) } }

  private func judge(_ field: Field, _ row: inout RowVerdict) {
    guard let text = text(field, row) else { return }
    guard !text.isEmpty else {
      if field.isRequired { row.errors.fields.insert(field.name) }
      return
    }
    add(findings(field, text, row), field.name, &row)
  }

  private func findings(_ field: Field, _ text: String, _ row: RowVerdict) -> Findings {
    switch field.kind {
    case .account: BankRules.account(text, draft.options.directory)
    case .ifsc: BankRules.ifsc(text, draft.options.directory, isStrict: draft.options.isStrict)
    case .name: BankRules.name(text, numbers: [self.text(.account, row), self.text(.mobile, row)].compactMap(\.self))
    case .mode: .kept(MoneyRules.mode(text) != nil)
    case .mobile: PersonRules.mobile(text)
    case .email: PersonRules.email(text)
    case .reference: PersonRules.reference(text, onlyDigits: false)
    case .beneficiary: PersonRules.reference(text, onlyDigits: true)
    case .pin: PersonRules.pin(text)
    case .birth: PersonRules.birth(text)
    case .title: PersonRules.title(text)
    case .address, .word: .kept(!Cell.hasControl(text))
    case .amount, .latitude, .longitude: Findings()
    }
  }

  private func add(_ findings: Findings, _ field: String, _ row: inout RowVerdict) {
    if findings.isError { row.errors.fields.insert(field) }
    if findings.isWarning { row.warnings.fields.insert(field) }
    for code in findings.errorCodes { row.errors.codes.insert("\(field).\(code)") }
    for code in findings.warningCodes { row.warnings.codes.insert("\(field).\(code)") }
    for code in findings.openErrors { row.errors.open.insert("\(field).\(code)") }
  }

  // MARK: Amounts

  private func judgeAmount(_ row: inout RowVerdict) {
    guard let field = draft.operation.field(.amount), let text = text(field, row), !text.isEmpty else { return }
    switch AmountReading(text) {
    case .wrong(let code): add(code.map(Findings.error) ?? .error, field.name, &row)
    case .paise(let paise):
      row.paise = paise
      let mode = self.text(.mode, row).flatMap(MoneyRules.mode)
      if mode == "IMPS", paise > MoneyRules.impsMaximum { row.errors.fields.insert(field.name) }
      if mode == "NEFT", paise > MoneyRules.neftLarge { row.warnings.fields.insert(field.name) }
      if paise >= MoneyRules.impossible || paise > draft.options.maxAmount ?? .max {
        row.errors.fields.insert(field.name)
      }
      if isANumberOfTheRow(paise / 100, row) { row.errors.fields.insert(field.name) }
    }
    judgeSplit(text, field, &row)
  }

  private func isANumberOfTheRow(_ rupees: Int128, _ row: RowVerdict) -> Bool {
    let mobile = text(.mobile, row).flatMap(PersonRules.mobileDigits)
    let account = draft.operation.field(.account).flatMap { text($0, row) }
    return [mobile, account].contains { $0.flatMap { Int128($0) } == rupees }
  }

  private func judgeSplit(_ amount: String, _ field: Field, _ row: inout RowVerdict) {
    guard let place = header.places[field.name] else { return }
    var next: [(header: String, text: String)] = []
    for (place, cell) in (row.cells + row.extra).enumerated().dropFirst(place + 1) {
      if place < draft.header.count {
        guard header.meanings[place] == .unknown else { break }
        next.append((Cell.trimmed(draft.header[place]), Cell.trimmed(cell)))
      } else {
        next.append(("", Cell.trimmed(cell)))
      }
    }
    let split = MoneyRules.split(amount: amount, next: next)
    if split.isError { row.errors.codes.insert("\(field.name).split") }
    if split.isWarning { row.warnings.codes.insert("\(field.name).split") }
  }

  // MARK: Places

  private func judgePlace(_ row: inout RowVerdict) {
    guard let latitude = text(.latitude, row), let longitude = text(.longitude, row) else { return }
    let (north, east) = (PersonRules.degrees(latitude), PersonRules.degrees(longitude))
    if !latitude.isEmpty, north.map({ abs($0) > 90 }) ?? true { row.errors.fields.insert("Latitude") }
    if !longitude.isEmpty, east.map({ abs($0) > 180 }) ?? true { row.errors.fields.insert("Longitute") }
    guard let north, let east else { return }
    if PersonRules.longitudes.contains(north), PersonRules.latitudes.contains(east) {
      // Which of the two is named is open.
      if row.errors.fields.isDisjoint(with: ["Latitude", "Longitute"]) { row.errors.fields.insert("Latitude") }
      row.errors.open.formUnion(["Latitude", "Longitute"])
      return
    }
    if !PersonRules.latitudes.contains(north) { row.warnings.fields.insert("Latitude") }
    if !PersonRules.longitudes.contains(east) { row.warnings.fields.insert("Longitute") }
  }

  // MARK: Other columns

  private static let currencies: Set<String> = ["", "inr", "rs", "rs.", "rupees", "₹"]
  private static let holds: Set<String> = ["paid", "hold", "on hold", "cancelled", "stop", "do not pay"]

  private func judgeOtherColumns(_ row: inout RowVerdict) {
    for (meaning, cell) in zip(header.meanings, row.cells) {
      let text = Cell.trimmed(cell).lowercased()
      switch meaning {
      case .currency: if !Self.currencies.contains(text) { row.errors.codes.insert("row.currency") }
      case .status: if Self.holds.contains(text) { row.errors.codes.insert("row.onHold") }
      case .hold:
        if Self.holds.union(["y", "yes", "true"]).contains(text) { row.errors.codes.insert("row.onHold") }
      // The generator writes days of this century alone, far from today.
      case .valueDate: if text.contains("2099") { row.warnings.codes.insert("row.later") }
      case .unknown: if Cell.hasControlBesideBreaks(cell) { row.errors.codes.insert("row.control") }
      case .errorCodes: remember(text, &row)
      case .field, .ours: break
      }
    }
    if row.extra.contains(where: Cell.hasControlBesideBreaks) { row.errors.codes.insert("row.control") }
  }

  /// The memory of rejected files.
  private func remember(_ text: String, _ row: inout RowVerdict) {
    let codes = text.split(separator: ";").map(String.init)
    for code in ["row.duplicate", "row.repeat"] where codes.contains(code) { row.errors.codes.insert(code) }
    let account = self.text(.account, row) ?? ""
    if codes.contains("accountnumber.scientific"), account.hasSuffix("00000") {
      // Nothing but zeros is wrong in itself.
      if account.allSatisfy({ $0 == "0" }) {
        row.errors.open.insert("accountNumber.restored")
      } else {
        row.errors.codes.insert("accountNumber.restored")
      }
    }
  }
}
