public import Operations

/// Others who work on a batch: how many, and rows that they left which nobody has now.
public typealias Others = (working: Int, left: Int)

/// Why nothing more of a batch is started, for all who work on it. The first reason stays until the batch is opened again.
public enum Stopping: Sendable, Equatable {
  /// A brake, and the row whose answer it was; nil if it was no single one's.
  case halted(Halt, row: Int?)
  /// A signal stopped the process that leads the batch.
  case drained
  /// A person gave the batch up.
  case cancelled
  /// Another process takes the lead.
  case resumed
  /// Nothing is left.
  case finished

  /// As the ledger stores it: `halted funds 17`.
  var text: String {
    switch self {
    case .halted(let halt, let row): "halted \(halt.rawValue) \(row ?? 0)"
    case .drained: "drained"
    case .cancelled: "cancelled"
    case .resumed: "resumed"
    case .finished: "finished"
    }
  }

  init?(text: String) {
    let parts = text.split(separator: " ").map(String.init)
    switch parts.first {
    case "halted" where parts.count == 3:
      guard let halt = Halt(rawValue: parts[1]), let row = Int(parts[2]) else { return nil }
      self = .halted(halt, row: row == 0 ? nil : row)
    case "drained": self = .drained
    case "cancelled": self = .cancelled
    case "resumed": self = .resumed
    case "finished": self = .finished
    default: return nil
    }
  }
}
