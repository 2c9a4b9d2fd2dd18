import Operations
import Sheet

extension Operation {
  /// Pays a beneficiary by NEFT or IMPS (the provider's page `payout`).
  static let payout = Operation(
    name: "payout",
    summary: "Pay beneficiaries by NEFT or IMPS",
    effect: .money,
    endpoint: .payout("/api/V6/Payout/AOPPayout"),
    columns: [
      Column(
        "accountNumber",
        .accountNumber,
        aliases: [
          "Account", "Account No", "A/c Number", "Bank Account", "Bank Account No", "Beneficiary Account",
          "Beneficiary Bank Account", "Beneficiary Bank Account No", "Beneficiary Account No", "Credit Account",
          "Credit A/c No", "Employee Account No", "Fund Account Number", "Vendor Account Number",
          "Employee Bank Account", "SB Account No",
        ],
        meaning: .payeeAccount
      ),
      Column("amount", .amount, aliases: amountAliases, meaning: .payableAmount, fallbacks: amountFallbacks),
      Column("transactionType", .transactionType, aliases: modeAliases, fallbacks: modeFallbacks),
      Column(
        "beneficiaryIFSC",
        .ifsc,
        aliases: [
          "IFSC", "IFSC Code", "Bank IFSC", "Bank IFSC Code", "Beneficiary IFSC Code", "Fund Account IFSC",
          "Receiver IFSC Code", "IFSC No", "Branch IFSC", "Vendor IFSC",
        ],
        meaning: .payeeIFSC
      ),
      Column(
        "beneficiaryName",
        .name,
        aliases: [
          "Name", "Full Name", "Beneficiary", "Account Holder", "Account Holder Name", "Vendor Name", "Employee Name",
          "Name As Per Bank", "Name As Per Bank Account", "Recipient Name", "Fund Account Name",
        ],
        meaning: .payeeName,
        fallbacks: [
          "Contact Name", "Applicant Name", "Account Name", "Customer Name", "Client Name", "Party Name",
          "Supplier Name", "Student Name", "Farmer Name", "Worker Name", "Staff Name", "Name of Beneficiary",
          "Name of Employee",
        ]
      ),
      Column("emailID", .email, .optional, aliases: emailAliases + payeeEmailAliases, fallbacks: emailFallbacks),
      Column("mobileNo", .mobile, aliases: mobileAliases + payeeMobileAliases, fallbacks: mobileFallbacks),
      Column("registrationID", .credential, .credential(.registrationID)),
    ],
    outcomes: [.accepted, .failed, .inDoubt, .notSent],
    ownColumns: ["transaction_reference", "transaction_id", "beneficiary_name", "amount"],
    identityColumns: [3, 0, 1],
    samples: [
      ["00110012345678", "12500.00", "IMPS", "HDFC0000001", "Asha Rao", "asha.rao@example.com", "9876543210", ""],
      ["20123456789", "1,00,000.25", "NEFT", "SBIN0000300", "Imran Sheikh", "", "09123456780", ""],
    ],
    judgeWords: AnswerRules(
      names: ["transactionAmount": 1],
      positive: { answer in
        if answer.hasUnknownStatus { return nil }
        // ACPT and SUCCESS are the only instruction statuses that we know; a flat answer has none but its own.
        guard answer.bank != nil || answer.instruction != nil else {
          return answer.root.text("status") == nil ? nil : .accepted
        }
        let status = answer.instruction?.text("status")?.uppercased()
        return status == "ACPT" || status == "SUCCESS" ? .accepted : nil
      },
      reference: { answer in
        let reference = answer.instruction?.text("transactionReferenceNo")?.filter { !$0.isWhitespace }
        return reference?.isEmpty == true ? nil : reference
      },
      own: { answer, _, row in
        let keys = ["transactionReferenceNo", "transactionID", "beneficiaryName"]
        return keys.map { answer.instruction?.text($0) ?? "" } + [row.fields.string(1)]
      }
    ).judge
  )
}
