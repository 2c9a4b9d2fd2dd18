import Foundation

/// One line of the log: what came in and what was decided, as JSON without the sequence number.
///
/// `answer` is the HTTP status as text or the name of a fault; `booked` is `null` where nobody can know; `body` is
/// the body exactly as received. If that is not UTF-8, `body` is its repaired form and `body_base64` is exact.
enum LogLine {
  /// The members after `"n":…`, with the closing brace and the line's end.
  static func members(of request: Request, operation: String?, verdict: Verdict) -> [UInt8] {
    var line: [UInt8] = []
    line.reserveCapacity(request.body.count + 512)
    append("at", text: Date().utc, to: &line)
    append("method", text: request.method, to: &line)
    append("path", text: request.path, to: &line)
    append("operation", text: operation, to: &line)
    append("content_type", text: request.contentType, to: &line)
    append("answer", text: verdict.answer, to: &line)
    line += #","booked":\#(verdict.isBooked.map(String.init) ?? "null")"#.utf8
    append("reference", text: verdict.reference, to: &line)
    append("body", text: String(decoding: request.body, as: UTF8.self), to: &line)
    if String(validating: request.body, as: UTF8.self) == nil {
      append("body_base64", text: Data(request.body).base64EncodedString(), to: &line)
    }
    line += "}\n".utf8
    return line
  }

  private static func append(_ key: String, text: String?, to line: inout [UInt8]) {
    line += #","\#(key)":"#.utf8
    if let text { JSONText.appendQuoted(text, to: &line) } else { line += "null".utf8 }
  }
}

extension Date {
  /// RFC 3339 in UTC with milliseconds: `2025-02-25T06:42:43.469Z`.
  var utc: String { formatted(ISO8601FormatStyle(includingFractionalSeconds: true)) }
}
