import Ledger
import Operations
import Payments
import Reports
import Sheet

/// Something that is watched, as Prometheus reads it: a name, and a number for each set of labels.
struct Metric {
  enum Kind: String {
    /// May go up and down.
    case gauge
    /// Only ever goes up.
    case counter
  }

  typealias Sample = (labels: [String: String], value: Int64)

  let name: String
  var kind = Kind.gauge
  /// What the number is, in one line.
  let help: String
  let samples: [Sample]

  /// In the text format, without the last line's end; nothing without a number.
  var text: String {
    if samples.isEmpty { return "" }
    return (["# HELP \(name) \(help)", "# TYPE \(name) \(kind.rawValue)"] + samples.map(line)).joined(separator: "\n")
  }

  private func line(_ sample: Sample) -> String {
    let labels = sample.labels.sorted { $0.key < $1.key }.map { "\($0.key)=\"\($0.value.escaped)\"" }
      .joined(separator: ",")
    return "\(name)\(labels.isEmpty ? "" : "{\(labels)}") \(sample.value)"
  }

  /// Each number by itself.
  var json: [JSON] { samples.map { ["name": name, "labels": $0.labels, "value": $0.value] } }
}

extension String {
  /// As it stands between the quotes of a label; line feeds are no part of what is printable.
  fileprivate var escaped: String { printable.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") }
}

extension Metric {
  /// Comes last: who has it has all.
  static func ledger(isUp: Bool) -> Metric {
    Metric(name: "aopbatch_ledger_up", help: "Whether the ledger could be read.", samples: [([:], isUp ? 1 : 0)])
  }

  static func collected(_ now: Timestamp) -> Metric {
    Metric(
      name: "aopbatch_collected_timestamp_seconds",
      help: "When these figures were made; if that is long ago, nobody renews them.",
      samples: [([:], now.seconds)]
    )
  }
}

extension LedgerFigures {
  /// What is known of a ledger that can be read. What may be is always there, as zero if there is none, so that an alert
  /// can tell "none" from "not known"; only a moment that never was is left out.
  func metrics(at now: Timestamp) -> [Metric] { doubtful(now) + all + swept + [journal] }

  private func doubtful(_ now: Timestamp) -> [Metric] {
    let known = operations.filter(\.effect.isJournalled).map { operation in
      (operation, doubts.filter { $0.batch.operation.name == operation.name })
    }
    return [
      Metric(
        name: "aopbatch_rows_in_doubt",
        help: "Rows that may have been paid or created, and that a person must find out about.",
        samples: known.map { (["operation": $0.name], Int64($1.count)) }
      ),
      Metric(
        name: "aopbatch_oldest_doubt_timestamp_seconds",
        help: "When the oldest row in doubt was sent; missing if there is none.",
        samples: known.compactMap { operation, doubts in
          doubts.first.map { (["operation": operation.name], $0.since.seconds) }
        }
      ),
      Metric(
        name: "aopbatch_oldest_doubt_age_seconds",
        help: "How long ago that was when these figures were made; 0 if there is none.",
        samples: known.map { operation, doubts in
          (["operation": operation.name], doubts.first.map { max(0, now.seconds - $0.since.seconds) } ?? 0)
        }
      ),
    ]
  }

  private var all: [Metric] {
    [
      Metric(
        name: "aopbatch_batches",
        help: "Batches by where they stand; all but finished and cancelled ones are open.",
        samples: operations.flatMap { operation in
          Standing.allCases.map { standing in
            let count = batches[operation.name]?[standing] ?? 0
            return (["operation": operation.name, "state": standing.rawValue], Int64(count))
          }
        }
      ),
      Metric(
        name: "aopbatch_rows",
        help: "Rows of all batches by what became of them.",
        samples: operations.flatMap { operation in
          let states = operation.outcomes.map(RowState.done) + (operation.effect.isJournalled ? [.sending] : [])
          return (states + [.rejected]).map { state in
            let rows = totals[operation.name]?[state].rows ?? 0
            return (["operation": operation.name, "outcome": state.text], Int64(rows))
          }
        }
      ),
    ]
  }

  private var swept: [Metric] {
    [
      Metric(
        name: "aopbatch_sweep_last_good_timestamp_seconds",
        help: "When the last run of a sheet of look-ups ended that came to its end and got answers; 0 if none did.",
        samples: sweeps.map { ($0.labels, $0.lastGood?.seconds ?? 0) }
      ),
      Metric(
        name: "aopbatch_sweep_last_run_timestamp_seconds",
        help: "When the last run of a sheet of look-ups began, however it ended.",
        samples: sweeps.map { ($0.labels, $0.lastRun.seconds) }
      ),
      Metric(
        name: "aopbatch_sweep_rows_left",
        help: "Rows of a sheet of look-ups that have no final result yet.",
        samples: sweeps.map { ($0.labels, Int64($0.rowsLeft)) }
      ),
    ]
  }

  private var journal: Metric {
    Metric(
      name: "aopbatch_journal_entries_total",
      kind: .counter,
      help: "The number of the journal's newest entry; it goes back only if an older ledger took this one's place.",
      samples: [([:], journalEntries)]
    )
  }

  private var operations: [Operation] { Operation.all }
}

extension Sweep {
  fileprivate var labels: [String: String] { ["operation": operation.name, "sheet": sheet] }
}

extension Timestamp {
  fileprivate var seconds: Int64 { milliseconds / 1000 }
}
