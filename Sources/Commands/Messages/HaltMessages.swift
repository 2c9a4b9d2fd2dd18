import AOPay
import Dispatching
import Ledger
import Operations
import Reports

// Why a run stopped by itself, for people.
extension Halt {
  /// The `code` of `--json`: stable, like those of failures.
  var code: String { "halted.\(rawValue)" }

  /// - Parameter row: The row whose answer made the run stop.
  func message(at row: Int? = nil) -> Message {
    let place = row.map { " (at row \($0))" } ?? ""
    return Message(.halted, ["Halted: \(words[0])\(place)."] + words.dropFirst())
  }

  /// What a brake that the ledger knows by its code says; the code itself if this version does not know it.
  static func words(of code: String) -> String { Halt(rawValue: code)?.words[0] ?? code }

  /// What happened, as a part of a sentence, and what to do about it.
  @Sentences private var words: [String] {
    switch self {
    case .credentials:
      "the provider refused the registration id, or the API is not enabled for it"
      "Check \(Credential.registrationID.setting) and ask the provider whether the API is enabled."
    case .ourRequest:
      "the provider could not read our request"
      "Nothing is wrong with the sheet; report this with the row's line from the results file."
    case .funds:
      "the account that pays is short of funds"
      "Put money into the account. The row that was refused is in the failed file: run that one too, after the rest."
    case .wrongAddress:
      "the answer did not come from the provider: wrong address, a proxy or a firewall"
      "Check the addresses in the settings, and the network between here and the provider."
    case .untrusted:
      "the server could not prove that it is the provider"
      "Check the address and this machine's clock and certificates; do not go around it."
    case .unasked:
      "the provider sent an answer that nobody asked for, so that answers may be taken for other rows'"
      "Compare the rows that were answered last with the provider's own list, and report this to it."
    case .referenceTwice:
      "the provider gave one transaction reference to two rows"
      "Ask the provider about both rows."
    case .tooManyInDoubt:
      "too many rows ended in doubt"
      "Do not go on before the provider has said what is wrong, and what became of the rows in doubt."
    case .noConnection:
      "no connection to the provider, many times in a row"
      "Check the network and the provider's address."
    }
  }
}

extension RunEnd {
  /// Why the run stopped by itself; nil if it did not.
  var haltMessage: Message? {
    let message = halt?.message(at: haltRow)
    // Where the credential that was refused came from a column of the sheet, which may hold something else.
    guard let message, let column = credentialColumn else { return message }
    return Message(
      .halted,
      [
        "\(message.what) It was the one of the sheet's column \"\(column)\".",
        "If that column holds something else, give the batch up with `aopbatch cancel \(report.batch.name) --reason TEXT`, "
          + "rename the column, and run the sheet again.",
        "If not, ask the provider whether it is right and the API is enabled for it.",
      ]
    )
  }
}
