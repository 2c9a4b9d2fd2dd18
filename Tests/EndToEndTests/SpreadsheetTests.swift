import Foundation
import TestSupport
import Testing

/// Whether there is a spreadsheet program to try; without one this is skipped, and said to be.
private let spreadsheet = "/usr/bin/soffice"

@Suite(
  "Files that were opened in a spreadsheet and saved again",
  .serialized,
  .enabled(if: FileManager.default.isExecutableFile(atPath: spreadsheet)),
  .timeLimit(.minutes(60))
)
struct SpreadsheetTests {
  /// Opens files as CSV and saves them as CSV, as a person does, with every setting as the program proposes it.
  private func save(_ names: [String], in office: Office) async throws {
    let filter = "44,34,76,1"
    let running = try Running(
      spreadsheet,
      [
        "--headless", "--convert-to", "csv:Text - txt - csv (StarCalc):\(filter)", "--infilter=CSV:\(filter)",
        "--outdir", "saved",
      ] + names,
      environment: office.environment,
      folder: office.work.path()
    )
    let ended = try await running.ended()
    #expect(ended.status == 0, "\(ended.stderr)")
  }

  private static let sheets = [
    (
      "payout",
      Sheets.payoutHeader + """
        ,note
        00110012345678,1.25,NEFT,HDFC0000240,Asha Rao,,09876543210,007
        501001234567890123,2.22,NEFT,HDFC0000240,Asha Rao,,9876543210,=1+1
        1234E10,3.25,NEFT,HDFC0000240,Asha Rao,,9876543210, =1+1
        00550012345678,x,NEFT,HDFC0000240,Asha Rao,,9876543210,\u{3000}＝1+1
        1.23457E+13,5.25,NEFT,HDFC0000240,Asha Rao,,9876543210,12345678901234567890

        """
    ), ("recharge-status", "referenceid,note\n0012345000,007\n1234567890123456571,=x\n12 3,+1\n"),
    ("pan-status", "refid,nep_id\n00123000,0099\n1234567890123456000,1E5\nx y,1\n"),
    (
      "pan-new",
      "mobileno,lastname,refid,email,title\n09876543210,Rao,0012000,rao@example.com,1\n09876543210,Rao,1E7,x,1\n"
    ),
    (
      "transfer-otp",
      // A spreadsheet leaves the last zero of 28.6090 away, and degrees are sent as they are typed.
      Sheets.transferOTP("0012000").replacing("28.6090", with: "28.609")
        + "09876543210,12,IMPS,1x,110045,Delhi,20/08/2000,28.609,77.2362\n"
        + "09876543212,13,IMPS,2,110045,Delhi,03/04/1990,28.609,77.2362\n"
    ),
  ]

  @Test("have the same digits and words, and fed back they are taken as they were", arguments: sheets)
  func roundTrip(_ operation: String, _ sheet: String) async throws {
    try await withOffice { office in
      try office.write("a.csv", sheet)
      _ = try await office.send(operation, "a.csv")
      let kinds = ["results", "rejected", "warnings", "failed"]
      try await save(kinds.map { "a.\($0).csv" }, in: office)
      for kind in kinds {
        let saved = try office.text("saved/a.\(kind).csv")
        let (before, after) = try (office.csv("a.\(kind).csv"), CSV(saved.replacing("\n", with: "\r\n")))
        #expect(after.header == before.header)
        for (old, new) in zip(before.lines, after.lines) {
          for (old, new) in zip(old, new) where old != new { #expect(Self.isSameValue(old, new), "\(old) \(new)") }
        }
        if before.rows.isEmpty { continue }
        try office.write("b.\(kind).csv", saved)
        let (first, second) = try await (
          office.run("check", operation, "a.\(kind).csv", "--no-ledger", "--json").json,
          office.run("check", operation, "b.\(kind).csv", "--no-ledger", "--json").json
        )
        #expect(first.counts("errors") == second.counts("errors"))
        #expect(first.text("plan") == second.text("plan"), "what would be sent is the same")
      }
    }
  }

  /// `1.00` and `1`, `true` and `TRUE`: what a spreadsheet writes in another way.
  private static func isSameValue(_ old: String, _ new: String) -> Bool {
    if let a = Double(old), let b = Double(new) { return a == b && old.count <= 12 }
    return old.lowercased() == new.lowercased() && old.count == new.count
  }
}
