/// Why a sheet cannot be used at all, in words for its owner.
///
/// A refusal stops the whole sheet (exit status 65); trouble in one row is never one.
public struct SheetRefusal: Error, Sendable, Equatable, CustomStringConvertible {
  /// What kind of refusal, for programs: `sheet.xlsx`, `sheet.quote`, `sheet.encoding`, `sheet.header` and so on.
  public let code: String
  /// What is wrong and where, in one sentence.
  public let sentence: String
  /// The row as the spreadsheet shows it (the header is row 1), where one row is to blame.
  public let row: Int?
  /// The position in the file of the first byte that is to blame, counted from 1, where one byte is.
  public let byte: Int?
  /// What the sheet's owner can do about it, in one sentence or two.
  public let remedy: String

  /// A refusal; `sentence` and `remedy` are whole sentences.
  public init(code: String, sentence: String, row: Int? = nil, byte: Int? = nil, remedy: String) {
    self.code = code
    self.sentence = sentence
    self.row = row
    self.byte = byte
    self.remedy = remedy
  }

  /// The sentence and the remedy.
  public var description: String { "\(sentence) \(remedy)" }
}

/// Why reading a sheet stopped.
public enum SheetError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The sheet is not usable; its owner has to change it.
  case refused(SheetRefusal)
  /// The file could not be read; the sheet may be fine.
  case io(FileProblem)

  /// What, where and what to do.
  public var description: String {
    switch self {
    case .refused(let refusal): refusal.description
    case .io(let problem): problem.description
    }
  }
}
