import Glibc
import TestSupport
import Testing

@testable import Sheet

@Suite("Whose a file is")
struct FileOwnerTests {
  private func write(_ text: String, _ folder: Folder, _ owner: FileOwner) throws -> String? {
    var file = try DurableFile(path: folder["pay.results.csv"])
    file.append(Array(text.utf8).span)
    return try file.commit(owner)
  }

  @Test(
    "a file is replaced by its owner and by who goes on with it, as long as nobody changed it, and else kept",
    arguments: [
      (FileOwner("a"), true, false), (FileOwner("b"), true, true), (FileOwner("aa"), true, true),
      (FileOwner("b", predecessors: ["x", "a"]), true, false),
      (FileOwner("a"), false, true), (FileOwner("b", predecessors: ["a"]), false, true),
    ]
  )
  func replaced(owner: FileOwner, isUnchanged: Bool, isKept: Bool) throws {
    let folder = try Folder()
    #expect(try write("old", folder, FileOwner("a")) == nil)
    if !isUnchanged { try folder.write("changed", to: "pay.results.csv") }
    let kept = try write("new", folder, owner)
    #expect((kept != nil) == isKept)
    #expect(try folder.read("pay.results.csv") == "new")
    #expect(folder.names.count == (isKept ? 2 : 1))
    guard isKept else { return #expect(folder.names == ["pay.results.csv"]) }
    let name = try #require(kept?.split(separator: "/").last.map(String.init))
    #expect(name.wholeMatch(of: /pay\.results\.kept-\d{8}-\d{6}\.csv/) != nil)
    #expect(try folder.read(name) == (isUnchanged ? "old" : "changed"))
  }

  @Test("the same bytes again replace nothing of anybody's, nor does what was made of the very file that was read")
  func sameBytes() throws {
    let folder = try Folder()
    try folder.write("mine", to: "pay.results.csv")
    #expect(try write("mine", folder, FileOwner("a")) == nil)
    try folder.write("hello", to: "pay.results.csv")
    let digest = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
    #expect(try write("new", folder, FileOwner("a", read: digest)) == nil)
    #expect(folder.names == ["pay.results.csv"])
  }

  @Test("of many files that are kept in one second none takes another's place")
  func manyKept() throws {
    let folder = try Folder()
    for number in 0..<5 {
      try folder.write("mine \(number)", to: "pay.results.csv")
      #expect(try write("new", folder, FileOwner("a")) != nil)
    }
    let kept = folder.names.filter { $0.contains("kept") }
    #expect(try Set(kept.map(folder.read)) == Set((0..<5).map { "mine \($0)" }))
  }
}
