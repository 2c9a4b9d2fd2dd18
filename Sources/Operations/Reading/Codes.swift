public import Payments

extension Operation {
  /// Every error code that `check` can give for this operation, sorted.
  public var errorCodes: [String] {
    var codes = ["row.fields", "row.duplicate", "row.control", "row.header", "row.total"] + Watch.errorCodes
    if !identityColumns.isEmpty { codes.append("row.repeat") }
    if index(of: .accountNumber) != nil { codes.append("accountNumber.restored") }
    codes += splitCodes
    for column in columns {
      if column.need == .required { codes.append("\(column.name).required") }
      codes += column.rule.type.errorCodes.map { "\(column.name).\($0)" }
    }
    return Set(codes).sorted()
  }

  /// Every warning code that `check` can give for this operation, sorted.
  public var warningCodes: [String] {
    let own = columns.flatMap { column in column.rule.type.warningCodes.map { "\(column.name).\($0)" } }
    let names = index(of: .accountNumber) == nil ? [] : ["accountNumber.names"]
    let rows = identityColumns.isEmpty ? [] : ["row.repeat"]
    let numbers = canBeSwept ? ["row.number"] : []
    return Set(own + splitCodes + names + rows + numbers + Watch.warningCodes).sorted()
  }

  private var splitCodes: [String] { index(of: .amount).map { ["\(columns[$0].name).split"] } ?? [] }
}

extension Rule {
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
