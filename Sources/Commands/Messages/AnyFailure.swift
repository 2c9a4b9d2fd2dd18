import Sandbox
import Sheet

extension Failure {
  /// The failure behind any error.
  init(_ error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let error as SandboxError:
      let what = error.cause.isEmpty ? error.sentence : "\(error.sentence) \(error.cause)"
      self.init(Code(rawValue: error.code.rawValue) ?? .unexpected, [.cause: what, .reason: error.remedy])
    default: self.init(.unexpected, [.cause: "\(error)"])
    }
  }
}
