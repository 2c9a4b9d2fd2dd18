import Sheet

extension Operation {
  /// Pays a beneficiary by NEFT or IMPS (the provider's page `payout`).
  static let payout = Operation(
    name: "payout",
    summary: "Pay beneficiaries by NEFT or IMPS",
    effect: .money,
    endpoint: Endpoint(host: .payout, path: "/api/V6/Payout/AOPPayout"),
    columns: [
      Column(
        "accountNumber",
        .accountNumber,
        aliases: [
          "Account", "Account No", "A/c Number", "Beneficiary A/c No", "Bene A/c No", "Acc No", "A/c No", "AC No",
          "Bene Account", "Bene Account No",
          "Bene Account Number", "Beneficiary Account", "Beneficiary Account No", "Beneficiary Account Number",
          "Bank Account No", "Bank Account Number", "Credit Account Number",
        ]
      ),
      Column("amount", .amount, aliases: Self.amountAliases),
      Column("transactionType", .transactionType, aliases: Self.modeAliases),
      Column(
        "beneficiaryIFSC",
        .ifsc,
        aliases: ["IFSC", "IFSC Code", "IFS Code", "Bene IFSC", "Bene IFSC Code", "Beneficiary IFSC Code", "Bank IFSC"]
      ),
      Column(
        "beneficiaryName",
        .name,
        aliases: [
          "Name", "Bene Name", "Payee", "Payee Name", "Account Holder", "Account Holder Name", "Full Name",
          "Beneficiary",
          "Vendor Name", "Employee Name",
        ]
      ),
      Column("emailID", .email, .optional, aliases: Self.emailAliases),
      Column("mobileNo", .mobile, aliases: Self.mobileAliases),
      Column("registrationID", .credential, .credential(.registrationID)),
    ],
    outcomes: [.accepted, .failed, .inDoubt, .notSent],
    ownColumns: ["transaction_reference", "transaction_id", "beneficiary_name", "amount"],
    samples: [
      [
        "00110012345678", "12500.00", "IMPS", "HDFC0000001", "Asha Rao", "asha.rao@example.com", "9876543210", "",
      ],
      ["20123456789", "1,00,000.25", "NEFT", "SBIN0000300", "Imran Sheikh", "", "09123456780", ""],
    ],
    positive: { answer in
      // ACPT and SUCCESS are the only instruction statuses that we know; a flat answer has none but its own.
      guard let bank = answer.bank else { return answer.root.text("status") == nil ? .inDoubt : .accepted }
      let status = bank["resourceData"]?.text("status")?.uppercased()
      return status == "ACPT" || status == "SUCCESS" ? .accepted : .inDoubt
    },
    reference: { answer in
      let written = answer.bank?["resourceData"]?.text("transactionReferenceNo") ?? ""
      let reference = written.filter { !$0.isWhitespace }
      return reference.isEmpty ? nil : reference
    },
    own: { values in
      let data = values.envelope?.bank?["resourceData"]
      let texts = ["transactionReferenceNo", "transactionID", "beneficiaryName"].map { data?.text($0) ?? "" }
      return texts + [values.fields.string(1)]
    }
  )
}
