import Sheet
import TestSupport
import Testing

@testable import Operations

@Suite("What a person says about columns, and what is no header")
struct ColumnChoiceTests {
  private func choosing(_ header: [String], _ headers: [String: String], _ values: [String: String] = [:]) throws
    -> Layout
  {
    let operation = try Operation.require("payout")
    var choice = ColumnChoice()
    for (field, name) in headers { choice.headers[try #require(operation.column(named: field))] = name }
    for (field, value) in values { choice.values[try #require(operation.column(named: field))] = value }
    return try Layout(header: PackedRow(header), row: 1, operation: operation, choice: choice)
  }

  private static let others = ["transactionType", "beneficiaryIFSC", "beneficiaryName", "mobileNo"]

  @Test("a person's word wins over every name, and the others are not used")
  func chosen() throws {
    let header = ["Account No", "Vendor Account Number", "Beneficiary Account", "Amount", "Net Payable"] + Self.others
    let layout = try choosing(header, ["accountNumber": "vendor account no", "amount": "Net Payable"])
    #expect(layout.positions[0] == 1)
    #expect(layout.positions[1] == 4)
    #expect(layout.kept.filter { $0.known == nil }.map(\.name) == ["Account No", "Beneficiary Account", "Amount"])
    #expect(try choosing(header, ["accountNumber": "Account No", "amount": "Amount"]).positions[0] == 0)
  }

  @Test("a header that a person named must be there, once, and say no paise")
  func notThere() throws {
    let header = ["Account No", "Amount", "Net", "Net", "Payout Amount"] + Self.others
    let cases: [(String, Failure.Code)] = [
      ("Net Pay", .sheetColumnUnknown), ("Net", .sheetColumnTwice), ("Payout Amount", .sheetAmountUnit),
    ]
    for (name, code) in cases {
      let failure = try #require(throws: Failure.self) { try choosing(header, ["amount": name]) }
      #expect(failure.code == code)
      #expect(failure[.name] == name)
    }
    #expect(try choosing(header, ["amount": "Amount"]).positions[1] == 1)
  }

  @Test("a value stands for a column that the sheet does not have, and for no other")
  func values() throws {
    let header = ["Account No", "Amount", "beneficiaryIFSC", "beneficiaryName"]
    let layout = try choosing(header, [:], ["transactionType": "NEFT", "mobileNo": "9876543210", "amount": "5.00"])
    #expect(layout.values.strings == ["", "", "NEFT", "", "", "", "9876543210", ""])
    let missing = try #require(throws: Failure.self) { try choosing(header, [:], ["transactionType": "NEFT"]) }
    #expect(missing[.field] == "mobileNo")
  }

  @Test(
    "cells that may be anything else are not shown",
    arguments: [
      ["Debit Account: 000405001234"], ["AOPAY_REGISTRATION_ID=AOP-SECRET"], ["hunter2"],
      ["registrationId: AOP-SECRET"],
      ["Salary of November", "Rao"], ["-----BEGIN PRIVATE KEY-----"], ["MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSk"],
      ["Test Vendor", "50100123456789", "HDFC0000240", "NEFT", "1250.50", "9876543210"], ["9876543210"],
      ["a@b.co", "x"],
    ]
  )
  func nothingShown(_ header: [String]) throws {
    for operation in Operation.all {
      let failure = try #require(throws: Failure.self) { try layout(header, operation.name) }
      let said = failure.facts.values.joined(separator: " ")
      for cell in header { #expect(!said.contains(cell), "\(operation.name): \(said)") }
    }
  }

  @Test("what stands beside known names is shown if it reads like a name")
  func someShown() throws {
    let failure = try #require(throws: Failure.self) {
      try layout(["Amount", "Narration", "50100123456789", "key=value", "a@b.co", "HDFC0000240"], "payout")
    }
    #expect(failure[.headers] == "Narration")
  }
}
