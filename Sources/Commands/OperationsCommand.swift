import ArgumentParser
import Operations
import Payments

struct OperationsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "operations",
    abstract: "The operations, their columns, which are required, and what each may hold.",
    discussion: "Example:  aopbatch operations --json"
  )

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let console = common.console
    try await console.ending {
      let directory = "IFSC directory: \(IFSCDirectory.builtIn.count) codes, \(IFSCDirectory.builtIn.release)"
      try console.show((Operation.all.map(words) + [directory]).joined(separator: "\n\n"))
      try console.show(
        json: OperationsJSON(
          operations: Operation.all.map(OperationJSON.init),
          ifscDirectory: IFSCDirectory.builtIn.release
        )
      )
      return .good
    }
  }

  private func words(_ operation: Operation) -> String {
    let outcomes = operation.outcomes.map(\.rawValue).joined(separator: ", ")
    let columns = operation.columns.indices.map { words(operation, $0) }.joined(separator: "\n")
    return "\(operation.name): \(operation.summary) (\(operation.effect.rawValue))\n\(columns)\n  outcomes: \(outcomes)"
  }

  private func words(_ operation: Operation, _ index: Int) -> String {
    let column = operation.columns[index]
    let lengths = column.rule.lengths
    let length = lengths.count == 1 ? "\(lengths.lowerBound)" : "\(lengths.lowerBound) to \(lengths.upperBound)"
    let example = operation.example(index).map { "; example: \($0)" } ?? ""
    let names = column.aliases + column.fallbacks
    let lines = [
      "  \(column.name) (\(column.needWord)): \(column.rule.format); \(length) characters\(example)",
      names.isEmpty ? nil : "    also: \(names.joined(separator: ", "))",
    ]
    return lines.compactMap(\.self).joined(separator: "\n")
  }
}

extension Column {
  var needWord: String {
    switch need {
    case .required: "required"
    case .optional: "optional"
    case .credential(let credential): "else \(credential.setting)"
    }
  }
}

struct OperationsJSON: Encodable {
  let operations: [OperationJSON]
  let ifscDirectory: String
}

struct OperationJSON: Encodable {
  struct ColumnJSON: Encodable {
    let name: String
    let required: Bool
    var setting: String?
    let aliases: [String]
    let format: String
    let lengthMin, lengthMax: Int
    var example: String?
  }

  let name, summary, effect: String
  let columns: [ColumnJSON]
  let outcomes, resultColumns, errorCodes, warningCodes: [String]

  init(_ operation: Operation) {
    name = operation.name
    summary = operation.summary
    effect = operation.effect.rawValue
    columns = operation.columns.enumerated().map { index, column in
      ColumnJSON(
        name: column.name,
        required: column.need == .required,
        setting: column.credential?.setting,
        aliases: column.aliases + column.fallbacks,
        format: column.rule.format,
        lengthMin: column.rule.lengths.lowerBound,
        lengthMax: column.rule.lengths.upperBound,
        example: operation.example(index)
      )
    }
    outcomes = operation.outcomes.map(\.rawValue)
    resultColumns = operation.ownColumns.map { "aop_\($0)" }
    errorCodes = operation.errorCodes
    warningCodes = operation.warningCodes
  }
}
