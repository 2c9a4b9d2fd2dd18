import TestSupport
import Testing

@Suite("thousands of batches by chance")
struct SimulationTests {
  @Test(
    "no row has two bodies, every row has one outcome, sums balance, and no more are on their way than slots",
    arguments: 0..<8
  )
  func batches(_ part: Int) throws {
    let folder = try Folder()
    let ledger = try folder.ledger()
    for part in (part * 250)..<((part + 1) * 250) {
      var simulation = try Simulation(part: part, ledger: ledger)
      try simulation.play()
    }
  }
}
