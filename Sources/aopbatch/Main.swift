import Commands

@main
struct Main {
  /// Not `async`: that has made threads and opened files before its first line.
  static func main() { AopBatch.start() }
}
