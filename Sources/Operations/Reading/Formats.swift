import Payments

// What people are told of a column before they fill it in.
extension Rule {
  /// What its values look like.
  public var format: String {
    switch self {
    case .accountNumber: "letters and digits, all of them, zeros in front too"
    case .amount: "rupees, with two decimals at most: 1250, 1,250.50"
    case .transactionType: "NEFT or IMPS"
    case .ifsc: "four letters, a zero, six letters or digits"
    case .name: "a name; banks carry \(PersonName.neftCharactersMax) characters"
    case .email: "name@host.domain"
    case .mobile: "ten digits, the first from 6 to 9; +91, 91 or 0 in front is dropped"
    case .pinCode: "six digits, the first not 0"
    case .birthDate: "dd/mm/yyyy"
    case .latitude: "degrees from -90 to 90, north"
    case .longitude: "degrees from -180 to 180, east"
    case .title: "1 Shri, 2 Smt, 3 Kumari"
    case .reference: "letters, digits and signs, without spaces"
    case .digits: "digits"
    case .text: "text"
    case .credential: "text; better left to the settings"
    }
  }

  /// How many characters a value may have, without blanks, marks and prefixes.
  public var lengths: ClosedRange<Int> {
    switch self {
    case .accountNumber: AccountNumber.charactersMin...AccountNumber.charactersMax
    case .amount: 1...13
    case .transactionType: 4...4
    case .ifsc: 11...11
    case .name: 1...PersonName.charactersMax
    case .email: 6...EmailAddress.bytesMax
    case .mobile: 10...10
    case .pinCode: 6...6
    case .birthDate: 10...10
    case .latitude, .longitude: 1...Latitude.charactersMax
    case .title: 1...2
    case .reference, .digits: 1...Reference.charactersMax
    case .text, .credential: 1...FreeText.charactersMax
    }
  }
}

extension Operation {
  /// A value of a column that a sheet may have; nil for a credential, which belongs into the settings.
  public func example(_ column: Int) -> String? {
    columns[column].credential == nil ? samples.lazy.map { $0[column] }.first { !$0.isEmpty } : nil
  }
}
