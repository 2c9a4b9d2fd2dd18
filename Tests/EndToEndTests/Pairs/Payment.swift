import TestSupport

/// A payment as somebody means it, however a sheet writes it.
struct Payment: Sendable {
  let bank: String
  /// In capitals, without leading zeros.
  let account: String
  let paise: Int
  let name: String
  let mobile: String
  let isNEFT: Bool
  var branch: String
  /// Zeros that are written before the account number.
  var zeros: Int
  /// Its mobile number is too short, so that the row is rejected.
  var isWrong = false

  /// What makes it the same payment as another (contract, section 2).
  var identity: String { Self.identity(bank: bank, account: account, paise: paise) }

  private static func identity(bank: String, account: String, paise: Int) -> String { "\(bank) \(account) \(paise)" }

  /// The same of a body that the provider got.
  static func identity(of request: Office.Request) throws -> String {
    let (body, account) = (try JSON(request.body), try JSON(request.body).text("accountNumber") ?? "")
    return identity(
      bank: String((body.text("beneficiaryIFSC") ?? "").prefix(4)),
      account: String(account.uppercased().drop { $0 == "0" }),
      paise: try TestSupport.paise(body.text("amount"))
    )
  }
}

/// What the sandbox makes of a payment, by its paise.
enum MagicPaise {
  static let plain = [0, 1, 10, 25, 75, 99]
  static let doubtful = [50, 53, 57, 58, 59, 61]
  /// The provider says a definite no.
  static let failing = [9, 22]
  /// A definite no, and the run halts.
  static let shortOfFunds = 70
  /// The run halts, and the row was not sent.
  static let forbidden = 3
  /// The connection is closed without an answer.
  static let closing = [57, 58]
  /// Neither booked nor in the log.
  static let unseen = 58
}

/// Makes payments that nobody has made yet.
struct Payments {
  static let banks = ["HDFC", "SBIN", "ICIC", "UTIB", "PUNB"]
  static let branches = ["000001", "000240", "000300", "0ABC12"]
  private static let names = ["Asha Rao", "Imran Sheikh", "Meera Nair", "Test Vendor", "D'Souza & Sons"]

  var random: SeededGenerator
  private var made: Set<String> = []

  init(_ random: SeededGenerator) { self.random = random }

  mutating func pick<Element>(_ list: [Element]) -> Element { list[Int.random(in: list.indices, using: &random)] }

  mutating func chance(_ percent: Int) -> Bool { Int.random(in: 1...100, using: &random) <= percent }

  mutating func fresh(_ count: Int) -> [Payment] {
    (0..<count).map { _ in
      make(bank: pick(Self.banks), account: account(), rupees: Int.random(in: 1...99_999, using: &random))
    }
  }

  /// One that differs from another in the one thing that makes it a payment of its own, or in everything.
  mutating func kin(of other: Payment) -> Payment {
    let rupees = other.paise / 100
    return switch Int.random(in: 0..<5, using: &random) {
    case 0: make(bank: other.bank, account: other.account, rupees: rupees + 1)
    case 1: make(bank: pick(Self.banks), account: other.account, rupees: rupees)
    case 2: make(bank: other.bank, account: other.account + "1", rupees: rupees)
    default: fresh(1)[0]
    }
  }

  private mutating func make(bank: String, account: String, rupees: Int) -> Payment {
    var payment = Payment(
      bank: bank,
      account: account,
      paise: rupees * 100 + pick(MagicPaise.plain),
      name: pick(Self.names),
      mobile: "9\(Int.random(in: 100_000_000...999_999_999, using: &random))",
      isNEFT: chance(50),
      branch: pick(Self.branches),
      zeros: chance(30) ? Int.random(in: 1...3, using: &random) : 0
    )
    while !made.insert(payment.identity).inserted { payment = payment.with(paise: payment.paise + 10_000) }
    return payment
  }

  private mutating func account() -> String {
    let digits = "\(Int.random(in: 10_000_000_000...999_999_999_999_999, using: &random))"
    return chance(10) ? "FED" + digits : digits
  }

  /// Gives so many of the payments, in random places, other paise, and so another answer.
  mutating func mark(_ payments: inout [Payment], count: Int, paise: [Int]) {
    let plain = payments.indices.filter { MagicPaise.plain.contains(payments[$0].paise % 100) && !payments[$0].isWrong }
    for index in plain.shuffled(using: &random).prefix(count) {
      var marked = payments[index].with(paise: payments[index].paise / 100 * 100 + pick(paise))
      while !made.insert(marked.identity).inserted { marked = marked.with(paise: marked.paise + 10_000) }
      payments[index] = marked
    }
  }
}

extension Payment {
  fileprivate func with(paise: Int) -> Payment {
    var other = Payment(
      bank: bank,
      account: account,
      paise: paise,
      name: name,
      mobile: mobile,
      isNEFT: isNEFT,
      branch: branch,
      zeros: zeros
    )
    other.isWrong = isWrong
    return other
  }
}
