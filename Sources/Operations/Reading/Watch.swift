public import Payments

/// A column that is not sent, but may change what its row means (contract, section 2): one that holds another currency, says
/// that the row is paid, on hold or not to be paid, or asks for a later day.
public enum Watch: Sendable {
  /// A yes in `hold` holds the row, in `release` a no does; a rejection in `status` is what a look-up may ask about. What is
  /// completed in `transferStatus` was sent; in `remarks` only a cell that says nothing else holds the row.
  case currency, status, paymentStatus, transferStatus, hold, release, remarks, valueDate

  static let errorCodes = ["row.currency", "row.onHold"]
  static let warningCodes = ["row.later"]

  /// What a header says that a column is watched for; nil if it says nothing like it. Of look-ups less is asked: their
  /// sheets are lists of what was paid.
  init?(_ name: ColumnName, _ effect: Effect = .money) {
    let isPayment = effect.isJournalled
    let said = Set(name.words.flatMap { $0.split(separator: "/").map(String.init) })
    func says(_ words: String, not others: String = "") -> Bool {
      !said.isDisjoint(with: words.wordSet) && said.isDisjoint(with: others.wordSet)
    }
    let isElsewhere =
      says(Self.charges) || says(Self.otherMatters, not: "payment payout") || says("stop") && says("bus route number")
    // What else is paid there (`Rent Paid`) is what the payment is for.
    let isFlag =
      says("paid") && said.isSubset(of: Self.paidWords)
      || says(
        "hold stop cancelled canceled withheld blocked stopped exclude excluded skip",
        not: "reason date amount remarks by days month type loss to from up account name total mode leave"
      )
    let isBlock = says("block") && says("payment pay bill invoice vendor posting")
    let isHeaderOfDays = says("date") || says("on after", not: "name account behalf demand")
    if says("currency cur", not: "rate exchange conversion converted country") {
      self = .currency
    } else if !isElsewhere, isFlag || isBlock || says("not dont don't don’t") && says("pay process release send") {
      self = .hold
    } else if !isElsewhere, says("status", not: "previous prev last old earlier month date type") {
      // What is done there is a check, or the work that is paid for.
      let isOfTransfer = said.isSubset(of: Self.transferWords)
      self =
        !isPayment
        ? .status
        : says("approval approved work job task audit") ? .release : isOfTransfer ? .transferStatus : .paymentStatus
    } else if isPayment, says(Self.decisions), said.isSubset(of: Self.releaseWords.union(Self.decisions.wordSet)) {
      self = .paymentStatus
    } else if isPayment, says(Self.releases), said.isSubset(of: Self.releaseWords) {
      self = .release
    } else if isPayment, says("remark remarks comment comments note notes"), said.isSubset(of: Self.remarkWords) {
      self = .remarks
    } else if isPayment, said.subtracting(["dd", "mm", "mmm", "yy", "yyyy"]) == ["date"] {
      self = .valueDate
    } else if isHeaderOfDays,
      says(Self.days, not: "last previous prev next due invoice bill order birth joining end expiry maturity hold")
    {
      self = .valueDate
    } else {
      return nil
    }
  }

  /// A name that says one of these, and nothing but `releaseWords`, asks whether the row is to be paid.
  private static let releases = """
    pay payable process proceed release approve approved approval send include included eligible disburse authorised
    authorized sanctioned ok okay y yes
    """

  private static let decisions = "action decision flag"

  private static let releaseWords = """
    \(releases) payment payout transfer to be is for can should this the row now month by final finance account manager
    management checker hod director bill claim invoice paid n no
    """.wordSet

  // What is paid, held or cancelled there is something else than what the row pays.

  private static let charges = """
    gst cgst sgst igst tds tcs tax taxes vat cess pf epf esi esic nps lwf pt premium fee fees duty
    """

  private static let paidWords = """
    paid unpaid already fully payment bill invoice salary wages vendor payee beneficiary employee status flag is was has been
    the row or if not yes no y n in cash offline manually separately
    """.wordSet

  private static let transferWords = """
    status payment payout transaction transfer remittance disbursement neft imps current final latest utr
    """.wordSet

  private static let remarkWords = """
    remark remarks comment comments note notes any if or other internal our payment finance account accounts hr checker
    """.wordSet

  private static let otherMatters = """
    cheque cheques chq check kyc pan aadhaar aadhar uan udyam msme rera fssai licence license passport visa insurance policy
    order po delivery dispatch shipment marital employment joining residential registration membership
    subscription verification document documents agreement contract return filing itr vehicle ticket email mobile attendance
    training exam course admission scheme warranty connection booking stock property vaccination health
    """

  private static let days = """
    value payment pay payable payout transfer transaction execution schedule scheduled process processing effective credit
    activation instruction disbursement remittance release send posting
    """

  /// Whether a cell, cleaned, is one that says nothing.
  public func isPlain(_ cell: Span<UInt8>, today: CalendarDay) -> Bool {
    switch self {
    case .currency: cell.isEmpty || Self.rupees.contains { cell.says($0) }
    case .status: !Self.saysStop(cell)
    case .hold: !Self.saysStop(cell, Self.paymentStops) && !Self.yeses.contains { cell.says($0) }
    case .paymentStatus: !Self.saysStop(cell, Self.paymentStops) && !Self.says(Self.rejections, cell)
    case .transferStatus: !Self.saysStop(cell, Self.transferStops) && !Self.says(Self.rejections, cell)
    // Most remarks begin with another letter than all of them.
    case .remarks:
      cell.isEmpty || !Self.remarkInitials.contains(cell[0] | 0x20) || !Self.remarkStops.contains { cell.says($0) }
    case .release:
      Self.yeses.contains { cell.says($0) }
        || !Self.saysStop(cell) && !Self.says(Self.noes.union(Self.rejections), cell)
    case .valueDate: CalendarDay(written: cell).map { $0 <= today } ?? true
    }
  }

  /// What is to be said of a row with a cell that is not plain.
  public func finding(_ label: String) -> (finding: Finding, isError: Bool) {
    let (code, sentence) =
      switch self {
      case .currency:
        (
          "row.currency",
          "the amount is in another currency than rupees, and only rupees are sent. Take the row out, or write the amount "
            + "in rupees and INR here."
        )
      case .status, .paymentStatus, .transferStatus, .hold, .release, .remarks:
        (
          "row.onHold",
          "this says that the row is paid, on hold, cancelled or not to be paid. Take the row out, or clear this cell if "
            + "the row is meant."
        )
      case .valueDate:
        (
          "row.later",
          "this is a day to come, but the row goes out as soon as the sheet is sent. Take it out if it is for later."
        )
      }
    return (Finding(code: code, sentence: "\(label): \(sentence)"), isError: Self.errorCodes.contains(code))
  }

  private static let rupees: [StaticString] = ["inr", "rs", "rupee", "rupees", "indianrupee", "indianrupees", "₹"]
  /// An x marks what is held as well as what is to go.
  private static let yeses: [StaticString] = ["y", "yes", "true", "t", "1", "x", "✓", "✔", "☑", "✅"]
  private static let noes: Set<Substring> = ["n", "no", "false", "f", "0", "✗", "✘", "✖", "❌", "☒"]
  private static let rejections: Set<Substring> = ["rejected", "reject", "declined", "decline", "disapproved"]

  /// Whether a cell says so in its first word, or in the one behind `Payment` or `Bill`, or anywhere that it is on hold or
  /// not to be paid: `Paid on 12/11`, `Hold - dispute`. `Unpaid`, `not paid` and `Paid: no` say something else, and so do
  /// `Hold cleared` and `Cancelled cheque`.
  private static func saysStop(_ cell: Span<UInt8>, _ stops: Set<String> = stops) -> Bool {
    guard !cell.isEmpty, cell.count <= stopBytesMax else { return false }
    let all = cell.folded.split { !$0.isLetter && !$0.isNumber }.map(String.init)
    guard saysStop(all[...], stops) else { return false }
    let text = all.joined(separator: " ")
    let rest =
      text
      .replacing(
        /\b(hold|held|stop|block) (is |was |has been |now )?(cleared|released|removed|lifted|over|resolved)\b/,
        with: ""
      )
      .replacing(/\bcancell?ed (cheque|chq|check)\b/, with: "")
    return rest.count == text.count || saysStop(rest.split(separator: " ").map(String.init)[...], stops)
  }

  private static func saysStop(_ all: ArraySlice<String>, _ stops: Set<String>) -> Bool {
    let words = all.drop(while: subjects.contains)
    let text = " \(words.joined(separator: " ")) "
    guard let first = words.first, !denials.contains(first) else {
      return refusals.contains { text.hasPrefix(" \($0) ") }
    }
    if stops.contains(first) {
      let isDenied = words.dropFirst().first.map(denials.contains) ?? false
      // `Processed for payment` is still to be sent.
      if sent.contains(first), words.contains("for") { return false }
      // `Hold: no` denies it, `Hold - no bill` says why.
      return !isDenied || words.count > 2 && ["hold", "stop"].contains(first)
    }
    return all == ["h"] || phrases.contains { text.contains(" \($0) ") }
  }

  /// Whether a cell is one of these words, alone or with a reason behind a mark: `No`, `N - dispute`; `No objection` and
  /// `N/A` are none.
  private static func says(_ words: Set<Substring>, _ cell: Span<UInt8>) -> Bool {
    guard cell.count <= stopBytesMax else { return false }
    let text = cell.folded
    let head = text.prefix { !" .,;:/(-–—!".contains($0) }
    let rest = text.dropFirst(head.count)
    let next = rest.first == "." ? rest.dropFirst() : rest.drop { $0 == " " }
    return words.contains(head) && rest.first != "/" && next.first.map { !$0.isLetter && !$0.isNumber } ?? true
  }

  private static let refusals = ["not approved", "not yet approved", "not eligible", "not to be paid", "not to pay"]

  private static let denials: Set<String> = ["no", "not"]

  /// Longer cells are remarks.
  private static let stopBytesMax = 60

  private static let stops = """
    paid hold onhold cancelled canceled cancel stop stopped held void withheld dontpay donotpay alreadypaid stoppayment
    """.wordSet

  /// Of look-ups, what was paid is asked about.
  private static let paymentStops = stops.union(
    "done settled blocked block dnp deferred postponed suspended transferred disbursed remitted".wordSet
  )

  /// What was sent, said by the transfer's own status; elsewhere, other things are completed.
  private static let sent = "completed complete processed success successful successfully executed".wordSet
  private static let transferStops = paymentStops.union(sent)

  private static let remarkStops: [StaticString] = [
    "hold", "onhold", "keeponhold", "putonhold", "holdpayment", "paymenthold", "paymentonhold", "stop", "stoppayment",
    "paymentstopped", "donotpay", "dontpay", "donotprocess", "paid", "alreadypaid", "paidalready", "cancelled",
    "canceled",
  ]
  private static let remarkInitials = Set(remarkStops.map { "\($0)".utf8.prefix(1) }.joined()).sorted()

  /// What a stop may be said of or with, before it is said.
  private static let subjects = """
    payment transaction txn transfer bill invoice amount salary vendor payee account in under is put kept already
    """.wordSet

  private static let phrases = [
    "on hold", "do not pay", "don t pay", "do not process", "do not release", "already paid", "fully paid",
    "payment stopped", "stop payment", "keep hold",
  ]
}

extension Span<UInt8> {
  /// Text in lower case, full-width letters as plain ones.
  fileprivate var folded: String {
    let scalars = string.lowercased().unicodeScalars.map { scalar in
      (0xFF01...0xFF5E).contains(scalar.value) ? Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar : scalar
    }
    return String(String.UnicodeScalarView(scalars))
  }

  /// Whether a cell is a word or words, in any case and with or without spaces and marks between them.
  fileprivate func says(_ word: StaticString) -> Bool {
    guard count <= 2 * word.utf8CodeUnitCount + 4 else { return false }
    return word.withUTF8Buffer { wanted in
      var matched = 0
      for index in indices {
        let byte = self[index]
        if byte < 0x30 || byte == UInt8(ascii: "_") { continue }
        let isCapital = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
        guard matched < wanted.count, wanted[matched] == (isCapital ? byte | 0x20 : byte) else { return false }
        matched += 1
      }
      return matched == wanted.count
    }
  }
}
