import Glibc
public import Ledger
import Sheet
import Synchronization

/// Where the files of one sheet go.
public struct OutputPaths: Sendable {
  public let folder: String
  /// What the file names begin with: `pay` for `pay.csv`.
  public let stem: String
  /// The name of the results file that is renewed; nil for one named after the sheet.
  private let renewed: String?
  /// What was found in their places.
  public let kept = KeptFiles()

  /// - Parameter name: The sheet's file name, whose `.csv` the names of the files leave away.
  public init(folder: String, sheet name: String, renews: Bool = false) {
    self.folder = folder
    stem = name.lowercased().hasSuffix(".csv") && name.count > 4 ? String(name.dropLast(4)) : name
    renewed = renews ? name : nil
  }

  /// Where a batch's files go: where its sheet's went, unless another folder is wanted.
  public init(_ batch: Batch, folder: String?) {
    self.init(folder: folder ?? batch.folder, sheet: batch.sheet, renews: batch.renews && !batch.path.isEmpty)
  }

  public var results: String { renewed.map { "\(folder)/\($0)" } ?? path("results") }
  /// Rows with a definite no, to be corrected and sent; `check` writes none.
  public var failed: String { path("failed") }
  public var rejected: String { path("rejected") }
  public var warnings: String { path("warnings") }
  /// The page for people; `check` writes none.
  public var report: String { "\(folder)/\(stem).report.html" }

  private func path(_ kind: String) -> String { "\(folder)/\(stem).\(kind).csv" }

  /// Makes the folder, and those above it, if they are missing.
  func makeFolder() throws {
    var made = folder.hasPrefix("/") ? "" : "."
    for part in folder.split(separator: "/") {
      made += "/\(part)"
      if mkdir(made, 0o777) == 0 { continue }
      let error = errno
      var status = stat()
      if stat(made, &status) == 0, status.st_mode & S_IFMT != S_IFDIR {
        throw Failure(file: folder, "create the folder", errno: ENOTDIR)
      }
      if error != EEXIST { throw Failure(file: made, "create the folder", errno: error) }
    }
  }

  /// Tries whether the files can be written, and leaves nothing behind but the folder: better to know now than after the
  /// money has moved.
  public func probe() throws {
    try makeFolder()
    for path in [results, failed, rejected, warnings, report] {
      var status = stat()
      if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
        throw Failure(file: path, "write", errno: EISDIR)
      }
      _ = try DurableFile(path: path)
    }
  }

  /// A path from the root of the file system, without links as far as it is there.
  public static func absolute(_ path: String) -> String {
    if let resolved = realpath(path, nil) {
      defer { free(resolved) }
      return String(cString: resolved)
    }
    // Not there yet: it will be made below the current folder.
    guard !path.hasPrefix("/"), let current = getcwd(nil, 0) else { return path }
    defer { free(current) }
    return "\(String(cString: current))/\(path)"
  }
}

/// Files that were found in the places of ours and are kept beside, under other names, for they are somebody's: noted
/// while files are written, and told at the end, however that comes.
public final class KeptFiles: Sendable {
  private let found = Mutex<[String]>([])

  /// Where they are now, in the order in which they were met.
  public var paths: [String] { found.withLock { $0 } }

  func add(_ path: String?) {
    if let path { found.withLock { $0.append(path) } }
  }
}
