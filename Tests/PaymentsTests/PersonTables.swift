/// Mobiles, names, e-mail addresses and titles.
enum PersonTables {
  static let all: [Sample] = mobiles + wrongMobiles + names + emails + wrongEmails + titles

  private static let mobiles =
    sent(.mobile, "6000000000", "9876543210", "7012345678", "8999999990")
    + sent(
      .mobile,
      as: "9876543210",
      "+919876543210",
      "+91 98765 43210",
      "00919876543210",
      "919876543210",
      "09876543210"
    )
    + sent(
      .mobile,
      as: "9876543210",
      "98765-43210",
      "98765.43210",
      "(98765) 43210",
      "[98765]43210",
      "(+91) 98765-43210"
    )
    + sent(
      .mobile,
      as: "9876543210",
      "98765\u{A0}43210",
      "98765\u{2009}43210",
      "98765\u{2010}43210",
      "98765\u{2013}43210"
    )
    + sent(.mobile, as: "9876543210", "98765\u{200D}43210", "\u{202A}+91 98765\u{2212}43210\u{202C}", "+ 91 9876543210")
    + sent(.mobile, as: "9198765432", "9198765432", "919198765432") + sent(.mobile, as: "9876543210", "'9876543210")
    + [Sample(rule: .mobile, cell: "+91 99999 99999", sent: "9999999999", warnings: ["repeated"])]
    + warned(.mobile, ["repeated"], "6666666666", "8888888888") + sent(.mobile, "9999999998")

  private static let wrongMobiles =
    rejected(.mobile, "control", "98765\n43210", "98765\u{0}43210")
    + rejected(.mobile, "scientific", "9.87654E+09", "9.87654E9")
    + rejected(.mobile, "decimals", "9876543210.0", "987654321.0")
    + rejected(.mobile, "mask", "99XXXXXX88", "995964XXXX", "99****3210")
    + rejected(
      .mobile,
      "characters",
      "9876543210/9123456789",
      "98765a3210",
      "९८७६५४३२१०",
      "９８７６５４３２１０",
      "9876+543210",
      "++919876543210",
      "()-"
    )
    + rejected(
      .mobile,
      "length",
      "987654321",
      "98765432101",
      "929876543210",
      "+9876543210",
      "+09876543210",
      "009876543210"
    )
    + rejected(.mobile, "length", "+00919876543210", "9109876543210", "99999999", repeated("9", 500))
    + rejected(.mobile, "format", "5876543210", "0123456789", "+911876543210", "0000000000", "05876543210")
    + rejected(.mobile, "formula", "=A1") + rejected(.mobile, "spreadsheetError", "#####")

  private static let names =
    sent(.name, "R", "Ravi Kumar", "O'Brien (Mrs.) A/C_1-2", repeated("a", 50))
    + warned(.name, ["long"], repeated("a", 51), repeated("a", 120))
    + warned(
      .name,
      ["characters"],
      "Müller",
      "रवि कुमार",
      "A & B",
      "Ravi, Kumar",
      "=A1",
      "???? Kumar",
      "x@y",
      "A+B",
      "Ravi\u{200B}K"
    )
    + warned(.name, ["long", "characters"], repeated("é", 120)) + warned(.name, ["characters"], repeated("é", 50))
    + rejected(.name, "length", repeated("a", 121), repeated("é", 121))
    + sent(.name, "3M India", "Nullah", "Nan Kumar", "Tbdx", "M/s. Test Vendor", "Nair", "Dodd", "Uma", "Nil")
    + sent(.name, "Nana", "Asha", "Neftali", "Samer")
    + warned(
      .name,
      ["placeholder"],
      "Null",
      "N/A",
      "na",
      "nan",
      "TBD",
      "-do-",
      "ditto",
      "n.a.",
      "(blank)",
      "Not Available",
      "As above",
      "Same",
      "To be confirmed",
      "XYZ",
      "NA NA",
      "N.A./N.A."
    )
    + rejected(.name, "ifsc", "HDFC0000240", "hdfc0000240") + rejected(.name, "mode", "NEFT", "imps")
    + warned(.name, ["placeholder", "characters"], "\"do\"", "<null>", "\u{2013}do\u{2013}")
    + rejected(
      .name,
      "letters",
      "?????",
      "-",
      "--",
      ".",
      "12345",
      "9876543210",
      "250.50",
      "१२३",
      "\u{FFFD}\u{FFFD}",
      "??? ????"
    )
    + rejected(.name, "spreadsheetError", "#REF!", "#N/A", "####", "Err:509", "#NAME?", "Loading...", "#SPILL!")
    + rejected(.name, "control", "Ravi\nKumar", "Ravi\u{0}", "Ra\u{80}vi", "a\tb")

  private static let emails =
    sent(.email, "a@b.in", "max@example.com", "A.b+c!#$%&'*/=?^_`{|}~-@x-1.example.co", ".a.@b.c", "1@2.3")
    + sent(.email, "a@" + repeated("b", 63) + ".in", longEmail(254))

  private static let wrongEmails =
    rejected(.email, "control", "a\u{0}@b.in")
    + rejected(.email, "length", longEmail(255)) + rejected(.email, "dots", "a..b@c.in", "a@b..in", "..@b.in")
    + rejected(.email, "domain", "a@localhost", "ravi@gmail")
    + rejected(
      .email,
      "format",
      "a",
      "@b.in",
      "a@",
      "a@.in",
      "a@b.",
      "a@-b.in",
      "a@b-.in",
      "a b@c.in",
      "a@b@c.in",
      "a,b@c.in"
    )
    + rejected(
      .email,
      "format",
      "a@b.in;c@d.in",
      "é@b.in",
      "a@é.in",
      "Max <a@b.in>",
      "a@b_c.in",
      "a@" + repeated("b", 64) + ".in"
    )
    + rejected(.email, "formula", "=A1") + rejected(.email, "spreadsheetError", "#N/A")

  /// A valid shape of exactly this many bytes.
  private static func longEmail(_ bytes: Int) -> String {
    let domain = "@" + repeated("b", 60) + "." + repeated("c", 60) + ".in"
    return repeated("a", bytes - domain.utf8.count) + domain
  }

  private static let titles =
    sent(.title, "1", "2", "3") + warned(.title, ["unusual"], "4", "9", "10", "99")
    + rejected(.title, "range", "0", "100", "12345678901234567890")
    + rejected(.title, "format", "01", "+1", "1.0", "-1", "Mr", "१", "1 0", "007")
    + rejected(.title, "control", "1\u{1}0") + rejected(.title, "formula", "=1")
    + rejected(.title, "spreadsheetError", "#NAME?")
}
