/// A sheet's text as UTF-8, one piece after the other, up to the first place that is not text.
struct TextSource: ~Copyable {
  private var bytes: ByteSource
  private var decoder: TextDecoder
  /// What was decoded of the current block, unless the block is UTF-8 already.
  private var output: [UInt8] = []
  private var validCount = 0
  /// The place where the text stops being text; `chunk` ends before it.
  private(set) var failure: TextDecoder.Undecodable?

  /// Finds out what the file is by its first bytes.
  init(
    descriptor: Int32,
    name: String,
    options: ReadingOptions,
    observe: ((Span<UInt8>) -> Void)?
  ) throws(SheetError) {
    bytes = ByteSource(descriptor: descriptor, name: name, blockBytes: options.limits.blockBytes, observe: observe)
    do throws(FileProblem) { try bytes.readOpening() } catch { throw .io(error) }
    do throws(SheetRefusal) {
      let (decoder, markBytes) = try Opening.inspect(bytes.opening, asked: options.encoding)
      self.decoder = decoder
      bytes.skip(markBytes)
    } catch {
      throw .refused(error)
    }
  }

  var encoding: TextEncoding { decoder.encoding }

  /// The current piece of text; a character may be cut at its ends.
  var chunk: Span<UInt8> {
    @_lifetime(borrow self)
    get { decoder.isInPlace ? bytes.block.extracting(0..<validCount) : output.span }
  }

  /// Goes to the next piece; false at the end, and where there is nothing before a `failure`.
  mutating func next() throws(SheetError) -> Bool {
    if failure != nil { return false }
    do throws(FileProblem) {
      guard try bytes.next() else {
        failure = decoder.finish()
        return false
      }
    } catch {
      throw .io(error)
    }
    output.removeAll(keepingCapacity: true)
    (validCount, failure) = decoder.decode(bytes.block, offset: bytes.offset, into: &output)
    return true
  }
}
