import TestSupport
import Testing

@testable import Operations

@Suite("JSON is read strictly, but for a comma before a closing bracket")
struct JSONReaderTests {
  private func read(_ text: String) -> JSONValue? { JSONReader.read(Array(text.utf8)) }

  static let values: [(text: String, value: JSONValue)] = [
    ("null", .null), ("true", .bool(true)), ("false", .bool(false)), (" \t\r\n1 \n", .number("1")),
    ("0", .number("0")), ("-0", .number("-0")), ("-12.50e+10", .number("-12.50e+10")), ("1E-2", .number("1E-2")),
    ("123456789012345678901234567890", .number("123456789012345678901234567890")),
    (#""""#, .string("")), (#""a\"\\\/\b\f\n\r\tz""#, .string("a\"\\/\u{8}\u{C}\n\r\tz")),
    (#""\u0041\u00e9\u20B9""#, .string("Aé₹")), (#""\ud83d\ude00""#, .string("😀")),
    (#""\uDBFF\uDFFF""#, .string("\u{10FFFF}")),
    (#""\u0000""#, .string("\u{0}")), ("\"\u{7F}₹\"", .string("\u{7F}₹")), ("[]", .array([])), ("{}", .object([])),
    ("[ ]", .array([])), ("{ }", .object([])),
    ("[1,[2],{}]", .array([.number("1"), .array([.number("2")]), .object([])])),
    (#"{ "a" : 1 , "b":[] }"#, .object([.init("a", .number("1")), .init("b", .array([]))])),
    (#"{"":null}"#, .object([.init("", .null)])),
    ("\u{FEFF}1", .number("1")),
  ]

  @Test("values of RFC 8259", arguments: values)
  func accepted(text: String, value: JSONValue) {
    #expect(read(text) == value)
  }

  static let commas: [(text: String, value: JSONValue)] = [
    ("[1,]", .array([.number("1")])), ("[1 , ]", .array([.number("1")])), ("[[1,],]", .array([.array([.number("1")])])),
    (#"{"a":1,}"#, .object([.init("a", .number("1"))])),
    ("{\"a\":1\n,\n}", .object([.init("a", .number("1"))])),
  ]

  @Test("a comma may stand before a closing bracket", arguments: commas)
  func trailingCommas(text: String, value: JSONValue) {
    #expect(read(text) == value)
  }

  static let noJSON: [String] = [
    "", " ", "\u{FEFF}", "nul", "nulls", "True", "TRUE", "None", "NaN", "Infinity", "-", "+1", "01", "-01", "00", "1.",
    ".5", "1.e2", "1e", "1e+", "1e+-1", "0x10", "1_000", "- 1", "1 2", "1,", "١", "'a'", #"""#, #""a"#, #""a\""#,
    #""\"#,
    #""\x41""#, #""\u12""#, #""\u12g4""#, #""\u 123""#, #""\u+123""#, #""\U0041""#, #""\ud83d""#, #""\ud83dx""#,
    #""\ud83d\n""#,
    #""\ud83d\u0041""#, #""\ude00""#, #""\ude00\ud83d""#, #""\ud83d\ud83d\ude00""#, "\"a\nb\"", "\"a\tb\"", "\"\u{0}\"",
    "\"\u{1F}\"", "[", "]", "[1", "[1 2]", "[,]", "[,1]", "[1,,]", "[1,,2]", "[1]]", "[1}", "{", "}", "{,}", #"{"a"}"#,
    #"{"a":}"#, #"{"a":1"#, #"{"a":1,,}"#, #"{"a":1]"#, #"{"a" 1}"#, #"{a:1}"#, #"{1:1}"#, #"{"a":1 "b":2}"#,
    #"{"a":1};"#,
    #"{"a":1}{}"#, "{} {}", "// x\n1", "/* x */ 1", "1 // x", "\u{A0}1", "1\u{B}", "1\u{0}", "1\u{FEFF}", "<html>",
  ]

  @Test("everything else is refused", arguments: noJSON)
  func refused(text: String) {
    #expect(read(text) == nil)
  }

  static let badBytes: [[UInt8]] = [
    [0x80], [0xFF], [0xC0, 0xAF], [0xE0, 0x80, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82],
    [0xF0, 0x9F, 0x98], [0xC3],
  ]

  @Test("bytes that are no UTF-8 are refused, in values and keys", arguments: badBytes)
  func undecodable(bytes: [UInt8]) {
    let quote = UInt8(ascii: "\"")
    #expect(JSONReader.read([quote] + bytes + [quote]) == nil)
    #expect(JSONReader.read([0x7B, quote] + bytes + [quote, 0x3A, 0x31, 0x7D]) == nil)
    #expect(JSONReader.read(bytes) == nil)
  }

  @Test("a key that stands twice keeps both values, and the first one is found")
  func doubledKeys() throws {
    let value = try #require(read(#"{"a":1,"a":2}"#))
    #expect(value == .object([.init("a", .number("1")), .init("a", .number("2"))]))
    #expect(value["a"] == .number("1"))
  }

  static let contradictions: [(text: String, contradicts: Bool)] = [
    (#"{"a":1,"a":2}"#, true), (#"{"a":1,"a":1}"#, false), (#"{"a":1,"A":2}"#, false), (#"{"a":1,"\u0061":2}"#, true),
    (#"{"a":1,"a":1,"a":2}"#, true), (#"{"a":"1","a":1}"#, true), (#"{"b":{"a":1,"a":null}}"#, true),
    (#"[0,[{"a":true,"a":false}]]"#, true), (#"[{"a":1},{"a":2}]"#, false), (#"{"a":{"x":1},"a":{"x":1}}"#, false),
  ]

  @Test("a key that stands twice with two values is a contradiction, however deep", arguments: contradictions)
  func contradiction(text: String, contradicts: Bool) throws {
    #expect(try #require(read(text)).contradictsItself == contradicts)
  }

  @Test("32 levels are read, 33 are refused", arguments: [("[", "]"), (#"{"a":"#, "}")])
  func depth(open: String, close: String) {
    func nested(_ levels: Int) -> String {
      String(repeating: open, count: levels) + (open == "[" ? "" : "1") + String(repeating: close, count: levels)
    }
    #expect(read(nested(32)) != nil)
    #expect(read(nested(33)) == nil)
    #expect(read("[\(nested(31)),\(nested(31))]") != nil, "depth is not a count of brackets")
  }

  @Test("a body of 64 KiB of open brackets is refused without harm", arguments: ["[", "{\"a\":", "[{\"a\":[", "\"\\"])
  func hostileDepth(part: String) {
    #expect(read(String(repeating: part, count: (64 << 10) / part.utf8.count)) == nil)
  }

  static let texts: [(text: String, wanted: String?)] = [
    (#""a""#, "a"), (#""""#, nil), ("1.50", "1.50"), ("true", "true"), ("false", "false"), ("null", nil), ("[]", nil),
    ("{}", nil),
  ]

  @Test("a value as text", arguments: texts)
  func text(text: String, wanted: String?) {
    #expect(read(text)?.text == wanted)
  }

  @Test("random bytes and mutated answers never crash, and what is read again is the same")
  func fuzz() {
    var random = SeededGenerator()
    let pieces = Array(#"{}[],:"\u0d8f 1-.eE+tfn"#.utf8) + [0x00, 0x0A, 0x80, 0xC3, 0xED, 0xF0, 0xFF]
    for round in 0..<20_000 {
      var bytes = round % 2 == 0 ? Array(#"{"a":{"b":"\u0041","c":[1.5e3,true,],},"d":""}"#.utf8) : []
      if bytes.isEmpty {
        bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in pieces.randomElement(using: &random)! }
      }
      for _ in 0..<Int.random(in: 0...6, using: &random) where !bytes.isEmpty {
        bytes[Int.random(in: bytes.indices, using: &random)] = pieces.randomElement(using: &random)!
      }
      let value = JSONReader.read(bytes)
      #expect(value == JSONReader.read(bytes + [0x20]), "\(bytes)")
      _ = value?.contradictsItself
    }
  }
}
