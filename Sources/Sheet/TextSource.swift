/// A sheet's text as UTF-8, one block after the other, up to the first place that is not text.
struct TextSource: ~Copyable, Sendable {
  private var bytes: ByteSource
  private var decoder: TextDecoder
  /// The place where the text stops being text; nothing behind it is given out.
  private(set) var failure: Failure?

  init(_ source: consuming ByteSource, asked encoding: TextEncoding?) throws(Failure) {
    bytes = source
    let (decoder, markBytes) = try Opening.inspect(bytes.opening(), asked: encoding)
    self.decoder = decoder
    bytes.skip(markBytes)
  }

  var encoding: TextEncoding { decoder.encoding }

  /// Adds the next block's text, whose last character may be cut; false at the end, and behind a `failure`.
  mutating func next(into text: inout [UInt8]) throws(Failure) -> Bool {
    if failure != nil { return false }
    guard try bytes.next() else {
      failure = decoder.finish()
      return false
    }
    failure = decoder.decode(bytes.block, offset: bytes.offset, into: &text)
    return true
  }
}
