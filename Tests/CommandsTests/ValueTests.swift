import Operations
import Payments
import Testing

@testable import Commands

@Suite("Values of options")
struct ValueTests {
  @Test(
    "amounts are read as people write them",
    arguments: [
      ("12", 1_200), ("12.5", 1_250), ("0.01", 1), ("1,00,000.00", 10_000_000), ("100,000", 10_000_000),
      ("₹500", 50_000), ("Rs. 500", 50_000), ("48,30,000.00", 483_000_000), ("500/-", 50_000),
    ] as [(String, Int64)]
  )
  func amount(_ text: String, _ paise: Int64) {
    #expect(Amount(argument: text)?.paise == paise)
  }

  @Test(
    "what is no amount is none",
    arguments: ["", "0", "0.00", "-5", "1.234", "1e5", "1,0,0", "12.", ".5", "ten", "१२"]
  )
  func noAmount(_ text: String) {
    #expect(Amount(argument: text) == nil)
  }

  @Test(
    "durations have a unit",
    arguments: [("250ms", 250), ("30s", 30_000), ("5m", 300_000), ("2h", 7_200_000), ("0s", 0)]
  )
  func duration(_ text: String, _ milliseconds: Int) {
    #expect(DurationValue(argument: text)?.duration == .milliseconds(milliseconds))
  }

  @Test("what is no duration is none", arguments: ["", "5", "s", "ms", "-5s", "1.5s", "5 s", "5min", "5d", "5S", "९s"])
  func noDuration(_ text: String) {
    #expect(DurationValue(argument: text) == nil)
  }

  @Test(
    "seconds may have decimals",
    arguments: [("60", 60_000), ("0.5", 500), ("1.25", 1_250), ("0.001", 1), ("86400", 86_400_000)]
  )
  func seconds(_ text: String, _ milliseconds: Int) {
    #expect(SecondsValue(argument: text)?.duration == .milliseconds(milliseconds))
  }

  @Test(
    "zero, negative and other seconds are none",
    arguments: ["", "0", "0.0", "0.000", "-1", "-0.5", "1.", ".5", "1.2345", "1e3", "60s", "1.2.3", "86401", "५"]
  )
  func noSeconds(_ text: String) {
    #expect(SecondsValue(argument: text) == nil)
  }

  @Test(
    "a day begins at midnight in India",
    arguments: [("2026-11-21", "2026-11-20T18:30:00.000Z"), ("2024-02-29", "2024-02-28T18:30:00.000Z")]
  )
  func day(_ text: String, _ start: String) {
    #expect(DayValue(argument: text)?.start.text == start)
  }

  @Test(
    "what is no day is none",
    arguments: [
      "", "2026-11-31", "2025-02-29", "21-11-2026", "2026-1-1", "0000-00-00", "2026/11/21", "2026-11-21T", "-026-11-21",
      "+026-11-21", "२०२६-११-२१", "today", "2026--1121",
    ]
  )
  func noDay(_ text: String) {
    #expect(DayValue(argument: text) == nil)
  }

  @Test(
    "delimiters are a character or the word tab",
    arguments: [(",", 0x2C), (";", 0x3B), ("|", 0x7C), ("tab", 0x09), ("TAB", 0x09), ("\t", 0x09)] as [(String, UInt8)]
  )
  func delimiter(_ text: String, _ byte: UInt8) {
    #expect(DelimiterValue(argument: text)?.byte == byte)
  }

  @Test("nothing else is a delimiter", arguments: ["", ",,", "x", "\"", " ", "\n", "，"])
  func noDelimiter(_ text: String) {
    #expect(DelimiterValue(argument: text) == nil)
  }
}
