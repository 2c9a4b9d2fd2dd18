import Glibc

/// The system calls of the log, with their errors as sentences.
enum LogFile {
  /// Opens for appending, creates with mode 0600, and takes the rights of others away from a file that was there.
  ///
  /// A last line that a crash left unfinished is ended, so that the next one starts on a line of its own.
  static func open(_ path: String) throws(SandboxError) -> Int32 {
    let descriptor = retrying { Glibc.open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0o600) }
    guard descriptor >= 0 else {
      throw trouble("The log \(path) cannot be opened.", remedy: "Give --log a file in a folder that you may write to.")
    }
    do throws(SandboxError) {
      try prepare(descriptor, path)
    } catch {
      close(descriptor)
      throw error
    }
    return descriptor
  }

  /// Writes all bytes at the end and syncs them to disk. Neither is tried again after an error.
  static func append(_ bytes: [UInt8], to descriptor: Int32, path: String) throws(SandboxError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { buffer in retrying { write(descriptor, buffer.baseAddress, buffer.count) } }
      guard written > 0 else { throw cannotWrite(path) }
      rest = rest.dropFirst(written)
    }
    guard retrying({ fsync(descriptor) }) == 0 else { throw cannotWrite(path) }
  }

  private static func cannotWrite(_ path: String) -> SandboxError {
    trouble(
      "The log \(path) cannot be written and synced; every request is answered 500 from now on.",
      remedy: "Make room or choose another file, and start the sandbox again."
    )
  }

  /// What the system would not do; the sentence is made after its cause was read, which anything may change.
  private static func trouble(_ sentence: @autoclosure () -> String, remedy: String) -> SandboxError {
    let cause = String(cString: strerror(errno)) + "."
    return SandboxError(code: .log, sentence: sentence(), cause: cause, remedy: remedy)
  }

  private static func prepare(_ descriptor: Int32, _ path: String) throws(SandboxError) {
    var facts = stat()
    guard fstat(descriptor, &facts) == 0 else {
      throw trouble("The log \(path) cannot be read.", remedy: "Give --log a file of your own.")
    }
    guard facts.st_mode & S_IFMT == S_IFREG else { return }
    guard fchmod(descriptor, 0o600) == 0 else {
      throw trouble("The log \(path) cannot be made private.", remedy: "Give --log a file of your own.")
    }
    guard facts.st_size > 0 else { return }
    var last: UInt8 = 0
    let count = retrying { pread(descriptor, &last, 1, facts.st_size - 1) }
    if count == 1, last != UInt8(ascii: "\n") {
      try append([UInt8(ascii: "\n")], to: descriptor, path: path)
    }
  }

  /// Calls again what a signal interrupted before it did anything.
  private static func retrying<Count: SignedInteger>(_ call: () -> Count) -> Count {
    while true {
      let result = call()
      if result != -1 || errno != EINTR { return result }
    }
  }
}
