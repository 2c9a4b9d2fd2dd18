import ArgumentParser
import Operations
import Payments

struct OperationsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "operations",
    abstract: "The operations, their columns, and which are required.",
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
    var table = Table()
    for column in operation.columns {
      table.add(
        column.name,
        column.needWord,
        column.aliases.isEmpty ? "" : "also: \(column.aliases.joined(separator: ", "))"
      )
    }
    let outcomes = operation.outcomes.map(\.rawValue).joined(separator: ", ")
    return
      "\(operation.name): \(operation.summary) (\(operation.effect.rawValue))\n\(table.text)\n  outcomes: \(outcomes)"
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
  }

  let name, summary, effect: String
  let columns: [ColumnJSON]
  let outcomes, resultColumns, errorCodes, warningCodes: [String]

  init(_ operation: Operation) {
    name = operation.name
    summary = operation.summary
    effect = operation.effect.rawValue
    columns = operation.columns.map {
      ColumnJSON(
        name: $0.name,
        required: $0.need == .required,
        setting: $0.credential?.setting,
        aliases: $0.aliases
      )
    }
    outcomes = operation.outcomes.map(\.rawValue)
    resultColumns = operation.ownColumns.map { "aop_\($0)" }
    errorCodes = operation.errorCodes
    warningCodes = operation.warningCodes
  }
}
