import Operations

extension Outcome {
  /// What it means and what to do about it, for help texts.
  var help: String {
    switch self {
    case .error: "\(meaning); `resume` asks again"
    case .inDoubt: "\(meaning), then `resolve`; never send it again by hand"
    case .notSent: "\(meaning); `resume` sends it"
    case .accepted, .success, .pending, .registrationRequired, .refunded, .failed: meaning
    }
  }
}
