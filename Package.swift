// swift-tools-version: 6.2
import PackageDescription

let nio = "swift-nio"
// SQLite's own functions, as GRDB sees them.
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")

let package = Package(
  name: "aopbatch",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "aopbatch", targets: ["aopbatch"]),
    // What is useful without the rest: Indian money and identifiers, and sheets of them.
    .library(name: "Payments", targets: ["Payments"]),
    .library(name: "Operations", targets: ["Operations"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
    .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    // What those stand on, named so that it is pinned too.
    .package(url: "https://github.com/apple/swift-asn1", exact: "1.7.4"),
    .package(url: "https://github.com/apple/swift-atomics", exact: "1.3.0"),
    .package(url: "https://github.com/apple/swift-collections", exact: "1.6.0"),
    .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
  ],
  targets: [
    // Outside code: libcsv, libpq, two headers of the C library, and the IFSC directory as bytes inside the program.
    .systemLibrary(name: "CLibCSV", providers: [.apt(["libcsv-dev"])]),
    .systemLibrary(name: "CXAttr"),
    .systemLibrary(name: "CSpawn"),
    // A timer that signals one thread.
    .target(name: "CWriteLimit"),
    // Declared by the headers of libpq-dev, but loaded when first needed.
    .target(name: "CPQ"),
    .target(name: "CIFSCDirectory", exclude: ["ifsc.bin", "make-directory.py"]),
    // The environment and not git: what is asked of git here is kept with the manifest, and soon another commit's.
    .target(
      name: "CCommit",
      cSettings: Context.environment["AOPBATCH_COMMIT"].map { [.define("AOPBATCH_COMMIT", to: "\"\($0)\"")] }
    ),

    // The rooms, each importing only from the ones above it.
    .target(name: "Sheet", dependencies: ["CLibCSV", "CXAttr", .product(name: "Crypto", package: "swift-crypto")]),
    .target(name: "Payments", dependencies: ["CIFSCDirectory"]),
    .target(name: "Operations", dependencies: ["Sheet", "Payments"]),
    .target(name: "AOPay", dependencies: ["Operations", "Sheet"], exclude: ["Published"]),
    .target(
      name: "Ledger",
      dependencies: [
        "CPQ", "Operations", "Payments", "Sheet", .product(name: "GRDB", package: "GRDB.swift"),
        sqlite,
      ]
    ),
    .target(
      name: "Transport",
      dependencies: [
        "CWriteLimit", "Operations",
        .product(name: "NIOCore", package: nio),
        .product(name: "NIOHTTP1", package: nio),
        .product(name: "NIOPosix", package: nio),
        .product(name: "NIOTLS", package: nio),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ]
    ),
    .target(
      name: "Validation",
      dependencies: ["Ledger", "Operations", "Payments", "Sheet"]
    ),
    .target(name: "Reports", dependencies: ["Ledger", "Operations", "Payments", "Sheet"]),
    .target(name: "Approvals", dependencies: ["CSpawn", "Ledger", "Operations", "Payments", "Sheet"]),
    // Not `Dispatch`, which is the system's own module.
    .target(
      name: "Dispatching",
      dependencies: ["Ledger", "Operations", "Payments", "Reports", "Sheet", "Transport", "Validation"]
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
        "AOPay", "Approvals", "CCommit", "Dispatching", "Ledger", "Operations", "Payments", "Reports", "Sandbox",
        "Sheet",
        "Validation",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]
    ),
    .executableTarget(name: "aopbatch", dependencies: ["Commands"]),

    // What the tests share.
    .target(name: "TestSupport", dependencies: ["Sheet"], path: "Tests/TestSupport"),
    .testTarget(name: "SheetTests", dependencies: ["Sheet", "TestSupport"]),
    .testTarget(name: "PaymentsTests", dependencies: ["Payments", "TestSupport"]),
    .testTarget(
      name: "OperationsTests",
      dependencies: ["AOPay", "Operations", "Payments", "Sheet", "TestSupport"]
    ),
    .testTarget(name: "AOPayTests", dependencies: ["AOPay", "Operations", "Sheet", "TestSupport"]),
    .testTarget(
      name: "LedgerTests",
      dependencies: [
        "AOPay", "Ledger", "Operations", "Payments", "Sheet", "TestSupport",
        .product(name: "GRDB", package: "GRDB.swift"), sqlite,
      ],
      resources: [.copy("Fixtures")]
    ),
    .testTarget(
      name: "TransportTests",
      dependencies: [
        "CWriteLimit", "Operations", "Transport", .product(name: "NIOCore", package: nio),
        .product(name: "NIOPosix", package: nio),
        .product(name: "NIOHTTP1", package: nio), .product(name: "NIOTLS", package: nio),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ]
    ),
    .testTarget(
      name: "ValidationTests",
      dependencies: ["AOPay", "Ledger", "Operations", "Payments", "Sheet", "TestSupport", "Validation", sqlite]
    ),
    .testTarget(
      name: "ApprovalsTests",
      dependencies: ["Approvals", "Ledger", "Operations", "Payments", "Sheet", "TestSupport"]
    ),
    .testTarget(
      name: "DispatchingTests",
      dependencies: [
        "AOPay", "Dispatching", "Ledger", "Operations", "Payments", "Reports", "Sheet", "TestSupport", "Transport",
        "Validation", .product(name: "GRDB", package: "GRDB.swift"), sqlite,
      ]
    ),
    .testTarget(
      name: "SandboxTests",
      dependencies: [
        "Sandbox", "TestSupport", .product(name: "NIOCore", package: nio),
        .product(name: "NIOEmbedded", package: nio), .product(name: "NIOHTTP1", package: nio),
      ]
    ),
    .testTarget(
      name: "CommandsTests",
      dependencies: [
        "AOPay", "Commands", "Dispatching", "Ledger", "Operations", "Payments", "Sheet", "TestSupport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]
    ),
    // The built program, in fresh folders, against the sandbox and worse providers.
    .testTarget(
      name: "EndToEndTests",
      dependencies: ["aopbatch", "Sandbox", "TestSupport"],
      exclude: ["Corpus"]
    ),
    // The built program against a model of the contract, which shares no line with it.
    .testTarget(name: "ModelTests", dependencies: ["TestSupport"]),
    // What this project asks of its own source.
    .testTarget(
      name: "HouseRulesTests",
      // No code of ours uses these: a package that no target names is warned of, though its version is pinned above.
      dependencies: [
        .product(name: "Atomics", package: "swift-atomics"),
        .product(name: "SwiftASN1", package: "swift-asn1"),
        .product(name: "SystemPackage", package: "swift-system"),
      ]
    ),
  ]
)

// One loop, so that no target is less strict than the others.
for target in package.targets where target.type != .system {
  if ["CIFSCDirectory", "CCommit"].contains(target.name) { continue }
  target.swiftSettings = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableExperimentalFeature("Lifetimes"),
  ]
}
