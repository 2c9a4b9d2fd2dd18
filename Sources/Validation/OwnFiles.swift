import Ledger
import Operations
import Payments
import Sheet

// What a sheet that is one of our own files says about its rows.
extension Layout {
  /// The cell of our own column of that name, without `aop_`; empty if there is none.
  func text(_ ours: String, _ row: borrowing Row) -> String {
    guard let position = self.ours[ours], position < row.count else { return "" }
    return row.cleanedText(position)
  }

  /// The outcome of a row of a results file; nil if it has none that we know.
  func earlierOutcome(_ row: borrowing Row) -> Outcome? { Outcome(rawValue: text("outcome", row).lowercased()) }

  /// The result of a row of a results file, which had this outcome.
  func earlierResult(_ outcome: Outcome, _ row: borrowing Row) -> CarriedResult {
    let answeredAt = Timestamp(text: text("answered_at", row)) ?? Timestamp(milliseconds: 0)
    var judgement = Judgement(outcome: outcome, message: text("message", row))
    judgement.httpStatus = Int(text("http_status", row))
    judgement.providerStatus = text("provider_status", row)
    judgement.providerCode = text("provider_code", row)
    for name in operation.ownColumns { judgement.own.append(text(name, row)) }
    let tries = max(1, Int(text("attempts", row)) ?? 1)
    let sentAt = Timestamp(text: text("sent_at", row)) ?? answeredAt
    return (outcome, tries, sentAt, RecordedAnswer(judgement, at: answeredAt))
  }

  /// Why a row of a rejected file is rejected again, whatever else is wrong with it (contract, section 2): correcting
  /// another cell of the row must not let through what was rejected beside other rows, nor must the file that is written
  /// now forget it.
  ///
  /// - Parameter fields: Its values as sent, as far as they can be read.
  func remembered(of row: borrowing Row, _ fields: PackedRow) -> [Finding] {
    let codes = Set(text("error_codes", row).split { ";, \t\r\n".contains($0) }.map(String.init))
    var findings = ["row.duplicate", "row.repeat"].filter(codes.contains).map(Finding.init(remembered:))
    for (index, column) in operation.columns.enumerated() where index < fields.count {
      let restored = "\(column.name).restored"
      guard let lost = column.rule.lostDigitsMin, !codes.isDisjoint(with: ["\(column.name).scientific", restored]),
        fields[index].endsInZeros(lost)
      else { continue }
      let what = "A spreadsheet had written the number as 1.2E+13, and now it ends in zeros"
      let meant = "Copy it from where it came from, and clear the cell aop_error_codes."
      findings.append(Finding(code: restored, sentence: "\(column.name): \(what): its last digits are lost. \(meant)"))
    }
    return findings
  }
}

extension Finding {
  /// A row that was rejected as a repetition.
  fileprivate init(remembered code: String) {
    let what = code == "row.repeat" ? "payment of another batch" : "row of its sheet"
    let meant = "To send it on purpose, clear its cell aop_error_codes, and allow it when you send the sheet."
    self.init(code: code, sentence: "This row was rejected before because it repeats a \(what). \(meant)")
  }

  /// A row of a results file whose `aop_row` another one has.
  init(number: String, alsoOf first: Int) {
    let what = "is also that of row \(first) of this file, so it tells neither of the two from the other."
    let meant = "Write a number into this row's cell aop_row that no other row has."
    self.init(code: "row.number", sentence: "aop_row \(number) \(what) \(meant)")
  }

  /// A row that is the same as an earlier one: of payments the same payment, of look-ups the same cells.
  init(duplicateOf first: Int, _ operation: Operation) {
    let noun = operation.hasAmount ? "payment" : "request"
    let same = operation.identityWords.map { "is the same \(noun) as row \(first): the same \($0)" }
    let what = same ?? "is the same as row \(first) in every column"
    let meant = "Delete it; if both are meant, allow duplicates when you send the sheet."
    self.init(code: "row.duplicate", sentence: "The row \(what). \(meant)")
  }

  /// An account that stands in an earlier row under another name.
  init(accountNamedOtherwiseIn first: Int) {
    let what = "This account stands under another name in row \(first)."
    let meant = "Money goes to the account whatever the name says: check which of the two is meant."
    self.init(code: "accountNumber.names", sentence: "\(what) \(meant)")
  }
}

extension Operation {
  /// What makes two rows the same payment, in words.
  fileprivate var identityWords: String? {
    let names = identityColumns.map { columns[$0].rule == .ifsc ? "bank" : columns[$0].name }
    guard let last = names.last else { return nil }
    return names.count == 1 ? last : names.dropLast().joined(separator: ", ") + " and " + last
  }
}
