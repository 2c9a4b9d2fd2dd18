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
      try console.show(json: ["operations": Operation.all.map(\.json), "ifscDirectory": IFSCDirectory.builtIn.release])
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
    return Words.lines {
      "  \(column.name) (\(column.needWord)): \(column.rule.format); \(length) characters\(example)"
      names.isEmpty ? "" : "    also: \(names.joined(separator: ", "))"
    }
  }
}

extension Column {
  fileprivate var needWord: String {
    switch need {
    case .required: "required"
    case .optional: "optional"
    case .credential(let credential): "else \(credential.setting)"
    }
  }
}

extension Operation {
  fileprivate var json: JSON {
    [
      "name": name, "summary": summary, "effect": effect.rawValue, "columns": columns.indices.map(json(of:)),
      "outcomes": outcomes.map(\.rawValue), "resultColumns": ownColumns.map { "aop_\($0)" }, "errorCodes": errorCodes,
      "warningCodes": warningCodes,
    ]
  }

  private func json(of index: Int) -> JSON {
    let column = columns[index]
    let lengths = column.rule.lengths
    return [
      "name": column.name, "required": column.need == .required, "setting": column.credential?.setting,
      "aliases": column.aliases + column.fallbacks, "format": column.rule.format, "lengthMin": lengths.lowerBound,
      "lengthMax": lengths.upperBound, "example": example(index),
    ]
  }
}
