import AOPay
import Payments
import Sheet
import TestSupport
import Testing

@testable import Operations

extension Operation {
  static let all = aopay

  static func require(_ name: String) throws -> Operation { try #require(all.named(name), "no operation \(name)") }
}

func layout(_ header: [String], _ operation: String, row: Int = 1) throws -> Layout {
  try Layout(header: PackedRow(header), row: row, operation: .require(operation))
}

let sentAt = Timestamp(milliseconds: 1_795_251_900_123)  // 2026-11-21T09:05:00.123Z

/// What a row of the operation sends; the amount, where there is one, is 12 rupees.
func sampleFields(_ operation: Operation) -> PackedRow {
  let texts: [Rule: String] = [
    .accountNumber: "00110012345678", .amount: "12.00", .transactionType: "IMPS", .ifsc: "HDFC0000001", .name: "Asha",
    .email: "a@example.com", .mobile: "9876543210", .pinCode: "110045", .birthDate: "20/08/2000",
    .latitude: "28.6090", .longitude: "77.2362", .title: "2", .reference: "REF1", .digits: "60600077", .text: "Delhi",
    .credential: "",
  ]
  return PackedRow(operation.columns.map { texts[$0.rule] ?? "" })
}
