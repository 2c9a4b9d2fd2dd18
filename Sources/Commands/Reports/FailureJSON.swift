import Operations
import Reports
import Sheet
import Validation

/// What `--json` says when there is nothing else to say.
struct FailureJSON: Encodable {
  let operation: String?
  let sheet: String?
  let status: Int32
  let code: String
  var reason: String
  /// The batch that was being sent, or was sent before a file could not be written.
  var batch: String?
  /// The batch that the sheet was processed as.
  let previous: String?
  /// What was kept beside before that.
  let files: [String: [String]]?

  init(_ failure: Failure, _ sheet: SheetOptions? = nil, _ output: OutputPaths? = nil) {
    let message = failure.message
    operation = sheet?.operation.name
    self.sheet = sheet?.input.name
    status = message.status.rawValue
    code = failure.code.rawValue
    reason = message.text.namingLedger
    previous = message.status == .processedBefore ? failure.facts[.batch] : nil
    batch = failure.code == .file ? failure.facts[.batch] : nil
    files = output.map { ["kept": $0.kept.paths] }.flatMap { $0["kept"] == [] ? nil : $0 }
  }
}
