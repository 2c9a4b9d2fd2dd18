/// Postal codes, dates of birth, degrees, references and addresses.
enum PlaceTables {
  static let all: [Sample] = pins + births + latitudes + longitudes + references + addresses

  private static let pins =
    sent(.pin, "110045", "100000", "999999", "900056")
    + rejected(.pin, "control", "110\u{0}045") + rejected(.pin, "formula", "=A1")
    + rejected(.pin, "spreadsheetError", "####") + rejected(.pin, "scientific", "1.1E+05")
    + rejected(.pin, "decimals", "110045.0") + rejected(.pin, "spaces", "110 045", "110\u{A0}045")
    + rejected(.pin, "length", "11004", "1100455", "1")
    + rejected(.pin, "format", "010045", "11004A", "११००४५", "110-045")

  /// Today is 15 March 2026.
  private static let births =
    sent(.birth, "20/08/2000", "15/03/2026", "16/03/1906", "29/02/2024", "31/12/1999", "29/02/2000", "01/01/1970")
    + rejected(.birth, "future", "16/03/2026", "01/01/2027", "31/12/9999")
    + rejected(.birth, "age", "15/03/1906", "14/03/1906", "01/01/1800", "01/01/0001")
    + rejected(
      .birth,
      "date",
      "31/04/2000",
      "29/02/2023",
      "29/02/1900",
      "00/01/2000",
      "32/01/2000",
      "08/20/2000",
      "01/00/2000"
    )
    + rejected(.birth, "date", "01/01/0000", "12/13/2000")
    + rejected(.birth, "format", "1/2/2000", "20-08-2000", "2000/08/20", "20/08/00", "36758", "20.08.2000")
    + rejected(.birth, "format", "2000-08-20", "२०/०८/२०००", "20/08/20000", "20 Aug 2000")
    + rejected(.birth, "control", "20/08\u{0}2000")
    + rejected(.birth, "formula", "=B2")
    + rejected(.birth, "spreadsheetError", "##########")

  private static let latitudes =
    sent(.latitude, "28.6090", "+28.6", "6", "6.0", "37.6", "37.60000000000000", "028.5", "6.000000000000001")
    + warned(
      .latitude,
      ["unusual"],
      "0",
      "-28.6",
      "5.9999999999999",
      "37.6000000000001",
      "90",
      "-90",
      "90.000",
      "77.2362",
      "-0"
    )
    + rejected(.latitude, "range", "90.0000000000000000001", "-90.1", "91", "97.5", repeated("9", 60))
    + rejected(
      .latitude,
      "format",
      "28.",
      ".5",
      "28,5",
      "28.6N",
      "28°36'",
      "--1",
      "+-1",
      "-",
      "+",
      "1.2.3",
      "२८",
      "0x1F"
    )
    + rejected(.latitude, "spaces", "28 .6", "- 5") + rejected(.latitude, "scientific", "2.8E1", "2.8E+1")
    + rejected(.latitude, "length", "28." + repeated("0", 62)) + sent(.latitude, "28." + repeated("0", 61))
    + rejected(.latitude, "control", "28\u{0}")
    + rejected(.latitude, "formula", "=A1")
    + rejected(.latitude, "spreadsheetError", "#REF!")

  private static let longitudes =
    sent(.longitude, "77.2362", "68", "68.0", "97.5", "97.50")
    + warned(.longitude, ["unusual"], "67.99999999999", "97.5000000001", "180", "-180", "28.6", "0", "-77.2")
    + rejected(.longitude, "range", "180.1", "-180.0000001", "1000")

  private static let references =
    sent(.reference, "12345678", "a", "~!@#$%^&*()", repeated("x", 64), "TXN-1/2", "1234567E", "#1")
    + warned(.reference, ["scientific"], "1.23457E+11", "1E+11", "1,2E11") + sent(.reference, "1234E10", "4029e517")
    + warned(.reference, ["formula"], "=A1")
    + warned(.reference, ["spreadsheetError"], "#N/A", "####", "#REF!", "Err:509", "#VALUE", "Loading...")
    + warned(.reference, ["decimals"], "1234567890.0", "12.00")
    + warned(
      .reference,
      ["date"],
      "26-11-2025",
      "26/11/25",
      "2025-11-26",
      "3-Dec",
      "03-dec-25",
      "Dec-25",
      "12/25/2025",
      "1.2.2025"
    )
    + warned(.reference, ["placeholder"], "nan", "NULL", "N/A", "-", "???", "TBD", "test", "<null>")
    + sent(
      .reference,
      "1234567890.5",
      "1.2",
      "3-12",
      "13/2025",
      "2025-13-01",
      "ABC-12",
      "12-12-12-12",
      "32-Dec",
      "nan1",
      "TESTER"
    )
    + sent(.reference, "2025-11-26-1", "26-11/2025", "1899-01-01")
    + rejected(.reference, "control", "a\u{7F}b", "a\nb")
    + rejected(.reference, "length", repeated("x", 65)) + rejected(.reference, "spaces", "xyz byj", "a\u{200B}b")
    + rejected(.reference, "characters", "é", "a–b", "१२") + rejected(.reference, "formula", "=\"a b\"")
    + rejected(.reference, "spreadsheetError", repeated("#", 65))
    + sent(.digits, "60600077", "0", repeated("9", 64)) + rejected(.digits, "length", repeated("9", 65))
    + rejected(.digits, "digits", "6060007a", "-1", "१२") + rejected(.digits, "spaces", "606 000")
    + rejected(.digits, "scientific", "6.06E+7", "606E5") + rejected(.digits, "decimals", "60600077.0")
    + rejected(.digits, "control", "6\u{0}6") + rejected(.digits, "formula", "=A1")
    + rejected(.digits, "spreadsheetError", "#N/A")

  private static let addresses =
    sent(.address, "Delhi", "12/3, M.G. Road, बेंगलुरु", "x", repeated("é", 1_000))
    + warned(.address, ["placeholder"], "NA", "-", "n.a.", "Null", "...")
    + rejected(.address, "spreadsheetError", "#REF!", "Err:509", "####")
    + sent(.address, "=A1", "No 5, Null Street", "12", "#5")
    + rejected(.address, "length", repeated("a", 1_001), repeated("é", 1_001))
    + rejected(.address, "control", "a\nb", "a\tb", "a\u{0}", "a\u{9B}b")
}
