/// Sheets as people write them.
public enum Sheets {
  public static let payoutHeader =
    "accountNumber,amount,transactionType,beneficiaryIFSC,beneficiaryName,emailID,mobileNo"

  /// A payout sheet with one row for each amount, every row to an account of its own.
  public static func payout(_ amounts: [String], lineEnd: String = "\n") -> String {
    let rows = amounts.enumerated().map { payoutRow(account: account($0), amount: $1) }
    return ([payoutHeader] + rows).map { $0 + lineEnd }.joined()
  }

  public static func payoutRow(account: String, amount: String, ifsc: String = "HDFC0000001") -> String {
    "\(account),\(amount),IMPS,\(ifsc),Asha Rao,asha@example.com,9876543210"
  }

  /// The account of the row with that index from 0.
  public static func account(_ index: Int) -> String { "50100\(123_400_001 + index)" }

  public static func rechargeStatus(_ references: [String]) -> String {
    (["referenceid"] + references).map { $0 + "\n" }.joined()
  }

  /// A sheet with one row whose reference ends in a magic value.
  public static func magic(_ operation: String, _ value: String) -> String {
    switch operation {
    case "payout": payout(["250\(value)"])
    case "recharge-status": rechargeStatus(["7000\(value)"])
    case "pan-status": "refid,nep_id\nREF7000\(value),NEP44\n"
    case "pan-new": "mobileno,lastname,refid,email,title\n9876543210,Rao,REF7000\(value),rao@example.com,1\n"
    default: transferOTP("7000\(value)")
    }
  }

  public static func transferOTP(_ beneficiary: String) -> String {
    """
    MobileNumber,BeneID,Txntype,Amount,Pincode,Address,DOB,Latitude,Longitude
    9876543210,\(beneficiary),IMPS,100,110045,Delhi,20/08/2000,28.6090,77.2362

    """
  }
}
