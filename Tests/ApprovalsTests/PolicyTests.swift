import Glibc
import Payments
import Sheet
import TestSupport
import Testing

@testable import Approvals

@Suite("A policy")
struct PolicyTests {
  let folder: Folder

  init() throws {
    folder = try Folder()
    try write("", to: "signers")
  }

  private func write(_ text: String, to name: String) throws {
    try folder.write(text, to: name)
    try #require(chmod(folder[name], 0o644) == 0)
  }

  private func standing(named: String?, fixed: String = "none") throws -> Policy? {
    let writers = Writers(owners: [getuid()], top: folder.path)
    return try Policy.standing(named: named.map { folder[$0] }, fixed: folder[fixed], writers: writers)
  }

  /// Reads a policy; `SIGNERS` is the path of a file of allowed signers.
  @discardableResult
  private func read(_ text: String) throws -> Policy {
    try write(text.replacing("SIGNERS", with: "\"allowedSigners\":\"\(folder["signers"])\""), to: "policy.json")
    return try #require(try standing(named: "policy.json"))
  }

  @Test("is read as the contract writes it")
  func whole() throws {
    try write("", to: "revoked")
    let policy = try read(
      """
      {SIGNERS,"revokedKeys":"\(folder["revoked"])","bands":[{"upTo":"50,000.00","signatures":0},
      {"upTo":"1000000.00","signatures":1},{"signatures":2}],"makers":{"asha":"asha@firm.in"},"makerMaySign":true,
      "validHours":48,"maxAmount":"200000.00","maxTotal":"5000000","strictIfsc":true,"resolveNotPaid":2,"again":3,
      "allowRepeats":1}
      """
    )
    #expect(policy.path == folder["policy.json"])
    #expect(policy.sha256 == RunningSHA256.hex(of: try folder.bytes("policy.json")))
    #expect(policy.bands.map(\.upTo) == [50_000_00, 10_00_000_00, nil] && policy.bands.map(\.signatures) == [0, 1, 2])
    #expect(policy.maker(user: "asha") == "asha@firm.in" && policy.maker(user: "root") == nil)
    #expect(policy.makerMaySign && policy.strictIfsc && policy.validHours == 48)
    #expect(policy.maxAmount?.paise == 200_000_00 && policy.maxTotal?.paise == 50_00_000_00)
    #expect(policy.resolveNotPaid == 2 && policy.again == 3 && policy.allowRepeats == 1)
  }

  @Test("asks for more where it says nothing, and limits nothing")
  func defaults() throws {
    let policy = try read("{SIGNERS}")
    #expect(policy.signatures(total: 1, isAgain: false, allowsRepeats: false) == 1)
    #expect(policy.again == 1 && policy.allowRepeats == 1 && policy.resolveNotPaid == 1)
    #expect(!policy.makerMaySign && policy.validHours == 24)
    #expect(policy.maxAmount == nil && policy.maxTotal == nil && !policy.strictIfsc)
  }

  @Test("without signatures needs nobody who may sign, and asks for none where something is special")
  func limitsAlone() throws {
    let policy = try read(#"{"bands":[{"signatures":0}],"maxTotal":"100.00"}"#)
    #expect(policy.signatures(total: 1 << 100, isAgain: true, allowsRepeats: true) == 0)
    #expect(policy.resolveNotPaid == 0)
  }

  @Test(
    "asks for the signatures of the total's band, or of what is special",
    arguments: [
      (0, false, false, 0), (50_000_00, false, false, 0), (50_000_01, false, false, 1), (10_00_000_00, false, false, 1),
      (10_00_000_01, false, false, 2), (1, true, false, 3), (1, false, true, 1), (10_00_000_01, false, true, 2),
      (10_00_000_01, true, true, 3),
    ] as [(Int128, Bool, Bool, Int)]
  )
  func signatures(_ total: Int128, _ isAgain: Bool, _ allowsRepeats: Bool, _ signatures: Int) throws {
    let bands = #"[{"upTo":"50000.00","signatures":0},{"upTo":"1000000.00","signatures":1},{"signatures":2}]"#
    let policy = try read("{SIGNERS,\"bands\":\(bands),\"again\":3,\"allowRepeats\":1}")
    #expect(policy.signatures(total: total, isAgain: isAgain, allowsRepeats: allowsRepeats) == signatures)
  }

  @Test(
    "is refused, with the key, for what cannot stand under it",
    arguments: [
      ("", ""), ("[]", ""), ("{", ""), (#"{"bands":[]}"#, "bands"), (#"{"bands":{}}"#, "bands"),
      (#"{"bands":[1]}"#, "bands"), (#"{"bands":[{}]}"#, "signatures"),
      (#"{"bands":[{"signatures":"1"}]}"#, "signatures"),
      (#"{"bands":[{"signatures":11}]}"#, "signatures"), (#"{"bands":[{"signatures":-1}]}"#, "signatures"),
      (#"{"bands":[{"signatures":1.0}]}"#, "signatures"), (#"{"bands":[{"upTo":5,"signatures":1}]}"#, "upTo"),
      (#"{"bands":[{"upTo":"5 lakh","signatures":1}]}"#, "upTo"), (#"{"maxAmount":"0.00"}"#, "maxAmount"),
      (#"{"maxTotal":100}"#, "maxTotal"), (#"{"maxTotal":null}"#, "maxTotal"), (#"{"strictIfsc":"yes"}"#, "strictIfsc"),
      (#"{"makerMaySign":0}"#, "makerMaySign"), (#"{"validHours":0}"#, "validHours"),
      (#"{"validHours":721}"#, "validHours"), (#"{"validHours":24.5}"#, "validHours"), (#"{"again":11}"#, "again"),
      (#"{"allowRepeats":true}"#, "allowRepeats"), (#"{"resolveNotPaid":"1"}"#, "resolveNotPaid"),
      (#"{"makers":["asha"]}"#, "makers"), (#"{"makers":{"asha":1}}"#, "makers"),
      (#"{"makers":{"asha":""}}"#, "makers"),
      (#"{"makers":{"":"asha@firm.in"}}"#, "makers"), (#"{"makers":{"asha":"*@firm.in"}}"#, "makers"),
      (#"{"makers":{"asha":"a@firm.in,b@firm.in"}}"#, "makers"), (#"{"allowedSigners":"signers"}"#, "allowedSigners"),
      (#"{"allowedSigners":""}"#, "allowedSigners"), (#"{SIGNERS,"revokedKeys":"revoked"}"#, "revokedKeys"),
    ]
  )
  func wrong(_ text: String, _ key: String) {
    let failure = expect(.policyValue) { try read(text) }
    #expect(failure?[.name] == key && failure?[.path] == folder["policy.json"])
  }

  @Test(
    "is refused, with the name, for what is not known or stands there twice",
    arguments: [
      (#"{"maxamount":"1"}"#, .policyUnknown, "maxamount"), (#"{"limit":"1"}"#, .policyUnknown, "limit"),
      (#"{"bands":[{"upto":"1","signatures":0},{"signatures":1}]}"#, .policyUnknown, "upto"),
      (#"{"again":1,"again":1}"#, .policyTwice, "again"),
      (#"{"bands":[{"signatures":0,"signatures":1}]}"#, .policyTwice, "signatures"),
      (#"{"makers":{"asha":"a@firm.in","asha":"b@firm.in"}}"#, .policyTwice, "asha"),
    ] as [(String, Failure.Code, String)]
  )
  func unknown(_ text: String, _ code: Failure.Code, _ name: String) {
    #expect(expect(code) { try read(text) }?[.name] == name)
  }

  @Test(
    "is refused when its bands leave it open who has to sign, with the first that is wrong",
    arguments: [
      (#"[{"upTo":"5","signatures":1}]"#, "1"), (#"[{"signatures":0},{"signatures":1}]"#, "1"),
      (#"[{"upTo":"5","signatures":0},{"upTo":"5","signatures":1},{"signatures":2}]"#, "2"),
      (#"[{"upTo":"6","signatures":0},{"upTo":"5","signatures":1},{"signatures":2}]"#, "2"),
      (#"[{"upTo":"5","signatures":0},{"upTo":"6","signatures":1}]"#, "2"),
      (#"[{"upTo":"5","signatures":2},{"signatures":1}]"#, "2"),
    ]
  )
  func bands(_ bands: String, _ number: String) {
    #expect(expect(.policyBands) { try read("{SIGNERS,\"bands\":\(bands)}") }?[.count] == number)
  }

  @Test(
    "that may ask for a signature is refused without those who may sign",
    arguments: [
      "{}", #"{"bands":[{"upTo":"5","signatures":0},{"signatures":1}]}"#, #"{"bands":[{"signatures":0}],"again":1}"#,
      #"{"bands":[{"signatures":0}],"allowRepeats":1}"#, #"{"bands":[{"signatures":0}],"resolveNotPaid":1}"#,
    ]
  )
  func noSigners(_ text: String) { expect(.policySigners) { try read(text) } }

  @Test("is refused when a file that it names is not there", arguments: ["allowedSigners", "revokedKeys"])
  func missingFiles(_ key: String) {
    let other = key == "allowedSigners" ? "" : "SIGNERS,"
    let failure = expect(.file) { try read("{\(other)\"\(key)\":\"\(folder["gone"])\"}") }
    #expect(failure?[.path] == folder["gone"] && failure?[.errno] == "\(ENOENT)")
  }

  @Test("is the machine's own, else the one that is named, else there is none")
  func places() throws {
    #expect(try standing(named: nil) == nil)
    expect(.policyMissing) { try standing(named: "named") }
    try write(#"{"bands":[{"signatures":0}],"validHours":1}"#, to: "named")
    #expect(try standing(named: "named")?.validHours == 1)
    try write(#"{"bands":[{"signatures":0}],"validHours":2}"#, to: "fixed")
    for name in [nil, "named", "gone"] { #expect(try standing(named: name, fixed: "fixed")?.validHours == 2) }
  }

  @Test("of the machine that cannot be used is not passed over for the one that is named")
  func fixedIsBad() throws {
    try write(#"{"bands":[{"signatures":0}]}"#, to: "named")
    try write("{", to: "fixed")
    expect(.policyValue) { try standing(named: "named", fixed: "fixed") }
    try #require(chmod(folder["fixed"], 0o666) == 0)
    expect(.policyMode) { try standing(named: "named", fixed: "fixed") }
    try #require(symlink(folder["gone"], folder["link"]) == 0)
    expect(.policyMissing) { try standing(named: "named", fixed: "link") }
  }
}
