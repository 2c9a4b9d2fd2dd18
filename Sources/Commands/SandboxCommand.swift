import ArgumentParser
import Glibc
import Sandbox

struct SandboxCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sandbox",
    abstract: "The provider's five endpoints on loopback, to try everything without money.",
    discussion: """
      Runs until it is stopped (Ctrl-C).

      Example:  aopbatch sandbox --port 8080 --log requests.jsonl
                aopbatch run payout pay.csv --base-url http://127.0.0.1:8080

      \(MagicValues.helpText)
      """
  )

  @Option(name: .long, help: "The port; 0 for any that is free.")
  var port = 8080

  @Option(name: .long, help: "Wait so long before every answer: 250ms, 2s.")
  var latency: DurationValue?

  @Option(name: .long, help: "Wait up to so much longer, at random.")
  var jitter: DurationValue?

  @Option(
    name: .long,
    help: "A file that gets one JSON line for every request, on the disk before the answer.",
    completion: .file()
  )
  var log: String?

  @Option(name: .long, help: "The only registration id that is let in: a test value, never a real one.")
  var registrationId: String?

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard (0...65_535).contains(port) else { throw ValidationError("--port must be 0 to 65535.") }
  }

  func run() async throws {
    let console = common.console
    try await console.ending(signals: nil) {
      var options = SandboxOptions()
      options.port = port
      options.latency = latency?.duration ?? .zero
      options.jitter = jitter?.duration ?? .zero
      options.log = log
      options.registrationID = registrationId
      // Where that is not enough, accepting waits until others close.
      try? Start.raiseFileLimit(connections: options.connectionsMax)
      let server = try await SandboxServer.start(options)
      // Ctrl-C or a service's stop, also one that comes with the first word.
      let (isStopped, stop) = AsyncStream.makeStream(of: Void.self)
      let sources = Signals.listen(to: [SIGINT, SIGTERM]) { _ in stop.finish() }
      try console.show("listening on \(server.url)")
      try console.show(json: ["url": server.url])
      for await _ in isStopped {}
      withExtendedLifetime(sources) {}
      await server.stop()
      return .good
    }
  }
}
