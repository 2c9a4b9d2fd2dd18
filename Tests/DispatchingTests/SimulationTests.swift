import TestSupport
import Testing

@Suite("thousands of batches by chance", .everyLedger)
struct SimulationTests {
  @Test(
    "no row has two bodies, every row has one outcome, sums balance, and no more are on their way than slots",
    arguments: 0..<8
  )
  func batches(_ part: Int) throws {
    let place = try TestedPlace.current()
    // A server's commits take their time.
    let count = place.address == nil ? 250 : 10
    var ledger = try place.ledger()
    for part in (part * count)..<((part + 1) * count) {
      var simulation = try Simulation(part: part, place, ledger)
      try simulation.play()
      ledger = simulation.ledger
    }
  }
}
