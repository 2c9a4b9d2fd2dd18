import Foundation

/// Numbers that look random and are the same in every run: SplitMix64, as published by Steele, Lea and Flood.
///
/// The seed is printed once; `AOPBATCH_SEED` in the environment takes its place, to look elsewhere or to have again what
/// was found.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  /// The seed of all generators of this process.
  public static let seed: UInt64 = {
    let seed = ProcessInfo.processInfo.environment["AOPBATCH_SEED"].flatMap(UInt64.init) ?? 20_261_121
    print("Random tests: AOPBATCH_SEED=\(seed)")
    return seed
  }()

  private var state: UInt64

  /// A generator of its own for each `part`, such as the argument of a test that runs several times.
  public init(part: Int = 0) { state = Self.seed &+ UInt64(part) &* 0xD1B5_4A32_D192_ED03 }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
