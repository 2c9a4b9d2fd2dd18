import TestSupport

/// A small ordinary sheet, and what of it must never be printed.
struct OrdinarySheet: Sendable, CustomStringConvertible {
  let operation: String
  let text: String
  let secrets: [String]

  var description: String { operation }

  static let all = [
    OrdinarySheet(
      operation: "payout",
      text: """
        Beneficiary Name,Account Number,IFSC,Mode,Amount,Mobile
        Asha Rao,50100482913657,HDFC0000240,NEFT,1250.50,9845217630
        Vikram Shetty,004801523976,ICIC0000011,IMPS,"1,00,000",+91 98204 71536

        """,
      secrets: ["50100482913657", "9845217630", "004801523976", "4801523976", "9820471536"]
    ),
    OrdinarySheet(
      operation: "payout",
      text: "sep=;\r\nIFSC;Name;A/c Number;Payment Mode;Amount;Remarks;Phone\r\n"
        + "SBIN0000300;\"Shree; Traders\";31874562093;neft;₹ 500/-;March;08061527394\r\n",
      secrets: ["31874562093", "8061527394"]
    ),
    OrdinarySheet(
      operation: "payout",
      text: "\u{FEFF}BENE_ACC_NO\tBNF_NAME\tBene IFSC\tTXN_AMOUNT\tPYMT_MODE\tMOBILE_NUM\tregistrationID\n"
        + "'073915264083\tK. Iyer\tutib0000010\t45,000.00\tN\t919731640285\tKEEP-SECRET-77\n\n",
      secrets: ["073915264083", "73915264083", "9731640285", "KEEP-SECRET-77"]
    ),
    OrdinarySheet(operation: "recharge-status", text: "referenceid\n7294016385\n7294016386\n", secrets: []),
    OrdinarySheet(
      operation: "recharge-status",
      text:
        "Remarks,referenceid,RegistrationID\nfirst,TXN62940,KEEP-SECRET-78\n\"two\nlines\",TXN62941,KEEP-SECRET-78\n",
      secrets: ["KEEP-SECRET-78"]
    ),
    OrdinarySheet(
      operation: "pan-status",
      text: "refid,nep_id,nep_key,domain,partnerId\nREF82640,NEP44,KEEP-SECRET-79,google,abc\n",
      secrets: ["KEEP-SECRET-79"]
    ),
    OrdinarySheet(operation: "pan-status", text: "nep_id|refid\nNEP45|REF82641\nNEP46|REF82642\n", secrets: []),
    OrdinarySheet(
      operation: "pan-new",
      text: "mobileno,lastname,firstname,refid,email,title,nep_key\n"
        + "9786031524,Rao,Asha,REF82643,asha@example.com,1,KEEP-SECRET-80\n",
      secrets: ["9786031524", "KEEP-SECRET-80"]
    ),
    OrdinarySheet(
      operation: "transfer-otp",
      text: "MobileNumber,BeneID,Txntype,Amount,Pincode,Address,DOB,Latitude,Longitude\n"
        + "8695203147,60600077,IMPS,100,110045,\"Delhi, 4\",20/08/2000,28.6090,77.2362\n",
      secrets: ["8695203147"]
    ),
    OrdinarySheet(
      operation: "transfer-otp",
      text: "Mobile,Bene ID,Mode,Amount,Pin Code,Address,DOB,Latitude,Longitute,Remarks\n"
        + "+91-96350-28417,60600078,NEFT,\"4,999.50\",400001,Mumbai,29/02/1996,19.07,72.87,rent\n",
      secrets: ["9635028417"]
    ),
  ]
}

/// One byte of a sheet that is another, gone, or new.
struct Mutation: Sendable, CustomStringConvertible {
  enum Kind: String, CaseIterable, Sendable { case replaced, deleted, inserted }

  let place: Int
  let kind: Kind
  let byte: UInt8

  var description: String { "byte \(place) \(kind.rawValue)" + (kind == .deleted ? "" : " (\(byte))") }

  /// Bytes that mean something to some reader, and some that mean nothing.
  private static let bytes: [UInt8] =
    Array(",;\t|\"'\r\n =+-@#.0159AaOXxe%(/*".utf8) + [0x00, 0x07, 0x1B, 0x7F, 0x80, 0xC2, 0xE2, 0xEF, 0xFE, 0xFF]

  /// Every place once in each kind, and the places between two lines with several bytes.
  static func all(of sheet: OrdinarySheet, _ generator: inout SeededGenerator) -> [Mutation] {
    (0...sheet.text.utf8.count).flatMap { place in
      var mutations = (0..<2).map { _ in Mutation(place: place, kind: .inserted, byte: generator.pick(bytes)) }
      if place < sheet.text.utf8.count {
        mutations += (0..<3).map { _ in Mutation(place: place, kind: .replaced, byte: generator.pick(bytes)) }
        mutations.append(Mutation(place: place, kind: .deleted, byte: 0))
      }
      return mutations
    }
  }

  func applied(to sheet: OrdinarySheet) -> [UInt8] {
    var bytes = Array(sheet.text.utf8)
    switch kind {
    case .replaced: bytes[place] = byte
    case .deleted: bytes.remove(at: place)
    case .inserted: bytes.insert(byte, at: place)
    }
    return bytes
  }
}
