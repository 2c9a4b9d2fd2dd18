import Payments

extension Operation {
  /// Every error code that `check` can give for this operation, sorted.
  public var errorCodes: [String] {
    var codes = ["row.fields", "row.duplicate", "row.control", "row.header", "row.total"]
    for column in columns {
      if column.need == .required { codes.append("\(column.name).required") }
      codes += column.rule.errorCodes.map { "\(column.name).\($0)" }
    }
    return Set(codes).sorted()
  }

  /// Every warning code that `check` can give for this operation, sorted.
  public var warningCodes: [String] {
    let own = columns.flatMap { column in column.rule.warningCodes.map { "\(column.name).\($0)" } }
    return Set(own + (effect == .money ? ["row.repeat"] : [])).sorted()
  }
}

extension Rule {
  private var codes: (errors: [String], warnings: [String]) {
    switch self {
    case .accountNumber: (AccountNumber.errorCodes, AccountNumber.warningCodes)
    case .amount: (Amount.errorCodes + ["limit", "maximum"], Amount.warningCodes)
    case .transactionType: (TransactionType.errorCodes, TransactionType.warningCodes)
    case .ifsc: (IFSC.errorCodes, IFSC.warningCodes)
    case .name: (PersonName.errorCodes, PersonName.warningCodes)
    case .email: (EmailAddress.errorCodes, EmailAddress.warningCodes)
    case .mobile: (MobileNumber.errorCodes, MobileNumber.warningCodes)
    case .pinCode: (PinCode.errorCodes, PinCode.warningCodes)
    case .birthDate: (BirthDate.errorCodes, BirthDate.warningCodes)
    case .latitude: (Degrees.errorCodes, Degrees.warningCodes)
    case .longitude: (Degrees.errorCodes + Degrees.pairErrorCodes, Degrees.warningCodes)
    case .title: (TitleCode.errorCodes, TitleCode.warningCodes)
    case .reference: (Reference.errorCodes, Reference.warningCodes)
    case .digits: (Reference.digitsErrorCodes, Reference.digitsWarningCodes)
    case .text, .credential: (FreeText.errorCodes, FreeText.warningCodes)
    }
  }

  var errorCodes: [String] { codes.errors }
  var warningCodes: [String] { codes.warnings }
}
