import Approvals
import ArgumentParser
import Glibc
import Ledger
import Sheet

/// A text that others have signed, as typed.
struct SignedOptions: ParsableArguments {
  @Option(
    name: .long,
    help: "The text that was approved, from --approval-request; stands for --yes.",
    completion: .file()
  )
  var approval: String?

  @Option(
    name: .long,
    help: "A signature of that text by `ssh-keygen -Y sign`; may be given more than once.",
    completion: .file()
  )
  var signature: [String] = []

  func validate() throws {
    if approval == nil, !signature.isEmpty {
      throw ValidationError("--signature goes with --approval, the text that was signed.")
    }
  }

  func gate(_ settings: Settings) -> ApprovalGate {
    ApprovalGate(policy: settings.policy, approval: approval, signatures: signature, user: Settings.user)
  }
}

/// Where the text goes that others are to sign, as typed.
struct ApprovalRequestOption: ParsableArguments {
  @Option(
    name: .long,
    help: "Write the text that has to be signed to this file, which must not be there yet, and send nothing.",
    completion: .file()
  )
  var approvalRequest: String?

  /// Writes the text, if it is asked for.
  ///
  /// - Throws: `approvalNoPolicy` if nobody could sign it; what is in the way of the file.
  func write(_ request: ApprovalRequest, in ledger: any Ledger, _ policy: Policy?) throws {
    guard let path = approvalRequest else { return }
    guard let policy else { throw Failure(.approvalNoPolicy, [.path: Policy.fixedPath]) }
    let text = try request.standing(in: ledger, policy, at: .now).text
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Failure(file: path, "write", errno: errno) }
    defer { close(descriptor) }
    guard Console.write(text, to: descriptor), fsync(descriptor) == 0 else {
      throw Failure(file: path, "write", errno: errno)
    }
  }
}

extension Console {
  /// What is to be signed of a batch, and by how many.
  func show(_ request: ApprovalRequest, _ asked: ApprovalRequestOption, _ policy: Policy?, of batch: Batch) throws {
    let needed = policy.map(request.signatures) ?? 0
    say("\(Words.approvals(needed)) To be signed: \(asked.approvalRequest ?? "")")
    try show(json: ["batch": batch.name, "approvals": needed, "request": asked.approvalRequest])
  }
}
