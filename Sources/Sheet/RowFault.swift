/// What is wrong with a chunk, and in which of its lines: the row's number shows when the lines before it are counted.
struct RowFault: Sendable {
  enum Kind: Sendable {
    case overLimit(RowSink.Limit, SheetLimits)
    case stop(RowParser.Stop, column: Int, isQuoted: Bool, SheetLimits)
    case undecodable(TextDecoder.Undecodable)
    case unreadable(FileProblem)
  }

  let kind: Kind
  /// Counted from 1.
  let line: Int

  init(_ kind: Kind, line: Int) {
    self.kind = kind
    self.line = line
  }

  func error(linesBefore: Int) -> SheetError {
    let row = linesBefore + line
    return switch kind {
    case .overLimit(let limit, let limits): .refused(.overLimit(limit, row: row, limits))
    case .stop(let stop, let column, let isQuoted, let limits):
      .refused(.unreadable(stop, row: row, column: column, isQuoted: isQuoted, limits))
    case .undecodable(let undecodable): .refused(undecodable.refusal(row: row))
    case .unreadable(let problem): .io(problem)
    }
  }
}
