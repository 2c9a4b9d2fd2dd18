import NIOCore
import NIOHTTP1
import Operations

/// Puts an answer together from the parts in which it arrives.
struct AnswerReader {
  enum Progress: Equatable {
    case unfinished
    /// `isUsual`: in no way such that the connection had better not serve another request.
    case finished(Answer, isUsual: Bool)
    case tooLarge
  }

  private var head: HTTPResponseHead?
  private var body: [UInt8] = []

  /// Takes one part. Once an answer is finished or too large, the reader is to be replaced by a new one.
  mutating func take(_ part: HTTPClientResponsePart) -> Progress {
    switch part {
    case .head(let head):
      self.head = head
      let length = head.headers.first(name: "Content-Length").flatMap { Int($0) } ?? 0
      return length > TransportSettings.answerBytesMax ? .tooLarge : .unfinished
    case .body(let bytes):
      guard body.count + bytes.readableBytes <= TransportSettings.answerBytesMax else { return .tooLarge }
      body += bytes.readableBytesView
      return .unfinished
    case .end:
      guard let head else { preconditionFailure("the decoder gives the head before the end") }
      let retryAfter = head.headers.first(name: "Retry-After").flatMap(RetryAfter.seconds)
      let answer = Answer(status: Int(head.status.code), retryAfterSeconds: retryAfter, body: body)
      return .finished(answer, isUsual: head.status == .ok && head.isKeepAlive)
    }
  }
}
