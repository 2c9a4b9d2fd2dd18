import GRDB
import Glibc
import Operations
import Payments
import Sheet
import Testing

@testable import Ledger

/// A fresh folder that is gone with its files when the value is.
final class Folder: Sendable {
  let root: String

  init() throws {
    root = "/tmp/aopbatch-ledger-test-\(UInt64.random(in: .min ... .max))"
    try #require(mkdir(root, 0o700) == 0)
  }

  deinit {
    for name in names { unlink("\(root)/\(name)") }
    rmdir(root)
  }

  var ledger: String { "\(root)/ledger.sqlite" }

  var names: [String] {
    guard let folder = opendir(root) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  func permissions(of name: String) -> UInt32 {
    var status = stat()
    return stat("\(root)/\(name)", &status) == 0 ? UInt32(status.st_mode & 0o7777) : 0
  }

  /// All bytes of all files.
  var allBytes: [UInt8] { names.flatMap { Folder.bytes(of: "\(root)/\($0)") } }

  static func bytes(of path: String) -> [UInt8] {
    guard let file = fopen(path, "r") else { return [] }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 64 << 10)
    while case let count = fread(&block, 1, block.count, file), count > 0 { bytes += block[..<count] }
    return bytes
  }

  static func write(_ bytes: [UInt8], to path: String) throws {
    let file = try #require(fopen(path, "w"))
    defer { fclose(file) }
    try #require(fwrite(bytes, 1, bytes.count, file) == bytes.count)
  }
}

extension [UInt8] {
  func contains(_ text: String) -> Bool {
    let wanted = Array(text.utf8)
    return indices.contains { self[$0] == wanted[0] && self[$0...].starts(with: wanted) }
  }
}

extension PackedRow {
  init(_ cells: [String]) {
    self.init()
    for cell in cells { append(cell) }
  }

  var strings: [String] { (0..<count).map(string) }
}

extension Operation {
  static func require(_ name: String) throws -> Operations.Operation {
    try #require(Operations.Operation.named(name), "no operation \(name)")
  }
}

/// 2026-11-21T09:05:00.123Z
let now = Timestamp(milliseconds: 1_795_251_900_123)
let sandbox = "http://127.0.0.1:8080"

func newBatch(
  _ operation: String = "payout",
  sheet: String = "pay.csv",
  sha256: String = "aa",
  rowsSHA256: String = "bb",
  address: String = sandbox,
  header: [String] = ["accountNumber", "amount"],
  again: String? = nil
) throws -> NewBatch {
  NewBatch(
    operation: try .require(operation),
    sheet: sheet,
    folder: "/home/asha",
    renews: false,
    sha256: sha256,
    rowsSHA256: rowsSHA256,
    address: address,
    plan: "sha256:cc",
    header: PackedRow(header),
    blankRows: 2,
    createdBy: "asha",
    again: again
  )
}

func newRow(_ number: Int, paise: Int64 = 1200, payee: String? = nil, isRejected: Bool = false) -> NewRow {
  NewRow(
    number: number,
    cells: PackedRow(["00110012345678", "12"]),
    fields: isRejected ? nil : PackedRow(["00110012345678", "12.00"]),
    amount: Amount(paise: paise),
    payee: isRejected ? nil : payee ?? "HDFC0000001 0011001234567\(number)",
    errors: isRejected ? [Finding(code: "amount.zero", sentence: "Zero.")] : [],
    warnings: []
  )
}

func settlement(
  _ number: Int,
  _ outcome: Outcome,
  attempt: Int = 1,
  state: RowState? = nil,
  reference: String? = nil
) -> Settlement {
  var judgement = Judgement(outcome: outcome)
  judgement.reference = reference
  judgement.message = "the words of \(outcome.rawValue)"
  return Settlement(
    number: number,
    attempt: attempt,
    sentAt: now,
    answeredAt: now.adding(seconds: 1),
    judgement: judgement,
    state: state ?? .done(outcome)
  )
}

extension Ledger {
  /// Records a batch of so many good rows, the first of which is row 2.
  func record(_ batch: NewBatch, rows: [NewRow] = [newRow(2), newRow(3), newRow(4)]) throws -> Batch {
    try write { journal in
      let recorded = try journal.insert(batch, at: now)
      for row in rows { try journal.insert(row, into: recorded.id) }
      return recorded
    }
  }

  func row(_ number: Int, _ batch: Batch) throws -> RecordedRow {
    try #require(try read { try $0.row(number, of: batch) }, "no row \(number)")
  }

  func state(_ number: Int, _ batch: Batch) throws -> RowState { try row(number, batch).state }

  /// Sends a row and settles it.
  func send(_ number: Int, _ batch: Batch, _ outcome: Outcome, attempt: Int = 1, reference: String? = nil) throws {
    try write { journal in
      if batch.operation.effect.isJournalled { try journal.intend(number, of: batch, attempt: attempt, at: now) }
      try journal.settle(settlement(number, outcome, attempt: attempt, reference: reference), of: batch)
    }
  }

  /// Answers a question of the database itself.
  func ask(_ sql: String) throws -> [String] {
    try read { try String.fetchAll($0.database, sql: sql) }
  }
}

/// What opening a ledger is refused with.
func problem(opening path: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> LedgerProblem {
  try #require(
    #expect(throws: LedgerProblem.self, sourceLocation: sourceLocation) { _ = try Ledger(path: path) },
    sourceLocation: sourceLocation
  )
}

/// A database that is not a ledger, or a ledger that somebody changed.
func change(_ path: String, _ sql: String) throws {
  let other = try DatabaseQueue(path: path)
  try other.writeWithoutTransaction { try $0.execute(sql: sql) }
  try other.close()
}

/// Numbers that look random and are the same in every run.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
