import Foundation

/// Times as RFC 3339 in UTC with milliseconds: `2025-02-25T06:42:43.469Z`.
enum UTCTime {
  private static let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)

  static func now() -> String { Date().formatted(style) }
}
