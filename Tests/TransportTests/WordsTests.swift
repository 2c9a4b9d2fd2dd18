import Glibc
import NIOCore
import NIOHTTP1
import NIOSSL
import Operations
import Testing

@testable import Transport

@Suite("Retry-After")
struct RetryAfterTests {
  /// Sun, 06 Nov 1994 08:49:37 GMT, the moment of RFC 9110's examples.
  static let moment: Int64 = 784_111_777

  @Test(
    "the value is seconds or a date",
    arguments: [
      ("0", 0), ("5", 5), ("120", 120), ("600", 600), (" 30 ", 30), ("86400", 86_400),
      ("Sun, 06 Nov 1994 08:49:37 GMT", 0), ("Sun, 06 Nov 1994 08:50:07 GMT", 30),
      ("Sun, 06 Nov 1994 08:59:37 GMT", 600), ("Mon, 07 Nov 1994 08:49:37 GMT", 86_400),
      ("Thu, 01 Jan 1970 00:00:00 GMT", 0), ("Wed, 29 Feb 2012 00:00:00 GMT", 546_361_823),
      ("", nil), ("-1", nil), ("soon", nil), ("1.5", nil), ("5s", nil), ("0x10", nil),
      ("Sun, 06 Nov 1994", nil), ("Sun, 06 Foo 1994 08:49:37 GMT", nil), ("Sun, 06 Nov 1994 08:49:37 IST", nil),
      ("2026-11-21T09:00:00Z", nil),
    ] as [(String, Int64?)]
  )
  func values(_ value: String, _ seconds: Int64?) {
    #expect(RetryAfter.seconds(value, now: Self.moment) == seconds)
  }

  @Test(
    "a date that is none ends the program no more than another word does",
    arguments: [
      "Sun, 06 Nov -2147483648 08:49:37 GMT", "Sun, 06 Nov 2147483647 08:49:37 GMT",
      "Sun, -2147483648 Nov 1994 -2147483648:-2147483648:-2147483648 GMT",
    ]
  )
  func absurdDates(_ value: String) async {
    await #expect(processExitsWith: .success) { [value] in
      _ = RetryAfter.seconds(value, now: Self.moment)
    }
  }

  @Test("a pause that is too long to count is not taken for no pause")
  func endless() throws {
    let seconds = try #require(RetryAfter.seconds("99999999999999999999", now: Self.moment))
    #expect(seconds > 600)
  }
}

@Suite("the client's errors in our words")
struct TroubleTests {
  @Test("a system's refusal to connect means that there was no connection")
  func refused() {
    let error = IOError(errnoCode: ECONNREFUSED, reason: "connect")
    #expect(Trouble(error, bodyMayHaveLeft: false).kind == .noConnection)
    #expect(Trouble(error, bodyMayHaveLeft: true).kind == .connectionLost)
  }

  @Test("a certificate for another host is not trusted")
  func hostName() {
    let trouble = Trouble(NIOSSLExtraError.failedToValidateHostname, bodyMayHaveLeft: false)
    #expect(trouble.kind == .untrusted)
  }

  @Test("what no HTTP parser takes is a bad answer", arguments: [HTTPParserError.invalidStatus, .headerOverflow])
  func parser(_ error: HTTPParserError) {
    #expect(Trouble(error, bodyMayHaveLeft: true).kind == .badAnswer)
  }

  @Test(
    "an error that comes before and after the body alike does not decide whether it left",
    arguments: [TransportError.closed, HTTPParserError.invalidEOFState, IOError(errnoCode: ECONNRESET, reason: "read")]
      as [any Error],
    [true, false]
  )
  func both(_ error: any Error, _ mayHaveLeft: Bool) {
    let trouble = Trouble(error, bodyMayHaveLeft: mayHaveLeft)
    #expect(trouble.bodyMayHaveLeft == mayHaveLeft)
    #expect(trouble.kind == (mayHaveLeft ? .connectionLost : .noConnection))
  }
}
