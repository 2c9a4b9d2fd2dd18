import TestSupport

/// A column of a sheet that is being made up.
struct Column {
  enum Source {
    case field(Field)
    /// A column that we do not know, by its header.
    case unknown
    /// Currency, status, hold, value date.
    case special
    /// `aop_error_codes` of a rejected file.
    case memory
  }

  let header: String
  let source: Source

  var field: Field? { if case .field(let field) = source { field } else { nil } }
}

/// Makes up the columns of a sheet.
struct ColumnMaker {
  let operation: Operation

  func columns(_ generator: inout SeededGenerator) -> [Column] {
    var columns: [Column] = []
    for field in operation.fields where field.isRequired || generator.once(in: 2) {
      columns.append(Column(header: header(of: field, &generator), source: .field(field)))
    }
    for header in Operation.ordinaryUnknown.shuffled(using: &generator).prefix(generator.number(0...3)) {
      columns.append(Column(header: header, source: .unknown))
    }
    if operation.name == "payout", generator.once(in: 4) {
      let special = generator.pick(["Currency", "Status", "Payment Status", "Hold", "Value Date"])
      columns.append(Column(header: special, source: .special))
    }
    if generator.once(in: 10) { columns.append(Column(header: "aop_error_codes", source: .memory)) }
    if generator.once(in: 15) { columns.append(Column(header: "aop_row", source: .unknown)) }
    columns.shuffle(using: &generator)
    if operation.field(.amount) != nil, generator.once(in: 5) { makeRoomForASplit(&columns, &generator) }
    return columns
  }

  private func header(of field: Field, _ generator: inout SeededGenerator) -> String {
    let header = generator.once(in: 4) ? field.name : generator.pick([field.name] + field.headers)
    guard !header.contains("("), generator.once(in: 3) else { return header }
    let spellings = [
      header.uppercased(), header.lowercased(), header.replacing(" ", with: "_"), header.replacing(" ", with: "-"),
      header.replacing(" ", with: "."), header.replacing(" ", with: ""), header + "*", header + " *",
      header + " (Mandatory)", header + " (Optional)", " " + header + " ", "\u{FEFF}" + header, "'" + header,
      header + " (MANDATORY) see the notes below",
    ]
    return generator.pick(spellings)
  }

  /// Columns of words, of other things or of numbers behind the amount, for a comma to spill into.
  private func makeRoomForASplit(_ columns: inout [Column], _ generator: inout SeededGenerator) {
    columns.removeAll { ["Remarks", "Narration", "Department", "Branch", "Invoice No", "Sr No"].contains($0.header) }
    guard let place = columns.firstIndex(where: { $0.field?.kind == .amount }) else { return }
    let first = generator.pick(["Remarks", "Narration", "", "Department", "Branch", "Invoice No", "Sr No"])
    let second = first == "Narration" ? "Remarks" : "Narration"
    columns.insert(Column(header: first, source: .unknown), at: place + 1)
    columns.insert(Column(header: second, source: .unknown), at: place + 2)
  }
}

/// What stands in columns that are not the operation's.
enum OtherCells {
  /// Three digits are never among them, nor a number with decimals: those may be what a comma broke.
  static func cell(_ header: String, row: Int, _ generator: inout SeededGenerator) -> String {
    switch header {
    case "Sr No", "aop_row": "\(row + 1)"
    case "Debit Account No", "CORP_ACC_NUM": "000405" + generator.digits(6)
    case "Invoice No": "INV-\(generator.number(1000...9999))"
    case "Salary Month": "Nov-2026"
    case "Invoice Amount": "\(generator.number(10_000...99_999))"
    case "GST": "18"
    case "Invoice Date", "Payment Date": "05/11/2026"
    case "Remarks", "Narration", "": words(&generator)
    default: generator.pick(["Sales", "Pune", "E1042", "Savings", ""])
    }
  }

  private static func words(_ generator: inout SeededGenerator) -> String {
    generator.pick([
      "", "March salary", "Inv 2231, part 2", "=1+1", " =1+1", "+cmd", "-2+3", "@sum", "\u{FF1D}1+1",
      "\u{3000}\u{FF1D}1+1",
      "\u{FEFF}=1+1", "line\nbreak", "say \"hello\"", "tab\there", "bell\u{7}", "00123", "1.2E+11", "12345678901234567",
      "'kept",
      "\u{928}\u{92E}\u{938}\u{94D}\u{924}\u{947}", "caf\u{E9}", "-5", "semi;colon", "a|b", "it's",
    ])
  }

  static func special(_ header: String, _ generator: inout SeededGenerator) -> String {
    switch header {
    case "Currency": generator.pick(["", "INR", "inr", "Rs", "Rs.", "rupees", "₹", "INR", "INR", "USD", "EUR", "AED"])
    case "Value Date": generator.pick(["", "05/11/2020", "2020-11-05", "31/12/2099", "2099-12-31"])
    case "Hold": generator.pick(["", "", "n", "No", "false", "Y", "yes", "TRUE", "Hold"])
    default:
      generator.pick(["", "Approved", "ok", "Active", "", "PAID", "Hold", "on hold", "Cancelled", "stop", "Do Not Pay"])
    }
  }

  static func memory(_ generator: inout SeededGenerator) -> String {
    generator.pick([
      "", "", "", "amount.decimals", "row.duplicate", "amount.zero;row.duplicate", "row.repeat",
      "accountNumber.scientific", "accountNumber.scientific;mobileNo.length",
    ])
  }
}
