/// Account numbers and IFSCs.
enum BankTables {
  static let all: [Sample] = accounts + wrongAccounts + oddAccounts + codes + wrongCodes

  private static let accounts =
    sent(.account, "100200011836", "000000001", "123456780", "123456789012345687", "987654321098765423", "112233445")
    + sent(.account, as: "00123456789", "'00123456789", " 00123456789\u{A0}", "\t00123456789\r\n", " '00123456789")

  private static let wrongAccounts =
    rejected(.account, "scientific", "1.23457E+11", "1E+11", "1,23E+11", "1.2e11")
    + rejected(.account, "decimals", "1234567890.0", "1234567890.", "1.5")
    + rejected(
      .account,
      "mask",
      "XX12345678",
      "xxxxxx1836",
      "100XXX011836",
      "12xX34",
      "**1836",
      "100*11836",
      "••••1836"
    )
    + rejected(.account, "spaces", "1002 0001 1836", "1002\u{A0}0001", "1002\u{200B}0001", "1 2 3")
    + rejected(.account, "characters", "1002-0001", "12345/6789", "₹12345", "१२३४५६७८९", "12345,6789", "12345\u{FFFD}")
    + rejected(.account, "ifsc", "SBIN0000001", "sbin0000001", "HDFC0ZZZZZ9")
    + rejected(.account, "zero", "00000", "00000000000", repeated("0", 35), "'000000000")
    + rejected(.account, "length", "1234", "0", "1", repeated("1", 36), repeated("9", 4000))
    + rejected(.account, "control", "1002\u{0}0001", "1002\n0001", "1002\u{9F}0001")
    + rejected(.account, "formula", "=\"00123456789\"", "=A1")
    + rejected(.account, "spreadsheetError", "#REF!", "#########", "Err:509")

  private static let oddAccounts =
    warned(.account, ["letters"], "1234E10890", "AB12345678", "12345678x", "ABCD0123456", "SBIN1000001", "X1X2X3X4X")
    + warned(.account, ["letters", "unusual"], "1234E10", "ABCDE", "1234a")
    + warned(.account, ["unusual"], "12346", "12345687", "1234567890123456788")
    + warned(.account, ["zeros"], "1234567890123450", "123456789012345000", "123457000000", "100000000")
    + warned(.account, ["letters", "zeros"], "AB12300000")
    + warned(.account, ["unusual", "zeros"], "1234567890123450000", "123450000000000" + repeated("0", 20), "100000")
    + warned(
      .account,
      ["placeholder"],
      "11111111111",
      "1234567890",
      "0123456789",
      "9876543210",
      "98765432109876",
      "999999999"
    )
    + warned(.account, ["unusual", "placeholder"], "12345", "22222", "1234567890123456789", repeated("1", 35))
    + sent(
      .account,
      "123456789012300",
      "1234567890123401",
      "123456789012345001",
      "1234500001",
      "1357913579",
      "111111112"
    )

  private static let codes =
    sent(.ifsc, as: "SBIN0000001", "SBIN0000001", "sbin0000001", "SbIn0000001 ", "'SBIN0000001")
    + sent(.strictIFSC, as: "SBIN0000001", "sbin0000001") + sent(.ifsc, as: "BARB0VJALIP", "barb0vjalip")
    + warned(.ifsc, ["unknown"], "SBIN0ZZZZZZ") + warned(.ifsc, ["bank"], "ZZZZ0123456", "AAAA0000000", "SYNB0000445")
    + rejected(.strictIFSC, "unknown", "ZZZZ0123456", "SBIN0ZZZZZZ")

  private static let wrongCodes =
    rejected(.ifsc, "control", "SBIN0\u{1}00001")
    + rejected(.ifsc, "length", "SBIN000001", "SBIN00000011", "S", "SBIN00XXX0002", "SBIN 0000001", "SBIN0000001;")
    + rejected(.ifsc, "letterO", "SBINO000001", "sbino000001", "SBINo00000A", "HDFCOOOO240")
    + rejected(
      .ifsc,
      "format",
      "SBIN1000001",
      "SB1N0000001",
      "SBINO00000-",
      "SBIN0 00001",
      "SBIN000000é",
      "12345678901"
    )
    + rejected(.ifsc, "formula", "=\"SBIN0000001\"")
    + rejected(.ifsc, "spreadsheetError", "#REF!", "###########", "Err:502", "Loading...")
    + rejected(.strictIFSC, "format", "SBIN9000001")
}
