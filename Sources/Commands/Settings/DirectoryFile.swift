import Payments
import Sheet

/// The file of `--ifsc-directory`.
enum DirectoryFile {
  static let bytesMax = 256 << 20

  static func read(_ path: String) throws(Failure) -> IFSCDirectory {
    let file = try SheetFile(path: path)
    let bytes = try file.bytes(max: bytesMax)
    switch IFSCDirectory.reading(bytes.span, release: path) {
    case .success(let directory): return directory
    case .failure(let problem): throw Failure(.directoryFile, [.path: path, .cause: problem.sentence])
    }
  }
}
