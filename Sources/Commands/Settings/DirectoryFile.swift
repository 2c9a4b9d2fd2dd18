import Engine
import FoundationEssentials
import Payments
import Sheet

/// The file of `--ifsc-directory`.
enum DirectoryFile {
  static let bytesMax = 256 << 20

  static func read(_ path: String) throws -> IFSCDirectory {
    // Opened first, for what is missing or a folder has its own words.
    _ = try SheetFile(path: path)
    guard let data = try? Data(contentsOf: URL(filePath: path)), data.count <= bytesMax else {
      throw Refusal(.trouble, "The IFSC directory \(path) cannot be read, or is larger than \(bytesMax >> 20) MiB.")
    }
    switch IFSCDirectory.reading([UInt8](data).span, release: path) {
    case .success(let directory): return directory
    case .failure(let problem):
      throw Refusal(.trouble, "The IFSC directory \(path) cannot be used: \(problem.sentence)")
    }
  }
}
