import AOPay
import Foundation
import Operations
import Sheet
import Testing

extension PackedRow {
  init(_ cells: [String]) {
    self.init()
    for cell in cells { append(cell) }
  }
}

extension Operations.Operation {
  static func require(_ name: String) throws -> Operations.Operation {
    try #require(aopay.named(name), "no operation \(name)")
  }
}

/// The published answers, word for word, as they stand beside the operations; one that is missing is empty, which no
/// test takes for an answer.
enum Published {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources/AOPay/Published")

  /// The names of all of them: `payout-200`.
  static let names = Set(
    (try? FileManager.default.contentsOfDirectory(atPath: folder.path()))?.map { String($0.dropLast(".json".count)) }
      ?? []
  )

  /// The body of one, such as `payout-200`, without the file's last line end.
  static func body(_ name: String) -> String {
    String((try? String(contentsOf: folder.appending(path: "\(name).json"), encoding: .utf8))?.dropLast() ?? "")
  }
}

let sentAt = Timestamp(milliseconds: 1_795_251_900_123)  // 2026-11-21T09:05:00.123Z

/// What a row of the operation sends; the amount, where there is one, is 12 rupees.
func sampleFields(_ operation: Operations.Operation) -> PackedRow {
  let texts: [Rule: String] = [
    .accountNumber: "00110012345678", .amount: "12.00", .transactionType: "IMPS", .ifsc: "HDFC0000001", .name: "Asha",
    .email: "a@example.com", .mobile: "9876543210", .pinCode: "110045", .birthDate: "20/08/2000",
    .latitude: "28.6090", .longitude: "77.2362", .title: "2", .reference: "12345678", .digits: "60600077",
    .text: "Delhi", .credential: "",
  ]
  return PackedRow(operation.columns.map { texts[$0.rule] ?? "" })
}

func judge(
  _ operation: Operations.Operation,
  _ status: Int,
  _ body: String,
  isFirstTry: Bool = true,
  retryAfterSeconds: Int64? = nil
) -> Judgement {
  judge(operation, Answer(status: status, retryAfterSeconds: retryAfterSeconds, body: Array(body.utf8)), isFirstTry)
}

func judge(_ operation: Operations.Operation, _ answer: Answer, _ isFirstTry: Bool = true) -> Judgement {
  operation.judge(.answer(answer), fields: sampleFields(operation), isFirstTry: isFirstTry, sentAt: sentAt)
}
