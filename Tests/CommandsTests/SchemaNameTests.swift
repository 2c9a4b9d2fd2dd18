import ArgumentParser
import Foundation
import Ledger
import Operations
import Reports
import Sheet
import TestSupport
import Testing

@testable import Commands

/// The schema of what is printed for programs names what the program knows: neither more nor less.
@Suite("The JSON Schema")
struct SchemaNameTests {
  private let definitions: TestSupport.JSON

  init() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
    let schema = root.appending(path: "samples/schema/aopbatch-1.schema.json").standardized
    definitions = try TestSupport.JSON(String(contentsOf: schema, encoding: .utf8)).object("$defs")
  }

  private func names(_ definition: String) throws -> [String] {
    try #require(definitions.object(definition).strings("enum")).sorted()
  }

  @Test("has every code")
  func codes() throws {
    #expect(try names("failureCode") == Failure.Code.allCases.map(\.rawValue).sorted())
    #expect(try names("brakeCode") == Halt.allCases.map(\.code).sorted())
    let ends = [ExitStatus.rowsToLookAt, .inDoubt, .unreachable].compactMap(\.code)
    #expect(try names("endCode") == ends.sorted())
  }

  @Test("has every outcome, state and operation")
  func states() throws {
    #expect(try names("outcome") == Outcome.allCases.map(\.rawValue).sorted())
    #expect(try names("rowState") == RowState.all.map(\.text).sorted())
    #expect(try names("operation") == Operation.all.map(\.name).sorted())
    #expect(try names("standing") == Standing.allCases.map(\.rawValue).sorted())
    #expect(try names("journalEvent") == Event.Kind.allCases.map(\.rawValue).sorted())
  }

  @Test("has a definition of every command")
  func commands() {
    let commands = AopBatch.configuration.subcommands.compactMap { $0.configuration.commandName }
    #expect(Set(commands).subtracting(definitions.keys) == [])
  }
}
