import Operations
import Reports
import Sheet
import Validation

extension Failure {
  /// What `--json` says when there is nothing else to say.
  ///
  /// - Parameter output: Where files may have been kept beside before that.
  func json(_ sheet: SheetOptions? = nil, _ output: OutputPaths? = nil) -> JSON {
    let message = message
    let kept = output?.kept.paths ?? []
    return [
      "operation": sheet?.operation.name, "sheet": sheet?.input.name, "status": message.status.rawValue,
      "code": code.rawValue, "reason": message.text.namingLedger,
      // What was sent before a file could not be written.
      "batch": code == .file ? facts[.batch] : nil,
      // What the sheet was processed as.
      "previous": message.status == .processedBefore ? facts[.batch] : nil,
      "files": kept.isEmpty ? nil : ["kept": kept],
    ]
  }
}
