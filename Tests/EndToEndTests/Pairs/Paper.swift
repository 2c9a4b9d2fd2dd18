import Foundation

/// A sheet as somebody wrote it: payments, and the words and signs for them.
struct Paper: Sendable {
  enum Role: Sendable { case earlier, first, second }

  let role: Role
  let name: String
  let payments: [Payment]
  let header: [String]
  /// One line for each payment.
  let cells: [[String]]
  let dialect: Dialect

  init(
    _ role: Role,
    as name: String,
    _ payments: [Payment],
    _ hand: Handwriting,
    _ dialect: Dialect,
    _ makes: inout Payments
  ) {
    self.role = role
    self.name = name
    self.payments = payments
    self.dialect = dialect
    (header, cells) = hand.write(payments, &makes)
  }

  /// The payments that the sheet's cells allow.
  var valid: [Payment] { payments.filter { !$0.isWrong } }

  /// The payment of a row by its number, which counts the header.
  func payment(row: Int) -> Payment { payments[row - 2] }

  var bytes: [UInt8] { dialect.bytes([header] + cells) }
}

/// How cells become a file.
struct Dialect: Sendable {
  var delimiter = ","
  var lineEnd = "\n"
  var quotesAll = false
  var isUTF16 = false
  var hasByteOrderMark = false

  static func random(_ makes: inout Payments) -> Dialect {
    Dialect(
      delimiter: makes.pick([";", "\t", "|", ","]),
      lineEnd: makes.pick(["\n", "\r\n"]),
      quotesAll: makes.chance(50),
      isUTF16: makes.chance(30),
      hasByteOrderMark: makes.chance(50)
    )
  }

  func bytes(_ lines: [[String]]) -> [UInt8] {
    let text = lines.map { $0.map(written).joined(separator: delimiter) + lineEnd }.joined()
    if isUTF16 { return [0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] } }
    return (hasByteOrderMark ? [0xEF, 0xBB, 0xBF] : []) + Array(text.utf8)
  }

  private func written(_ cell: String) -> String {
    let needsQuotes = quotesAll || cell.contains(delimiter) || cell.contains("\"")
    return needsQuotes ? "\"\(cell.replacing("\"", with: "\"\""))\"" : cell
  }
}

/// How payments become cells.
struct Handwriting: Sendable {
  static let header = [
    "accountNumber", "amount", "transactionType", "beneficiaryIFSC", "beneficiaryName", "emailID", "mobileNo",
  ]
  static let otherHeaders = [
    ["Account No", "Amount (Rs)", "Mode", "IFSC", "Name", "E-mail", "Mobile"],
    [
      "Bene Account number", "Payout Amount (in Rupees)", "Transfer Type", "Bene IFSC", "Bene Name", "Email ID",
      "Mobile No",
    ],
    [
      "BENEFICIARY_ACCOUNT_NUMBER", "Net Amount", "Payment Mode", "Ifsc Code", "Beneficiary Name", "Email", "Phone",
    ],
  ]

  var header = Self.header
  /// The places of the columns in the sheet.
  var order = Array(Self.header.indices)
  var remark: String?
  var spells = false

  /// Other column names, often in another order and with a column more.
  static func otherHeader(_ makes: inout Payments) -> Handwriting {
    var hand = Handwriting()
    hand.header = makes.pick(otherHeaders)
    if makes.chance(60) { hand.order.shuffle(using: &makes.random) }
    if makes.chance(60) { hand.remark = makes.pick(["Remarks", "Department", "Narration"]) }
    return hand
  }

  func write(_ payments: [Payment], _ makes: inout Payments) -> (header: [String], cells: [[String]]) {
    let titles = order.map { header[$0] } + (remark.map { [$0] } ?? [])
    let lines = payments.map { payment in
      let cells = spells ? Self.spelled(payment, &makes) : Self.plain(payment)
      return order.map { cells[$0] } + (remark == nil ? [] : ["as agreed"])
    }
    return (titles, lines)
  }

  private static func plain(_ payment: Payment) -> [String] {
    [
      String(repeating: "0", count: payment.zeros) + payment.account, rupees(payment), payment.isNEFT ? "NEFT" : "IMPS",
      payment.bank + "0" + payment.branch, payment.name, "", payment.isWrong ? "12345" : payment.mobile,
    ]
  }

  private static func rupees(_ payment: Payment) -> String {
    "\(payment.paise / 100).\(String(payment.paise % 100 + 100).dropFirst())"
  }

  /// The same cells as other people write them, each in one of several ways.
  private static func spelled(_ payment: Payment, _ makes: inout Payments) -> [String] {
    var cells = plain(payment)
    let (plainAmount, grouped) = (cells[1], grouped(cells[1]))
    cells[0] = makes.pick([cells[0], " \(cells[0]) ", "'\(cells[0])", cells[0].lowercased(), "\u{A0}\(cells[0])"])
    cells[1] = makes.pick([
      "₹\(grouped)", "Rs. \(plainAmount)", "INR \(grouped)", "\(plainAmount)/-", "+\(plainAmount)",
    ])
    cells[2] = makes.pick(payment.isNEFT ? ["neft", "Neft "] : ["imps", " Imps"])
    cells[3] = makes.pick([cells[3].lowercased(), " \(cells[3])", cells[3] + "\u{200B}"])
    cells[4] = makes.pick([cells[4].uppercased(), "M/s \(cells[4])"])
    if !payment.isWrong {
      let mobile = payment.mobile
      cells[6] = makes.pick(["+91 \(mobile.prefix(5)) \(mobile.suffix(5))", "0\(mobile)", "91\(mobile)", "\(mobile)"])
    }
    return cells
  }

  /// With a comma before the last three digits of the rupees.
  private static func grouped(_ amount: String) -> String {
    let parts = amount.split(separator: ".")
    let rupees = parts[0]
    return rupees.count < 4 ? amount : "\(rupees.dropLast(3)),\(rupees.suffix(3)).\(parts[1])"
  }
}
