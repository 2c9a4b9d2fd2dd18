import TestSupport

/// How a second sheet shares payments with a first one.
enum Share: String, Sendable, CaseIterable {
  case same, grown, cut, merged, reordered, otherDialect, otherSpelling, otherBranch, otherZeros, otherHeader
  case oneInDoubt, failed, rejected
}

/// When a second sheet comes, seen from a first one.
enum Meeting: String, Sendable, CaseIterable {
  case after, atOnce, atThePrompt, halted, killed, resolved, cancelled, restored

  /// Whether the second sheet is run when nobody else is at work.
  var isInTurn: Bool { self != .atOnce && self != .atThePrompt }
}

/// Two sheets and how they meet; the whole of it follows from its number and the seed.
struct Pair: Sendable, CustomStringConvertible {
  let number: Int
  let share: Share
  let meeting: Meeting
  /// Paid before both; only for a merged sheet, and for a ledger that is restored.
  let earlier: Paper?
  let first: Paper
  let second: Paper
  /// For whatever else is left to chance.
  let random: SeededGenerator

  /// Every combination comes before one comes again.
  init(number: Int) {
    self.number = number
    let combination = number % (Share.allCases.count * Meeting.allCases.count)
    share = Share.allCases[combination % Share.allCases.count]
    meeting = Meeting.allCases[combination / Share.allCases.count]
    var makes = Payments(SeededGenerator(part: number))
    let isInPlace = meeting.isInTurn && makes.chance(share == .same ? 50 : 30)
    let payments = Self.firstPayments(share, meeting, isInPlace, &makes)
    first = Paper(.first, as: "first.csv", payments, Handwriting(), Dialect(), &makes)
    let hasEarlier = share == .merged || meeting == .restored
    earlier = hasEarlier ? Paper(.earlier, as: "earlier.csv", makes.fresh(8), Handwriting(), Dialect(), &makes) : nil
    second = Self.second(share, first, earlier, as: isInPlace ? "first.csv" : "second.csv", &makes)
    random = makes.random
  }

  var description: String {
    "pair \(number): \(share), \(meeting)\(second.name == first.name ? ", in place" : ""), seed \(SeededGenerator.seed)"
  }

  private static func firstPayments(
    _ share: Share,
    _ meeting: Meeting,
    _ isInPlace: Bool,
    _ makes: inout Payments
  ) -> [Payment] {
    var payments = makes.fresh(Int.random(in: 20...60, using: &makes.random))
    if share == .rejected {
      for index in payments.indices.shuffled(using: &makes.random).prefix(4) { payments[index].isWrong = true }
    }
    if share == .failed { makes.mark(&payments, count: 3, paise: MagicPaise.failing) }
    if share == .oneInDoubt || meeting == .resolved { makes.mark(&payments, count: 2, paise: MagicPaise.doubtful) }
    if meeting.halts {
      // What is forbidden stays so: its batch is never finished, and nothing of another plan can take its sheet's place.
      let paise = isInPlace ? [MagicPaise.shortOfFunds] : [MagicPaise.shortOfFunds, MagicPaise.forbidden]
      makes.mark(&payments, count: 1, paise: paise)
    }
    return payments
  }

  private static func second(
    _ share: Share,
    _ first: Paper,
    _ earlier: Paper?,
    as name: String,
    _ makes: inout Payments
  ) -> Paper {
    var (payments, hand, dialect) = (first.payments, Handwriting(), Dialect())
    switch share {
    case .same: return Paper(.second, as: name, payments, hand, dialect, &makes)
    case .cut: return Paper(.second, as: name, makes.some(of: payments), hand, dialect, &makes)
    case .reordered: payments.shuffle(using: &makes.random)
    case .grown, .oneInDoubt, .failed: break
    case .merged: payments = makes.some(of: payments) + makes.some(of: earlier?.payments ?? [])
    case .otherDialect: dialect = Dialect.random(&makes)
    case .otherSpelling: hand.spells = true
    case .otherBranch: for index in payments.indices { payments[index].branch = makes.pick(Payments.branches) }
    case .otherZeros:
      for index in payments.indices { payments[index].zeros = Int.random(in: 0...4, using: &makes.random) }
    case .otherHeader: hand = Handwriting.otherHeader(&makes)
    case .rejected: payments = makes.corrected(payments)
    }
    // Those would else be the first sheet once more.
    let grows = [.grown, .oneInDoubt, .failed].contains(share)
    let added = grows ? Int.random(in: 1...4, using: &makes.random) : makes.pick([0, 1, 3])
    for _ in 0..<added {
      let new = makes.kin(of: makes.pick(payments))
      payments.insert(new, at: Int.random(in: 0...payments.count, using: &makes.random))
    }
    return Paper(.second, as: name, payments, hand, dialect, &makes)
  }
}

extension Meeting {
  /// Whether the first sheet is stopped by a brake.
  fileprivate var halts: Bool { self == .halted || self == .cancelled }
}

extension Payments {
  /// A part of the payments, in their order.
  fileprivate mutating func some(of payments: [Payment]) -> [Payment] {
    let count = Int.random(in: 1..<payments.count, using: &random)
    return payments.indices.shuffled(using: &random).prefix(count).sorted().map { payments[$0] }
  }

  /// The rejected rows, all or some of them corrected, with some of those that were paid.
  fileprivate mutating func corrected(_ payments: [Payment]) -> [Payment] {
    let leavesOne = chance(50)
    var corrected = payments.filter { $0.isWrong }
    for index in corrected.indices.dropFirst(leavesOne ? 1 : 0) { corrected[index].isWrong = false }
    return corrected + some(of: payments.filter { !$0.isWrong })
  }
}
