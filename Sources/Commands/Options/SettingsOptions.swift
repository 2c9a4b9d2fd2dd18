import ArgumentParser

/// Where rows go, as typed.
struct SettingsOptions: ParsableArguments {
  @Option(name: .long, help: "Both hosts at once: for the sandbox and for tests.")
  var baseUrl: String?

  @Option(
    name: .long,
    help: "A JSON file with settings, readable by you alone.",
    completion: .file(extensions: ["json"])
  )
  var config: String?

  func read() throws -> Settings { try Settings.read(config: config, baseURL: baseUrl) }
}
