import Operations
import Testing

@Suite("The state table of a row")
struct RowStateTests {
  static let states: [RowState] = [
    .planned, .rejected, .sending, .done(.accepted), .done(.success), .done(.pending), .done(.registrationRequired),
    .done(.refunded), .done(.failed), .done(.error), .done(.inDoubt), .done(.notSent),
  ]

  /// The ways of what moves money or creates something; there are no others.
  static let journalled: [RowState: Set<RowState>] = [
    .planned: [.sending, .done(.notSent)],
    .sending: [
      .planned, .done(.accepted), .done(.success), .done(.registrationRequired), .done(.failed), .done(.inDoubt),
      .done(.notSent),
    ],
    .done(.inDoubt): [.done(.accepted), .done(.success), .done(.notSent)],
    .done(.notSent): [.planned],
  ]

  /// The ways of look-ups, which are recorded when they are answered and may be asked again until they are final.
  static let lookUps: [RowState: Set<RowState>] = [
    .planned: [
      .done(.success), .done(.pending), .done(.refunded), .done(.failed), .done(.error), .done(.notSent),
    ],
    .done(.pending): [.planned], .done(.error): [.planned], .done(.notSent): [.planned],
  ]

  @Test("from every state to every state", arguments: states, states)
  func allPairs(from: RowState, to: RowState) {
    for effect in [Effect.money, .creates] {
      #expect(from.successors(effect).contains(to) == (Self.journalled[from] ?? []).contains(to), "\(effect)")
    }
    #expect(from.successors(.lookUp).contains(to) == (Self.lookUps[from] ?? []).contains(to))
  }

  @Test("there is no other state")
  func whole() {
    #expect(Set(RowState.all) == Set(Self.states))
    #expect(RowState.all.count == Self.states.count)
  }

  @Test(
    "a final row never changes",
    arguments: [Outcome.accepted, .success, .failed, .refunded, .registrationRequired]
  )
  func finalStates(outcome: Outcome) {
    for effect in [Effect.money, .creates, .lookUp] { #expect(RowState.done(outcome).successors(effect).isEmpty) }
  }

  static let texts: [(state: RowState, text: String)] = [
    (.planned, "planned"), (.rejected, "rejected"), (.sending, "sending"), (.done(.accepted), "accepted"),
    (.done(.success), "success"), (.done(.pending), "pending"),
    (.done(.registrationRequired), "registration_required"), (.done(.refunded), "refunded"),
    (.done(.failed), "failed"), (.done(.error), "error"), (.done(.inDoubt), "in_doubt"), (.done(.notSent), "not_sent"),
  ]

  @Test("a state's text is what old ledgers hold, and reads back", arguments: texts)
  func text(state: RowState, text: String) {
    #expect(state.text == text)
    #expect(RowState(text: text) == state)
  }

  @Test("other texts are no state", arguments: ["", "Planned", "done", "in doubt", "planned "])
  func noState(text: String) {
    #expect(RowState(text: text) == nil)
  }
}
