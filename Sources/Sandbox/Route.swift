/// One endpoint of the provider: where it is, what it asks for, what it answers.
///
/// A sixth operation is one more of these and one more line in `all`.
struct Route: Sendable {
  /// The five endpoints.
  static let all: [Route] = [.payout, .rechargeStatus, .panStatus, .panNew, .transferOTP]

  /// The operation's name as users know it.
  let operation: String
  let path: String
  let fields: [Field]
  let registrationField: String
  /// The field whose last three characters may be a magic value.
  let magicField: String
  let magic: [Trigger]
  /// The fields that make a row known again when it comes once more.
  let identity: [String]
  /// The answer to a reference that was asked for before; `nil` if that is allowed.
  var repeated: Reply?
  /// The published good answer.
  let accept: Booking.Maker
  /// The answer to a body that is empty or no JSON object.
  let notJSON: Reply
  /// The answer to a registration id that is not let in.
  let stranger: Reply
  /// The answer to a field that is missing or wrong.
  let refuse: @Sendable (_ message: String) -> Reply

  /// The first problem of the form in the page's order of fields.
  func problem(in form: Form) -> String? {
    for field in fields {
      if let problem = field.problem(form[field.key]) { return problem }
    }
    return nil
  }
}

/// A good answer and the fresh reference in it.
struct Booking: Sendable {
  typealias Maker = @Sendable (Form, References) -> Booking

  var reply: Reply
  var reference: String?
}

/// A magic value and what it does.
struct Trigger: Sendable {
  /// The last three characters of the route's magic field.
  let value: String
  let effect: Effect
  /// What happens, for `--help`.
  let says: String

  init(_ value: String, _ effect: Effect, _ says: String) {
    self.value = value
    self.effect = effect
    self.says = says
  }
}

/// What a magic value does instead of the good answer.
indirect enum Effect: Sendable {
  /// Refused; nothing is booked.
  case refuse(Reply)
  /// An answer that leaves open whether anything was booked.
  case unclear(Reply)
  /// Another answer of the provider about a request that it took.
  case instead(Booking.Maker)
  /// Every first of two equal requests gets the effect, every second one the good answer.
  case everyOther(Effect)
  /// As many equal requests get the effect, then come good answers.
  case first(Int, Effect)
  /// No answer: the connection is held.
  case silence
  /// Booked, then closed without an answer.
  case closeAfterBooking
  /// Closed without an answer, as if the request had never come.
  case closeUnseen
  /// An HTML page with status 200.
  case page
  /// Booked, but only half of the good answer arrives.
  case truncate
}

extension Effect {
  /// Whether a provider that remembers references remembers this request's.
  var isRemembered: Bool {
    switch self {
    case .refuse, .closeUnseen: false
    case .everyOther(let effect), .first(_, let effect): effect.isRemembered
    case .unclear, .instead, .silence, .closeAfterBooking, .page, .truncate: true
    }
  }
}
