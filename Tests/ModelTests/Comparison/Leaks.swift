import TestSupport

/// Account numbers and mobiles of a sheet, which must not be in anything that is printed.
struct Leaks {
  private let numbers: Set<String>
  /// Numbers that examples in messages have, and that therefore prove nothing.
  private static let examples: Set<String> = ["9876543210", "1234567890", "50100123456789", "123456789012345"]

  init(_ draft: Draft) {
    let header = HeaderModel(draft)
    let kinds: [Kind: Set<Int>] = Dictionary(
      draft.operation.fields.compactMap { field in header.places[field.name].map { (field.kind, [$0]) } },
      uniquingKeysWith: { $0.union($1) }
    )
    let owns = draft.header.indices.filter { ["Debit Account No", "CORP_ACC_NUM"].contains(draft.header[$0]) }
    let amounts = draft.lines.flatMap { line in (kinds[.amount] ?? []).filter { $0 < line.count }.map { line[$0] } }
    let places = (kinds[.account] ?? []).union(kinds[.mobile] ?? []).union(owns)
    var numbers = Set(draft.options.defaults.filter { $0.key.lowercased().hasPrefix("mobile") }.values)
    for line in draft.lines {
      for place in places where place < line.count { numbers.formUnion(Self.secrets(in: line[place])) }
    }
    // A rejected row's amount is in the sums, also where somebody pasted the account number there.
    self.numbers = numbers.filter { number in
      !amounts.contains { $0.contains(number) } && !Self.examples.contains(where: number.contains)
    }
  }

  init(numbers: [String]) { self.numbers = Set(numbers) }

  private static func secrets(in cell: String) -> [String] {
    let text = Cell.trimmed(cell)
    let digits = text.filter { $0.isASCII && $0.isNumber }
    return [text, digits, PersonRules.mobileDigits(text) ?? ""].filter {
      $0.filter(\.isNumber).count >= 9 && $0 != "#REF!"
    }
  }

  /// What was printed of them; also with blanks or `-` between the digits.
  ///
  /// The sums of rejected amounts are shown right, also of a row whose amount is its account or mobile number.
  func found(in ended: Ended) -> [String] {
    let printed = (ended.stdout + ended.stderr).replacing(/"[0-9]+\.[0-9]{2}"/, with: "")
    let joined = printed.filter { $0 != " " && $0 != "-" }
    return numbers.filter { printed.contains($0) || joined.contains($0) }.sorted()
  }
}
