import Payments

// What people are told of a column before they fill it in.
extension Rule {
  /// What its values look like.
  public var format: String { form.words }

  /// How many characters a value may have, without blanks, marks and prefixes.
  public var lengths: ClosedRange<Int> { form.lengths }

  private var form: (words: String, lengths: ClosedRange<Int>) {
    switch self {
    case .accountNumber:
      let (least, most) = (AccountNumber.charactersMin, AccountNumber.charactersMax)
      return ("letters and digits, all of them, zeros in front too", least...most)
    case .amount: return ("rupees, with two decimals at most: 1250, 1,250.50", 1...13)
    case .transactionType: return ("NEFT or IMPS", 4...4)
    case .ifsc: return ("four letters, a zero, six letters or digits", 11...11)
    case .name:
      return ("a name; banks carry \(PersonName.neftCharactersMax) characters", 1...PersonName.charactersMax)
    case .email: return ("name@host.domain", 6...EmailAddress.bytesMax)
    case .mobile: return ("ten digits, the first from 6 to 9; +91, 91 or 0 in front is dropped", 10...10)
    case .pinCode: return ("six digits, the first not 0", 6...6)
    case .birthDate: return ("dd/mm/yyyy", 10...10)
    case .latitude: return ("degrees from -90 to 90, north", 1...Latitude.charactersMax)
    case .longitude: return ("degrees from -180 to 180, east", 1...Latitude.charactersMax)
    case .title: return ("1 Shri, 2 Smt, 3 Kumari", 1...2)
    case .reference: return ("letters, digits and signs, without spaces", 1...Reference.charactersMax)
    case .digits: return ("digits", 1...Reference.charactersMax)
    case .text: return ("text", 1...FreeText.charactersMax)
    case .credential: return ("text; better left to the settings", 1...FreeText.charactersMax)
    }
  }
}

extension Operation {
  /// A value of a column that a sheet may have; nil for a credential, which belongs into the settings.
  public func example(_ column: Int) -> String? {
    columns[column].credential == nil ? samples.lazy.map { $0[column] }.first { !$0.isEmpty } : nil
  }
}
