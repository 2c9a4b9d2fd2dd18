public import Payments

extension Operation {
  /// Every error code that `check` can give for this operation, sorted.
  public var errorCodes: [String] {
    let rows = ["row.fields", "row.duplicate", "row.control", "row.header", "row.total"] + Watch.errorCodes
    let restored = columns.filter { $0.rule.lostDigitsMin != nil }.map { "\($0.name).restored" }
    let own = columns.flatMap { column in
      let codes = column.rule.type.errorCodes + (column.need == .required ? ["required"] : [])
      return codes.map { "\(column.name).\($0)" }
    }
    return Set(own + rows + restored + sharedCodes).sorted()
  }

  /// Every warning code that `check` can give for this operation, sorted.
  public var warningCodes: [String] {
    let own = columns.flatMap { column in column.rule.type.warningCodes.map { "\(column.name).\($0)" } }
    let names = index(of: .accountNumber) == nil ? [] : ["accountNumber.names"]
    let numbers = canBeSwept ? ["row.number"] : []
    return Set(own + names + numbers + sharedCodes + Watch.warningCodes).sorted()
  }

  private var sharedCodes: [String] {
    (identityColumns.isEmpty ? [] : ["row.repeat"]) + columns.filter { $0.rule == .amount }.map { "\($0.name).split" }
  }
}

extension Rule {
  /// As many zeros at the end of a number that a spreadsheet had written as 1.2E+13 are what it made of its last digits: it
  /// shows six digits at most, of a mobile's ten. Nil for what is no long number.
  public var lostDigitsMin: Int? {
    switch self {
    case .accountNumber: AccountNumber.lostDigitsMin
    case .mobile: 4
    case .digits: 3
    default: nil
    }
  }

  /// The type that is the rule: the one place that says so.
  public var type: any FieldRule.Type {
    switch self {
    case .accountNumber: AccountNumber.self
    case .amount: Amount.self
    case .transactionType: TransactionType.self
    case .ifsc: IFSC.self
    case .name: PersonName.self
    case .email: EmailAddress.self
    case .mobile: MobileNumber.self
    case .pinCode: PinCode.self
    case .birthDate: BirthDate.self
    case .latitude: Latitude.self
    case .longitude: Longitude.self
    case .title: TitleCode.self
    case .reference: Reference.self
    case .digits: NumericReference.self
    case .text, .credential: FreeText.self
    }
  }
}
