// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that nobody who builds smartgate builds its benchmarks. Run by `make bench`.
let package = Package(
    name: "smartgate-benchmarks",
    dependencies: [.package(name: "smartgate", path: "..")],
    targets: [
        .executableTarget(
            name: "gate-bench",
            dependencies: [
                .product(name: "GateModel", package: "smartgate"),
                .product(name: "GateImages", package: "smartgate"),
                .product(name: "GateDevices", package: "smartgate"),
                .product(name: "GateInsight", package: "smartgate"),
                .product(name: "GateJournal", package: "smartgate"),
                .product(name: "GateSimulation", package: "smartgate"),
                .product(name: "GateConsole", package: "smartgate"),
                // Not imported: so that one build makes the program too, which is measured from outside.
                .product(name: "smartgate", package: "smartgate"),
            ],
            swiftSettings: [
                .enableUpcomingFeature("ExistentialAny"),
                .enableUpcomingFeature("MemberImportVisibility"),
                .enableUpcomingFeature("InternalImportsByDefault"),
            ])
    ],
    swiftLanguageModes: [.v6]
)
