// swift-tools-version: 6.2
import PackageDescription

let nio = "swift-nio"

let package = Package(
  name: "aopbatch",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "aopbatch", targets: ["aopbatch"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
    .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
  ],
  targets: [
    // Outside code: libcsv, and the IFSC directory as bytes inside the program.
    .systemLibrary(name: "CLibCSV", providers: [.apt(["libcsv-dev"])]),
    .target(name: "CIFSCDirectory", exclude: ["ifsc.bin", "make-directory.py"]),

    // The rooms, each importing only from the ones above it.
    .target(name: "Sheet", dependencies: ["CLibCSV"]),
    .target(name: "Payments", dependencies: ["CIFSCDirectory"]),
    .target(name: "Operations", dependencies: ["Sheet", "Payments"]),
    .target(
      name: "Ledger",
      dependencies: ["Operations", "Payments", "Sheet", .product(name: "GRDB", package: "GRDB.swift")]
    ),
    .target(
      name: "Provider",
      dependencies: [
        "Operations",
        .product(name: "NIOCore", package: nio),
        .product(name: "NIOHTTP1", package: nio),
        .product(name: "NIOPosix", package: nio),
        .product(name: "NIOTLS", package: nio),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ]
    ),
    .target(
      name: "Engine",
      dependencies: [
        "Ledger", "Operations", "Payments", "Provider", "Sheet", .product(name: "Crypto", package: "swift-crypto"),
      ]
    ),
    .target(
      name: "Sandbox",
      dependencies: [
        .product(name: "NIOCore", package: nio),
        .product(name: "NIOHTTP1", package: nio),
        .product(name: "NIOPosix", package: nio),
      ]
    ),
    .target(
      name: "Commands",
      dependencies: [
        "Engine", "Ledger", "Operations", "Payments", "Sandbox", "Sheet",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]
    ),
    .executableTarget(name: "aopbatch", dependencies: ["Commands"]),

    .testTarget(name: "SheetTests", dependencies: ["Sheet"]),
    .testTarget(name: "PaymentsTests", dependencies: ["Payments"]),
    .testTarget(name: "OperationsTests", dependencies: ["Operations", "Payments", "Sheet"]),
    .testTarget(
      name: "LedgerTests",
      dependencies: ["Ledger", "Operations", "Payments", "Sheet", .product(name: "GRDB", package: "GRDB.swift")]
    ),
    .testTarget(
      name: "ProviderTests",
      dependencies: [
        "Operations", "Provider", .product(name: "NIOCore", package: nio), .product(name: "NIOPosix", package: nio),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ]
    ),
    .testTarget(
      name: "EngineTests",
      dependencies: [
        "Engine", "Ledger", "Operations", "Payments", "Provider", "Sheet",
        .product(name: "GRDB", package: "GRDB.swift"),
      ]
    ),
    .testTarget(name: "SandboxTests", dependencies: ["Sandbox"]),
    .testTarget(name: "CommandsTests", dependencies: ["Commands", "Engine", "Payments"]),
    // The built program, in fresh folders, against the sandbox and worse providers.
    .testTarget(name: "EndToEndTests", dependencies: ["aopbatch", "Sandbox"]),
    // What this project asks of its own source.
    .testTarget(name: "HouseRulesTests"),
  ]
)

// One loop, so that no target is less strict than the others.
for target in package.targets where target.type != .system {
  if target.name == "CIFSCDirectory" { continue }
  target.swiftSettings = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableExperimentalFeature("Lifetimes"),
  ]
}
