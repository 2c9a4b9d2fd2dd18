import Operations

extension Operation {
  /// Sends the one-time password of a money transfer to the remitter (the provider's page `transfer-otp`).
  static let transferOTP = Operation(
    name: "transfer-otp",
    summary: "Send the one-time passwords of money transfers",
    effect: .creates,
    endpoint: .api("/api/AOP/DMTV1/TransactionSendOtp"),
    columns: [
      // The remitter's: a password that reaches the beneficiary is given away.
      Column(
        "MobileNumber",
        .mobile,
        aliases: mobileAliases + ["Remitter Mobile", "Remitter Mobile No", "Sender Mobile", "Sender Mobile No"],
        meaning: .remitterMobile,
        fallbacks: mobileFallbacks
      ),
      Column("BeneID", .digits, aliases: ["Beneficiary ID"]),
      Column("Txntype", .transactionType, aliases: modeAliases, fallbacks: modeFallbacks),
      Column("Amount", .amount, aliases: amountAliases, meaning: .payableAmount, fallbacks: amountFallbacks),
      Column("Pincode", .pinCode, aliases: ["PIN", "PIN Code", "Postal Code"]),
      Column("Address", .text),
      Column("DOB", .birthDate, aliases: ["Date of Birth", "Birth Date"]),
      Column("Latitude", .latitude, aliases: ["Lat"]),
      Column("Longitute", .longitude, aliases: ["Longitude", "Long", "Lng"]),
      registrationColumn,
    ],
    outcomes: [.success, .registrationRequired, .failed, .inDoubt, .notSent],
    ownColumns: ["stateresp", "otp_expires_at"],
    identityColumns: [0, 1, 3],
    samples: [
      [
        "9876543210", "60600077", "IMPS", "2500.00", "110045", "14 Palam Road, Delhi", "20/08/1990", "28.6090",
        "77.2362", "",
      ],
      [
        "9123456780", "60600078", "NEFT", "100.00", "560001", "MG Road, Bengaluru", "03/01/1985", "12.9756",
        "77.6050", "",
      ],
    ],
    judgeWords: AnswerRules(
      names: ["mobile": 0, "BeneID": 1],
      // A status beside the remitter's name is the remitter's.
      positive: { _ in .success },
      special: { status, answer in
        // The remitter is not registered and got a one-time password for the registration instead.
        let isRegistration = answer.code == "0" && answer.root.text("stateresp") != nil
        return status == 202 || (status == 200 && isRegistration) ? .registrationRequired : nil
      },
      own: { answer, outcome, row in
        let expiry = outcome == .success ? row.sentAt.adding(seconds: otpLifeSeconds).text : ""
        return [answer.root.text("stateresp") ?? "", expiry]
      }
    ).judge
  )

  /// "Send OTP for transaction will be only valid for 90 sec."
  private static let otpLifeSeconds: Int64 = 90
}
