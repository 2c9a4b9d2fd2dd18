import ArgumentParser
import Operations

struct TemplateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "template",
    abstract: "A header and two sample rows on standard output.",
    discussion: "Example:  aopbatch template payout > salaries.csv"
  )

  @Argument(help: "One of \(Operation.allValueStrings.joined(separator: ", ")).")
  var operation: Operation

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let console = common.console
    try await console.ending {
      // Credentials come from the settings: nobody should be led to write them into sheets.
      let shown = operation.columns.indices.filter { operation.columns[$0].credential == nil }
      let rows = ([operation.columns.map(\.name)] + operation.samples).map { row in shown.map { row[$0] } }
      let lines = rows.map { $0.map(Self.quoted).joined(separator: ",") }
      try console.show(file: lines.joined(separator: "\r\n"))
      try console.show(json: ["operation": operation.name, "columns": rows[0], "rows": Array(rows.dropFirst())])
      return .good
    }
  }

  private static func quoted(_ cell: String) -> String {
    cell.contains { ",\"\r\n".contains($0) } ? "\"\(cell.replacing("\"", with: "\"\""))\"" : cell
  }
}
