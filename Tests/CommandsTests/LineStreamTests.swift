import Foundation
import Glibc
import Sheet
import TestSupport
import Testing

@testable import Commands

@Suite("Lines that somebody may read", .blocking)
struct LineStreamTests {
  private let reading: FileHandle
  private let writing: FileHandle
  private let stream: LineStream

  init() {
    signal(SIGPIPE, SIG_IGN)
    let pipe = Pipe()
    (reading, writing) = (pipe.fileHandleForReading, pipe.fileHandleForWriting)
    stream = LineStream(to: writing.fileDescriptor)
  }

  private func add(_ count: Int) {
    for number in 1...count { stream.add { ["row": number] } }
  }

  /// Why it ended before its end.
  private func cause(_ work: () throws -> Void) throws -> String {
    let failure = #expect(throws: Failure.self) { try work() }
    #expect(failure?.code == .stream)
    return try #require(failure)[.cause]
  }

  @Test("come whole, in their order, to a reader who is late")
  func order() async throws {
    // More than a pipe holds.
    add(20_000)
    let (reading, writing) = (reading, writing)
    async let read = String(decoding: reading.readDataToEndOfFile(), as: UTF8.self)
    try stream.finish { ["row": 0] }
    try writing.close()
    let lines = await read
    #expect(lines == ((1...20_000).map { "{\"row\":\($0)}\n" } + ["{\"row\":0}\n"]).joined())
  }

  @Test("end for a reader who is too far behind, and whoever adds them never waits")
  func behind() throws {
    add(2 * LineStream.waitingMax)
    #expect(try cause { try stream.finish { [:] } } == "its reader is \(LineStream.waitingMax) lines behind")
    try reading.close()
  }

  @Test("end for a reader who takes nothing any more")
  func stuck() throws {
    add(20_000)
    #expect(try cause { try stream.finish { [:] } } == "its reader took nothing for 10 seconds")
    try reading.close()
  }

  @Test("end when the reader has gone")
  func gone() throws {
    try reading.close()
    add(3)
    #expect(try cause { try stream.finish { [:] } } == "Broken pipe")
  }
}
