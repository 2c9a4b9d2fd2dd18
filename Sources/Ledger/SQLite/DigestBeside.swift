import Dispatch
import GRDB
import Synchronization

/// The digest of a batch's rows, made by another connection while this process writes the batch's files: both read all rows.
///
/// Of a batch that is held nobody else changes rows, and this process does not before it has the digest.
final class DigestBeside: Sendable {
  private let result = Mutex<Result<String, any Error>?>(nil)
  private let done = DispatchSemaphore(value: 0)

  /// - Parameter status: What the batch is about to become.
  init(of batch: Int64, as status: Batch.Status, _ configuration: Configuration, path: String) {
    DispatchQueue.global().async {
      let digest = Result {
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        defer { try? queue.close() }
        return try queue.read { try $0.rowsDigest(of: batch, as: status) }
      }
      self.result.withLock { $0 = digest }
      self.done.signal()
    }
  }

  /// Waits for it; nil if it could not be made.
  var digest: String? {
    done.wait()
    return result.withLock { try? $0?.get() }
  }
}
