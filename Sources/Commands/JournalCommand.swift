import ArgumentParser
import Dispatching
import Glibc
import Ledger
import Sheet

struct JournalCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "journal",
    abstract: "What happened to the ledger or to a batch, as JSON lines that are chained by their digests.",
    discussion: """
      Each line has `previous`, the SHA-256 of the line before, whatever batch that one is about. With --rows: the lines of
      the batch's rows, of which the newest entry's `rows` is the SHA-256.

      Example:  aopbatch journal 20261121-k3fq7 --rows | sha256sum
      """
  )

  @Argument(
    help: "The batch's name, or the beginning of it; all that happened, if none is named.",
    completion: .batches
  )
  var batch: String?

  @Flag(help: "The rows of the batch, with every try, instead of what happened to it.")
  var rows = false

  @OptionGroup var ledger: LedgerOption
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if rows, batch == nil { throw ValidationError("--rows needs a batch: `aopbatch batches` lists their names.") }
  }

  func run() async throws {
    try await common.console.ending {
      try await onThread { [batch, rows, place = try ledger.place()] in
        var output = LinesOutput()
        try place.reading { ledger in
          try output.restart()
          let batch = try batch.map(ledger.batch(named:))
          if rows, let batch {
            try ledger.forEachRowLine(of: batch) { try output.add($0) }
          } else {
            try ledger.forEachJournalLine(of: batch) { try output.add(Array($0.utf8).span) }
          }
        }
        try output.end()
      }
      return .good
    }
  }
}

/// Lines on their way to standard output, many at a time.
private struct LinesOutput {
  private var block: [UInt8] = []
  private static let bytesMax = 1 << 20

  private var isOut = false

  /// What is read once more is written once.
  mutating func restart() throws {
    if isOut { throw Failure(.output, [.cause: "the ledger was changed while it was read"]) }
    block.removeAll()
  }

  mutating func add(_ line: Span<UInt8>) throws {
    for place in line.indices { block.append(line[place]) }
    block.append(UInt8(ascii: "\n"))
    if block.count >= Self.bytesMax { try end() }
  }

  mutating func end() throws {
    isOut = true
    guard Console.write(block, to: STDOUT_FILENO) else { throw Failure(.output, [.cause: Failure.words(for: errno)]) }
    block.removeAll(keepingCapacity: true)
  }
}
