import Sheet
import TestSupport
import Testing

@testable import Commands

@Suite("Addresses")
struct AddressTests {
  @Test(
    "are scheme, host and port, without a slash at the end",
    arguments: [
      ("https://payout.aopay.co.in", "https://payout.aopay.co.in"),
      ("https://payout.aopay.co.in/", "https://payout.aopay.co.in"),
      ("https://payout.aopay.co.in:8443", "https://payout.aopay.co.in:8443"),
      ("HTTPS://payout.aopay.co.in", "https://payout.aopay.co.in"),
      ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
      ("http://127.8.9.10:1/", "http://127.8.9.10:1"),
      ("http://localhost:8080", "http://localhost:8080"),
      ("http://[::1]:8080", "http://[::1]:8080"),
      ("https://10.0.0.7", "https://10.0.0.7"),
    ]
  )
  func good(_ written: String, _ text: String) throws {
    #expect(try Address(written).text == text)
  }

  @Test(
    "are the same however they are spelled, for a sheet that was paid there must be known again",
    arguments: [
      "https://PAYOUT.aopay.co.in", "https://payout.AOPay.co.in/", "https://payout.aopay.co.in:443",
    ]
  )
  func spellings(_ written: String) throws {
    #expect(try Address(written) == Address("https://payout.aopay.co.in"))
  }

  @Test(
    "in plain http are refused for every host but this machine",
    arguments: [
      "http://payout.aopay.co.in", "http://127.0.0.1.example.com", "http://localhost.example.com", "http://128.0.0.1",
      "http://0.0.0.0", "http://127.0.0.1.", "http://127.0.0.256", "http://1270.0.1", "http://[::2]",
      "http://example.com:127",
    ]
  )
  func plain(_ written: String) {
    expect(.addressPlain) { try Address(written) }
  }

  @Test(
    "with anything else in them are refused",
    arguments: [
      "", "payout.aopay.co.in", "https://", "https:///", "ftp://payout.aopay.co.in", "https://payout.aopay.co.in/api",
      "https://payout.aopay.co.in//", "https://payout.aopay.co.in?x=1", "https://payout.aopay.co.in#x",
      "https://user@payout.aopay.co.in", "https://user:word@payout.aopay.co.in", "http://127.0.0.1@example.com",
      "https://payout.aopay.co.in:port", "//payout.aopay.co.in", "https://pay out.in",
      "https://payout.aopay.co.in:70000",
    ]
  )
  func bad(_ written: String) {
    let failure = expect(.addressInvalid) { try Address(written) }
    #expect(failure?.message.text.contains("word@") == false, "nobody's password is shown")
  }

  @Test(
    "that are refused come with what may be meant",
    arguments: [
      ("127.0.0.1:8080", "http://127.0.0.1:8080"), ("localhost:8080", "http://localhost:8080"),
      ("LOCALHOST", "http://localhost"), ("api.example.com", "https://api.example.com"),
      ("http://127.0.0.1:8080/api/V6", "http://127.0.0.1:8080"), ("ftp://example.com", "https://example.com"),
      ("https://user:word@example.com?x=1", "https://example.com"), ("", ""), ("https://", ""), ("a b", ""),
    ]
  )
  func meant(_ written: String, _ expected: String) {
    do { _ = try Address(written) } catch { #expect(error[.otherAddress] == expected) }
  }
}
