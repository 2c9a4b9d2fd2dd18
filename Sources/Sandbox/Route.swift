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
  var registrationField = "RegistrationID"
  /// The field whose last three characters may be a magic value.
  let magicField: String
  let magic: [Trigger]
  /// The fields that make a row known again when it comes once more.
  let identity: [String]
  /// The answer to a reference that was asked for before; `nil` if that is allowed.
  var repeated: Reply?
  /// The published good answer.
  let accept: Booking.Maker
  /// What a registration id is told that is not let in.
  var stranger = "Authentication failed"
  /// The page's form of a refusal. The status is for pages that have more than one.
  let refuse: @Sendable (_ status: Int, _ message: String) -> Reply

  /// The first problem of the form in the page's order of fields.
  func problem(in form: Form) -> String? {
    fields.lazy.compactMap { $0.problem(form[$0.key]) }.first
  }
}

/// A good answer and the fresh reference in it.
struct Booking: Sendable {
  typealias Maker = @Sendable (Form, References) -> Booking

  var reply: Reply
  var reference: String?
}

/// A magic value: the last three characters of the route's magic field, what they do, and how `--help` says that.
typealias Trigger = (value: String, effect: Effect, says: String)

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

  /// Whether a provider that remembers references remembers this request's.
  var isRemembered: Bool {
    switch self {
    case .refuse, .closeUnseen: false
    case .everyOther(let effect), .first(_, let effect): effect.isRemembered
    case .unclear, .instead, .silence, .closeAfterBooking, .page, .truncate: true
    }
  }
}
