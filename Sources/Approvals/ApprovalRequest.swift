public import Operations
public import Payments

/// What is asked of those who approve, as a text that they read, compare with the sheet, and sign (contract, section 9).
///
/// The first line is `aopbatch approval 1`; all others are `name value`, in the order of `lines`. Nothing in it is meant for
/// the program alone, and every line must be what the program would do when the approval is used.
public struct ApprovalRequest: Sendable, Equatable {
  /// What would be done.
  public enum Action: Sendable, Equatable {
    /// A sheet would be sent.
    case run
    /// A batch would go on.
    case resume(batch: String)
    /// A row in doubt would be called not paid. The total is its amount.
    case resolveNotPaid(batch: String, row: Int, payee: String, reason: String)
  }

  public var action: Action
  /// The operation's name.
  public var operation: String
  /// The sheet's file name.
  public var sheet: String
  /// In lower-case hex.
  public var sheetSHA256: String
  /// The digest of what would be sent, with `sha256:` before it.
  public var plan: String
  /// What would be sent.
  public var total: Total
  public var address: String
  /// Tells the registration id from others without telling it; nil where there is none.
  public var registration: String?
  /// The ledger's place.
  public var ledger: String
  /// The entry of the journal that was the last one when the text was made.
  public var head: String
  /// The SHA-256 of the policy's file.
  public var policy: String
  /// From then on it is good for nothing.
  public var expires: Timestamp
  /// The rows with the largest amounts, each in words that show no whole account.
  public var payees: [String]
  /// What repeats payments of other batches and would be sent all the same, and why; nil if that is not allowed.
  public var repeats: Repeats?
  /// Why a sheet is processed that was processed before; nil if it was not.
  public var again: String?
  /// The largest amount of a row, in paise; no line of the text.
  public var largest: Int64 = 0

  public struct Repeats: Sendable, Equatable {
    public var total: Total
    public var reason: String

    public init(total: Total, reason: String) {
      self.total = total
      self.reason = reason
    }
  }

  public init(
    action: Action,
    operation: String,
    sheet: String,
    sheetSHA256: String,
    plan: String,
    total: Total,
    address: String,
    registration: String? = nil,
    ledger: String,
    head: String,
    policy: String,
    expires: Timestamp,
    payees: [String] = [],
    repeats: Repeats? = nil,
    again: String? = nil
  ) {
    self.action = action
    self.operation = operation
    self.sheet = sheet
    self.sheetSHA256 = sheetSHA256
    self.plan = plan
    self.total = total
    self.address = address
    self.registration = registration
    self.ledger = ledger
    self.head = head
    self.policy = policy
    self.expires = expires
    self.payees = payees
    self.repeats = repeats
    self.again = again
  }
}

// The text.
extension ApprovalRequest {
  static let firstLine = "aopbatch approval 1"

  /// Every line ends with a line feed. Characters that would not be seen, or would hide others, are shown as others.
  public var text: String {
    ([Self.firstLine] + lines.map { "\($0.name) \($0.value)" }).map { "\($0)\n" }.joined()
  }

  /// The names of the lines that would be different now, in their order. Where the journal ends and when the approval
  /// expires are no such lines, for both go on: whoever uses the approval looks at them.
  public func differences(from now: ApprovalRequest) -> [String] {
    let (then, now) = (lines, now.lines)
    let names = then.map(\.name) + now.map(\.name).filter { name in !then.contains { $0.name == name } }
    // Bytes, for two spellings of a letter are equal as strings.
    func value(_ name: String, _ lines: [Line]) -> [UInt8]? {
      lines.first { $0.name == name }.map { Array($0.value.utf8) }
    }
    return names.filter { !["head", "expires"].contains($0) && value($0, then) != value($0, now) }
  }

  private typealias Line = (name: String, value: String)

  private var lines: [Line] {
    var lines: [Line] = [
      ("action", action.name), ("operation", operation), ("sheet", sheet), ("sheet-sha256", sheetSHA256),
      ("plan", plan), ("rows", "\(total.rows)"), ("total", total.rupees), ("address", address),
    ]
    if let registration { lines.append(("registration", registration)) }
    lines += [
      ("ledger", ledger), ("head", head), ("policy", policy), ("expires", expires.text), ("in-words", total.inWords),
    ]
    lines += payees.enumerated().map { ("payee-\($0 + 1)", $1) }
    lines += repeatsLines
    lines.append(("again", again == nil ? "no" : "yes"))
    if let again { lines.append(("again-reason", again)) }
    lines += action.lines(total)
    return lines.map { ($0, $1.printable) }
  }

  private var repeatsLines: [Line] {
    guard let repeats else { return [("repeats", "no")] }
    return [
      ("repeats", "allowed"), ("repeats-rows", "\(repeats.total.rows)"), ("repeats-total", repeats.total.rupees),
      ("repeats-reason", repeats.reason),
    ]
  }
}

extension ApprovalRequest.Action {
  var name: String {
    switch self {
    case .run: "run"
    case .resume: "resume"
    case .resolveNotPaid: "resolve"
    }
  }

  /// What a person must know of it besides.
  fileprivate func lines(_ total: Total) -> [(name: String, value: String)] {
    switch self {
    case .run: []
    case .resume(let batch): [("batch", batch)]
    case .resolveNotPaid(let batch, let row, let payee, let reason):
      [
        ("batch", batch), ("row", "\(row)"), ("payee", payee), ("amount", total.rupees), ("decision", "not paid"),
        ("reason", reason),
      ]
    }
  }
}
