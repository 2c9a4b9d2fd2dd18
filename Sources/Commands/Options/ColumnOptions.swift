import ArgumentParser
import Operations
import Payments
import Sheet

/// What a person says about a sheet's columns, as typed.
struct ColumnOptions: ParsableArguments {
  @Option(
    name: .customLong("column"),
    help: ArgumentHelp(
      "This header of the sheet is that field, whatever other headers say (repeatable; also `columns` in the config file).",
      valueName: "field=header"
    )
  )
  var columns: [String] = []

  @Option(
    name: .customLong("default"),
    help: ArgumentHelp(
      "The value of every row where the sheet has no such column (repeatable; also `defaults` in the config file).",
      valueName: "field=value"
    )
  )
  var defaults: [String] = []

  func validate(for operation: Operation) throws { _ = try typed(operation) }

  /// What was typed, and what the settings say of the fields that nothing was typed about.
  func choice(for operation: Operation, _ settings: Settings) throws -> ColumnChoice {
    let typed = try typed(operation)
    let said = Set(typed.headers.keys).union(typed.values.keys)
    do {
      var choice = try settings.columns.choice(for: operation)
      choice.headers = choice.headers.filter { !said.contains($0.key) }.merging(typed.headers) { $1 }
      choice.values = choice.values.filter { typed.values[$0.key] == nil }.merging(typed.values) { $1 }
      try operation.demandOneField(choice)
      return choice
    } catch let problem as ValidationError {
      throw Failure(.configColumns, [.path: settings.columns.path, .cause: problem.message])
    }
  }

  private func typed(_ operation: Operation) throws -> ColumnChoice {
    var choice = ColumnChoice()
    for text in columns {
      let (field, header) = try Self.parts(of: text, "--column", "header", operation)
      if choice.headers.updateValue(header, forKey: field) != nil { throw Self.twice(operation.columns[field]) }
    }
    for text in defaults {
      let (field, value) = try Self.parts(of: text, "--default", "value", operation)
      if choice.headers[field] != nil || choice.values[field] != nil { throw Self.twice(operation.columns[field]) }
      choice.values[field] = try operation.sent(value, field)
    }
    try operation.demandOneField(choice)
    return choice
  }

  private static func twice(_ column: Column) -> ValidationError {
    ValidationError("\(column.name) is given more than once with --column and --default.")
  }

  private static func parts(
    of text: String,
    _ option: String,
    _ noun: String,
    _ operation: Operation
  ) throws -> (field: Int, value: String) {
    guard let sign = text.firstIndex(of: "="), sign > text.startIndex,
      case let value = text[text.index(after: sign)...], value.contains(where: { !$0.isWhitespace })
    else { throw ValidationError("\(option) takes a field and a \(noun), as in \(option) FIELD=\(noun.uppercased()).") }
    return (try operation.field(String(text[..<sign])), String(value))
  }
}

/// The config file's `columns` and `defaults`: by field, for all operations.
struct ColumnSettings: Sendable {
  typealias Said = (key: String, text: String)

  var path = ""
  var headers: [Said] = []
  var values: [Said] = []

  /// Of the fields that the operation has; others may be another operation's.
  ///
  /// - Throws: `ValidationError` for what no operation has, what is said twice, and a value that the field cannot have.
  func choice(for operation: Operation) throws -> ColumnChoice {
    var (choice, keys) = (ColumnChoice(), [Int: String]())
    func once(_ key: String) throws -> Int? {
      guard let field = try field(key, operation) else { return nil }
      if let other = keys.updateValue(key, forKey: field) {
        throw ValidationError(
          "\(operation.columns[field].name) of \(operation.name) is given more than once, as \"\(other)\" and \"\(key)\": "
            + "keep one. Operations for which they mean different fields need a file each."
        )
      }
      return field
    }
    for (key, header) in headers {
      if let field = try once(key) { choice.headers[field] = header }
    }
    for (key, value) in values {
      if let field = try once(key) { choice.values[field] = try operation.sent(value, field) }
    }
    return choice
  }

  private func field(_ name: String, _ operation: Operation) throws -> Int? {
    if let field = operation.column(named: name) { return field }
    if Operation.all.contains(where: { $0.column(named: name) != nil }) { return nil }
    return try operation.field(name)
  }
}

extension Operation {
  /// The field of that name.
  fileprivate func field(_ name: String) throws -> Int {
    if let field = column(named: name) { return field }
    let wanted = ColumnName.plain(name)
    let near = columns.map { ($0.name, ColumnName.plain($0.name).edits(to: wanted)) }.min { $0.1 < $1.1 }
    let meant = near.flatMap { $0.1 * 2 <= wanted.utf8.count ? " Did you mean \($0.0)?" : nil } ?? ""
    throw ValidationError(
      "\(self.name) has no field \"\(Masking.masked(words: name))\".\(meant) Its fields are \(columns.map(\.name).joined(separator: ", "))."
    )
  }

  /// - Throws: `ValidationError` if one header is said to be two fields.
  fileprivate func demandOneField(_ choice: ColumnChoice) throws {
    var fields: [ColumnName: Int] = [:]
    for (field, header) in choice.headers.sorted(by: { $0.key < $1.key }) {
      guard let other = fields.updateValue(field, forKey: ColumnName(header)) else { continue }
      let name = Masking.masked(words: header)
      throw ValidationError(
        "The header \"\(name)\" is given for two fields, \(columns[other].name) and \(columns[field].name)."
      )
    }
  }

  /// A value as it is sent.
  fileprivate func sent(_ value: String, _ field: Int) throws -> String {
    let column = columns[field]
    if let credential = column.credential {
      throw ValidationError("\(column.name) is no matter of a default: set \(credential.setting).")
    }
    let (sent, findings) = column.rule.type.reading(value, Rules(today: .inIndia))
    guard let sent else {
      let sentence = findings.errors.first?.sentence ?? ""
      throw ValidationError("The default of \(column.name) cannot be sent. \(sentence)")
    }
    return sent
  }
}
