import Glibc
import Sheet

/// Where the files of one sheet go.
public struct OutputPaths: Sendable, Equatable {
  public let folder: String
  /// What the file names begin with: `pay` for `pay.csv`.
  public let stem: String
  /// The name of the results file that is renewed; nil for one named after the sheet.
  var renewed: String?

  public var results: String { renewed.map { "\(folder)/\($0)" } ?? path("results") }
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
      if mkdir(made, 0o777) != 0, errno != EEXIST {
        throw FileProblem(path: made, operation: "create the folder", errno: errno)
      }
    }
  }

  /// Tries whether the files can be written, and leaves nothing behind but the folder.
  func probe() throws {
    try makeFolder()
    for path in [results, rejected, warnings, report] {
      var status = stat()
      if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
        throw FileProblem(path: path, operation: "write", errno: EISDIR)
      }
      _ = try DurableFile(path: path)
    }
  }

  /// The folder from the root of the file system: what the ledger keeps, for `export` from anywhere.
  var absoluteFolder: String {
    if let resolved = realpath(folder, nil) {
      defer { free(resolved) }
      return String(cString: resolved)
    }
    // Not there yet: it will be made below the current folder.
    guard !folder.hasPrefix("/"), let current = getcwd(nil, 0) else { return folder }
    defer { free(current) }
    return "\(String(cString: current))/\(folder)"
  }
}
