/// The provider's desk: looks at a complete request and decides; knows nothing of connections and files.
final class Desk: Sendable {
  private let entries: [String: (route: Route, effects: [String: Effect])]
  private let registrationID: String?
  private let references = References()
  private let tally: Tally

  init(registrationID: String?, referencesRememberedMax: Int) {
    self.registrationID = registrationID
    tally = Tally(keysMax: referencesRememberedMax)
    let pairs = Route.all.map { route in
      (route.path, (route, Dictionary(uniqueKeysWithValues: route.magic.map { ($0.value, $0.effect) })))
    }
    entries = Dictionary(uniqueKeysWithValues: pairs)
  }

  /// The operation that lives at the path; `nil` if none does.
  func operation(at path: String) -> String? { entries[path]?.route.operation }

  /// Decides in the provider's order: path, method, JSON, registration id, fields, magic values.
  func judge(_ request: Request) -> Verdict {
    guard let (route, effects) = entries[request.path] else { return .refusal(Self.notFound) }
    guard request.method == "POST" else { return .refusal(Self.methodNotAllowed(request.method)) }
    guard let form = Form(request.body) else {
      return .refusal(route.refuse(412, "Post data is empty or not a valid JSON"))
    }
    guard isLetIn(form[route.registrationField]) else { return .refusal(route.refuse(403, route.stranger)) }
    if let problem = route.problem(in: form) { return .refusal(route.refuse(422, problem)) }
    let identity = [route.operation] + route.identity.map { form.text($0) }
    let effect = effects[String(form.text(route.magicField).suffix(3))].flatMap { inForce($0, identity) }
    if let repeated = route.repeated, effect?.isRemembered ?? true, tally.count(key("asked", identity)) > 1 {
      return .refusal(repeated)
    }
    return carryOut(effect, form, route)
  }

  private func isLetIn(_ id: Form.Value?) -> Bool {
    // Without an id to compare with, a missing one is left to the check of the fields, which names it.
    guard case .text(let id) = id else { return registrationID == nil }
    return registrationID.map { $0 == id } ?? !id.isEmpty
  }

  /// Undoes the effects that depend on how often a request came: what is left holds for this request.
  private func inForce(_ effect: Effect, _ identity: [String]) -> Effect? {
    switch effect {
    case .everyOther(let effect): tally.count(key("other", identity)).isMultiple(of: 2) ? nil : effect
    case .first(let times, let effect): tally.count(key("first", identity)) > times ? nil : effect
    default: effect
    }
  }

  /// The parts' lengths keep `1` and `23` apart from `12` and `3`.
  private func key(_ purpose: String, _ identity: [String]) -> String {
    ([purpose] + identity).map { "\($0.utf8.count):\($0)" }.joined()
  }

  private func carryOut(_ effect: Effect?, _ form: Form, _ route: Route) -> Verdict {
    switch effect {
    case nil, .everyOther, .first: return .booked(route.accept(form, references))
    case .instead(let maker): return .booked(maker(form, references))
    case .refuse(let reply): return .refusal(reply)
    case .unclear(let reply): return Verdict(act: .reply(reply), answer: String(reply.status))
    case .silence: return Verdict(act: .silence, answer: "silence")
    case .closeUnseen: return Verdict(act: .close, answer: "closed", isBooked: false, isLogged: false)
    case .closeAfterBooking: return .booked(route.accept(form, references), .close, answer: "closed")
    case .page: return Verdict(act: .reply(.page(200, title: "Please wait")), answer: "html")
    case .truncate:
      let booking = route.accept(form, references)
      // The reply says how long it is, and that is how long it is: only the JSON is broken.
      var reply = booking.reply
      reply.body = String(reply.body.prefix(reply.body.count / 2))
      return .booked(booking, .reply(reply), answer: "truncated")
    }
  }

  private static let notFound = Reply(
    status: 404,
    body: #"{"Message": "No HTTP resource was found that matches the request URI."}"#
  )

  private static func methodNotAllowed(_ method: String) -> Reply {
    let message = JSONText.quoted("The requested resource does not support http method '\(method)'.")
    return Reply(status: 405, body: #"{"Message": \#(message)}"#)
  }
}
