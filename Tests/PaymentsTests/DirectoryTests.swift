import Payments
import TestSupport
import Testing

@Suite("The IFSC directory")
struct DirectoryTests {
  let directory = IFSCDirectory.builtIn

  @Test("the built-in directory is whole and dated")
  func builtIn() {
    #expect(directory.count == 177_683)
    #expect(directory.skipped == 0)
    #expect(directory.release == "Razorpay IFSC 2.0.54 of 2026-01-28")
  }

  @Test("real codes are found, in any case", arguments: known)
  func finds(_ code: String) {
    #expect(find(code) == true)
    #expect(find(code.lowercased()) == true)
  }

  @Test("codes that do not exist are not found", arguments: unknown)
  func misses(_ code: String) {
    #expect(find(code) == nil)
  }

  @Test("the built-in directory has every code of the source in some banks, and no other")
  func ranges() {
    var found: [String: Int] = [:]
    for bank in ["SBIN", "HDFC", "YESB", "ABNA", "ZZZZ"] {
      for number in 0..<20_000 {
        let digits = String(number)
        let code = bank + "0" + String(repeating: "0", count: 6 - digits.count) + digits
        if find(code) != nil { found[bank, default: 0] += 1 }
      }
    }
    #expect(found == ["ABNA": 1, "HDFC": 9786, "SBIN": 16_599, "YESB": 1496])
  }

  private func read(
    _ code: String,
    in directory: IFSCDirectory = .builtIn,
    strict: Bool = false
  ) -> (findings: Findings, text: String) {
    var row = RowValues()
    let bytes = Array(code.utf8)
    let findings = IFSC.read(
      bytes.span,
      Rules(directory: directory, strictIFSC: strict, today: Rule.today),
      into: &row
    )
    return (findings, String(decoding: row.text, as: UTF8.self))
  }

  @Test("codes that NEFT does not reach are known and warned of", arguments: notReached)
  func notReachable(_ code: String) throws {
    #expect(find(code) == false)
    let (findings, text) = read(code.lowercased(), strict: true)
    #expect(findings.errors.isEmpty)
    #expect(findings.warnings.map(\.code) == [code.hasPrefix("ABNA") ? "bank" : "neft"])
    #expect(text == code)
  }

  @Test("the message on a letter O holds the corrected code")
  func letterO() throws {
    #expect(try #require(read("sbino00000a").findings.errors.first).sentence.contains("SBIN000000A"))
  }

  static let lettersO: [(code: String, words: String)] = [
    ("HDFCOOOO240", "Write HDFC0000240."), ("hdfcooOO240", "Write HDFC0000240."), ("HDFC0OOO24O", "HDFC0000240"),
    ("HDFCO000240", "Write HDFC0000240."), ("HDFCOOZZZZZ", "HDFC0OZZZZZ is not in the IFSC directory"),
    ("UTBIOHOA139", "Write UTBI0HOA139."), ("ABCDOOOOOOO", "ABCD0OOOOOO is not in the IFSC directory"),
  ]

  @Test("all letters O are tried, and only a code that the directory has is offered", arguments: lettersO)
  func offersKnown(code: String, words: String) throws {
    let findings = read(code).findings
    #expect(try #require((findings.errors + findings.warnings).first).sentence.contains(words))
  }

  @Test("several codes that letters O can have been meant as are all named")
  func severalLettersO() throws {
    let few = try IFSCDirectory.reading(Array("SBIN0000O10\nSBIN0000010\nSBIN00O0010".utf8).span, release: "test").get()
    let sentence = try #require(read("SBINO0OOO1O", in: few).findings.errors.first).sentence
    #expect(sentence.contains("Write SBIN0000010 or SBIN00O0010 or SBIN0000O10."))
  }

  @Test("a bank of which no branch can be reached has words of its own", arguments: ["SYNB0000445", "ABCD0123456"])
  func deadBank(code: String) throws {
    let bank = String(code.prefix(4))
    for (strict, expected) in [(false, "bank"), (true, "unknown")] {
      let findings = read(code, strict: strict).findings
      let problem = try #require((findings.errors + findings.warnings).first)
      #expect(problem.code == expected && problem.sentence.contains("no branch of the bank \(bank)"))
    }
    let mine = try IFSCDirectory.reading(Array("\(bank)0000001".utf8).span, release: "test").get()
    #expect(read(code, in: mine).findings.warnings.map(\.code) == ["unknown"])
  }

  @Test("near codes are known ones of the same bank, at most three, the likeliest first")
  func nearest() throws {
    let list = "SBIN0000012\nSBIN0000021\nSBIN0000102\nSBIN0000015\nSBIN0000016\nHDFC0000017\nSBIN0000O10\n"
    let few = try IFSCDirectory.reading(Array(list.utf8).span, release: "test").get()
    #expect(nearest("SBIN0000120", in: few) == ["SBIN0000102"])
    #expect(nearest("SBIN000001Z", in: few) == ["SBIN0000012", "SBIN0000015", "SBIN0000016"])
    #expect(nearest("SBIN0000010", in: few) == ["SBIN0000O10", "SBIN0000012", "SBIN0000015"])
    #expect(nearest("ICIC0000012", in: few).isEmpty)
    #expect(nearest("nonsense", in: few).isEmpty)
  }

  @Test("the message on an unknown code names the directory and near codes")
  func unknownSentence() throws {
    let few = try IFSCDirectory.reading(Array("SBIN0000012".utf8).span, release: "mine of 2026-11-01").get()
    let sentence = try #require(read("SBIN0000021", in: few).findings.warnings.first).sentence
    #expect(sentence.contains("mine of 2026-11-01"))
    #expect(sentence.contains("SBIN0000012"))
  }

  private func find(_ code: String) -> Bool? { directory.isReached(Array(code.utf8).span) }

  private func nearest(_ code: String, in directory: IFSCDirectory) -> [String] {
    directory.nearest(Array(code.utf8).span)
  }
}

@Suite("Reading an IFSC directory")
struct DirectoryReadingTests {
  @Test("Razorpay's CSV is read by its column names, quotes and line breaks in fields included")
  func table() throws {
    let csv =
      "\u{FEFF}BANK,IFSC,ADDRESS,NEFT\r\n\"A, \"\"B\"\"\",ABCD0000001,\"1\n2\",true\r\nX,ABCD0000002,,false\r\n"
      + "X,bad,,true\r\nX,abcd0000003,,FALSE\r\n\r\nX,WXYZ0AAAAAA,,"
    let directory = try read(csv).get()
    #expect(directory.count == 4)
    #expect(directory.skipped == 2)
    #expect(directory.release == "test")
    #expect(find("ABCD0000001", in: directory) == true)
    #expect(find("ABCD0000002", in: directory) == false)
    #expect(find("ABCD0000003", in: directory) == false)
    #expect(find("WXYZ0AAAAAA", in: directory) == true)
    #expect(find("ABCD0000004", in: directory) == nil)
    #expect(find("AAAA0000001", in: directory) == nil)
    #expect(find("ZZZZ0000001", in: directory) == nil)
  }

  @Test(
    "a list of codes is read, in any order, twice the same once",
    arguments: ["WXYZ0000009\nABCD0000001\n\nabcd0000001 \n", "\u{FEFF}ABCD0000001\r\nWXYZ0000009\r\nABCD0000001"]
  )
  func list(_ text: String) throws {
    let directory = try read(text).get()
    #expect(directory.count == 2)
    #expect(find("ABCD0000001", in: directory) == true)
    #expect(find("WXYZ0000009", in: directory) == true)
  }

  @Test("one column named IFSC is enough")
  func oneColumn() throws {
    #expect(try read("\nifsc\nABCD0000001\n").get().count == 1)
  }

  @Test(
    "what is no directory is refused with a sentence",
    arguments: [
      ("", "required"), ("\n\n", "required"), ("IFSC,NEFT\n", "required"), ("IFSC\nnothing\n", "required"),
      ("name,code\na,b\n", "format"), ("ABCD0000001\nhello\n", "format"), ("PK\u{3}\u{4}", "format"),
      ("IFSC,X\nABCD0000001,\"cut off", "quote"),
    ]
  )
  func refused(_ text: String, _ code: String) {
    let problem = #expect(throws: Problem.self) { try read(text).get() }
    #expect(problem?.code == code)
    #expect(problem?.sentence.hasSuffix(".") == true)
  }

  @Test("the line that is no code is named")
  func line() {
    let problem = #expect(throws: Problem.self) { try read("ABCD0000001\n\nhello\n").get() }
    #expect(problem?.code == "format")
    #expect(problem?.sentence.contains("line 3") == true)
  }

  @Test("random bytes crash nothing")
  func fuzz() {
    var random = SeededGenerator()
    let alphabet = Array("IFSC,NEFT\n\r\"ABCD0000001false".utf8) + [0, 0xFF, 0xEF]
    for round in 0..<5_000 {
      var bytes = round % 2 == 0 ? Array("IFSC,NEFT\n".utf8) : []
      for _ in 0..<Int.random(in: 0...60, using: &random) { bytes.append(alphabet.randomElement(using: &random) ?? 0) }
      if case .success(let directory) = IFSCDirectory.reading(bytes.span, release: "fuzz") {
        #expect(directory.count > 0)
      }
    }
  }

  @Test("a large directory finds every one of its codes and none between them")
  func large() throws {
    var codes: [String] = []
    for bank in ["AAAA", "MMMM", "ZZZZ"] {
      for branch in 0..<(bank == "MMMM" ? 5_003 : 17) { codes.append("\(bank)0" + sixDigits(branch * 2)) }
    }
    let directory = try read(codes.shuffled().joined(separator: "\n")).get()
    #expect(directory.count == codes.count)
    for code in codes {
      #expect(find(code, in: directory) != nil)
      #expect(find(code.dropLast() + "X", in: directory) == nil)
    }
    #expect(find("MMMM0000001", in: directory) == nil)
  }

  private func sixDigits(_ number: Int) -> String { String(String(1_000_000 + number).dropFirst()) }

  private func read(_ text: String) -> Result<IFSCDirectory, Problem> {
    IFSCDirectory.reading(Array(text.utf8).span, release: "test")
  }

  private func find(_ code: some StringProtocol, in directory: IFSCDirectory) -> Bool? {
    directory.isReached(Array(code.utf8).span)
  }
}
