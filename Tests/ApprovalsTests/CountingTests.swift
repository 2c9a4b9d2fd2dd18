import Sheet
import TestSupport
import Testing

@testable import Approvals

@Suite("Approvers", .blocking)
struct CountingTests {
  private func principals(_ approvers: [Approver]) -> Set<String> { Set(approvers.map(\.principal)) }

  @Test("are counted one by one, whatever the order")
  func two() throws {
    let office = try Office()
    let paths = [try office.sign("ravi"), try office.sign("meera")]
    for paths in [paths, paths.reversed()] {
      #expect(principals(try office.demand(2, paths)) == ["ravi@firm.in", "meera@firm.in"])
    }
    let failure = expect(.approvalMissing) { try office.demand(3, paths) }
    #expect(failure?[.count] == "2" && failure?[.expected] == "3")
  }

  @Test("that nobody needs may be none, but what is signed must be good")
  func none() throws {
    let office = try Office()
    #expect(try office.demand(0, [], user: "stranger") == [])
    #expect(try office.demand(0, [try office.sign("ravi")]).count == 1)
    expect(.approvalOtherText) { try office.demand(0, [try office.sign("ravi", "other", as: "other")]) }
  }

  @Test("that are missing are told")
  func missing() throws {
    let failure = expect(.approvalMissing) { try Office().demand(2, []) }
    #expect(failure?[.count] == "0" && failure?[.expected] == "2")
  }

  @Test("do not include the maker, unless the policy lets the maker sign")
  func maker() throws {
    let office = try Office()
    let paths = [try office.sign("asha"), try office.sign("ravi")]
    #expect(principals(try office.demand(1, paths)) == ["ravi@firm.in"])
    let failure = expect(.approvalByMaker) { try office.demand(2, paths) }
    #expect(failure?[.path] == paths[0] && failure?[.count] == "1" && failure?[.expected] == "2")
    let members = #""makers":{"clerk":"asha@firm.in"},"makerMaySign":true"#
    #expect(try office.demand(2, paths, policy: members).count == 2)
  }

  @Test("do not include the maker under another name or spelling, whichever line comes first")
  func disguised() throws {
    for lines in [
      ["other@firm.in", "asha@firm.in"], ["asha@firm.in", "other@firm.in"], ["other@firm.in,Asha@Firm.in"],
    ] {
      let office = try Office(["asha"], signers: { office in try lines.map { try office.line($0, "asha") }.joined() })
      expect(.approvalByMaker) { try office.demand(1, [try office.sign("asha")]) }
    }
    // A line that holds no more, or for something else, still says whose the key is.
    for options in [#"valid-before="20200101""#, #"namespaces="git""#] {
      let office = try Office(["asha"]) {
        try $0.line("other@firm.in", "asha") + $0.line("asha@firm.in", "asha", options)
      }
      expect(.approvalByMaker) { try office.demand(1, [try office.sign("asha")]) }
    }
  }

  @Test("with a key under two names are one")
  func oneKey() throws {
    let office = try Office(["ravi"]) { try $0.line("ravi@firm.in", "ravi") + $0.line("meera@firm.in", "ravi") }
    let paths = [try office.sign("ravi", as: "one"), try office.sign("ravi", as: "two")]
    #expect(try office.demand(1, paths).count == 1)
    let failure = expect(.approvalSamePerson) { try office.demand(2, paths) }
    #expect(Set([failure?[.path], failure?[.otherName]]) == Set(paths))
  }

  @Test("with two keys are one", arguments: ["ravi@firm.in", "RAVI@firm.in", "r@firm.in,ravi@firm.in"])
  func onePerson(_ name: String) throws {
    let office = try Office(["ravi", "second.ecdsa"]) {
      try $0.line("ravi@firm.in", "ravi") + $0.line(name, "second.ecdsa")
    }
    let paths = [try office.sign("ravi"), try office.sign("second.ecdsa")]
    #expect(try office.demand(1, paths).count == 1)
    expect(.approvalSamePerson) { try office.demand(2, paths) }
  }

  @Test("who gave one signature twice are one")
  func twice() throws {
    let office = try Office()
    let path = try office.sign("ravi")
    expect(.approvalSamePerson) { try office.demand(2, [path, path]) }
  }

  @Test("are two beside a key that has both their names")
  func shared() throws {
    let office = try Office(["ravi", "meera", "both"]) {
      try $0.line("ravi@firm.in,meera@firm.in", "both") + $0.line("ravi@firm.in", "ravi")
        + $0.line("meera@firm.in", "meera")
    }
    let paths = try ["both", "ravi", "meera"].map { try office.sign($0) }
    #expect(principals(try office.demand(2, paths)) == ["ravi@firm.in", "meera@firm.in"])
    expect(.approvalSamePerson) { try office.demand(3, paths) }
  }

  @Test("cannot be told from a maker whom the policy does not know")
  func stranger() throws {
    let office = try Office()
    let path = try office.sign("ravi")
    #expect(expect(.approvalMaker) { try office.demand(1, [path], user: "ravi") }?[.name] == "ravi")
    #expect(try office.demand(1, [path], policy: #""makerMaySign":true"#, user: "ravi").count == 1)
  }

  @Test("are looked for among those who are allowed now")
  func changed() throws {
    let office = try Office()
    let path = try office.sign("ravi")
    #expect(try office.demand(1, [path]).count == 1)
    try office.write("", to: "signers")
    expect(.approvalUnknownKey) { try office.demand(1, [path]) }
  }
}
