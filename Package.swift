// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

// From the ground up: a target never names one above it. Tests/HouseTests proves it.
let package = Package(
    name: "smartgate",
    products: [
        .executable(name: "smartgate", targets: ["smartgate"]),
        .executable(name: "smartgate-image-reader", targets: ["smartgate-image-reader"]),
        .library(name: "GateModel", targets: ["GateModel"]),
        .library(name: "GateImages", targets: ["GateImages"]),
        .library(name: "GateDevices", targets: ["GateDevices"]),
        .library(name: "GateInsight", targets: ["GateInsight"]),
        .library(name: "GateJournal", targets: ["GateJournal"]),
        .library(name: "GateSimulation", targets: ["GateSimulation"]),
        .library(name: "GateConsole", targets: ["GateConsole"]),
    ],
    dependencies: [
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
    ],
    targets: [
        .target(name: "GateModel", swiftSettings: strict),
        .target(name: "CImages", linkerSettings: [.linkedLibrary("png16"), .linkedLibrary("tiff")]),
        .target(
            name: "GateImages",
            dependencies: ["CImages", "GateModel", .product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: strict),
        .executableTarget(
            name: "smartgate-image-reader", dependencies: ["GateImages"], swiftSettings: strict),
        .target(name: "GateText", swiftSettings: strict),
        .target(name: "GateGrid", dependencies: ["GateText"], swiftSettings: strict),
        .target(name: "GateDevices", dependencies: ["GateModel", "GateText"], swiftSettings: strict),
        .target(
            name: "GateLayout",
            dependencies: ["GateModel", "GateText", "GateDevices", .product(name: "TOMLKit", package: "TOMLKit")],
            swiftSettings: strict),
        .systemLibrary(
            name: "CMosquitto", pkgConfig: "libmosquitto", providers: [.apt(["libmosquitto-dev"])]),
        .target(
            name: "GateLinks",
            dependencies: [
                "GateModel", "GateText", "GateLayout", "GateDevices", "CMosquitto",
                .product(name: "FlyingFox", package: "FlyingFox"),
                .product(name: "FlyingSocks", package: "FlyingFox"),
            ],
            swiftSettings: strict),
        .target(
            name: "GateSimulation", dependencies: ["GateModel", "GateImages", "GateDevices"], swiftSettings: strict),
        .target(
            name: "GateJournal",
            dependencies: [
                "GateModel",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: strict),
        .target(name: "GateInsight", dependencies: ["GateModel"], swiftSettings: strict),
        .target(name: "GateScreens", dependencies: ["GateModel", "GateText", "GateGrid"], swiftSettings: strict),
        .target(
            name: "CTerminal",
            linkerSettings: [.linkedLibrary("ncursesw"), .linkedLibrary("tinfo")]),
        .target(name: "GateTerminal", dependencies: ["GateGrid", "CTerminal"], swiftSettings: strict),
        .target(
            name: "GateConsole",
            dependencies: [
                "GateModel", "GateImages", "GateText", "GateGrid", "GateLayout", "GateDevices", "GateLinks",
                "GateSimulation", "GateJournal", "GateInsight", "GateScreens", "GateTerminal",
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "smartgate",
            dependencies: [
                "GateModel", "GateImages", "GateText", "GateGrid", "GateLayout", "GateDevices", "GateLinks",
                "GateSimulation",
                "GateJournal", "GateInsight", "GateScreens", "GateTerminal", "GateConsole",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),

        // Tests and what they need.
        .target(
            name: "TestSupport", dependencies: ["GateGrid", "GateText"], path: "Tests/TestSupport",
            swiftSettings: strict),
        // Apart from TestSupport, which programs use too: these need the Testing library.
        .target(name: "TestTraits", path: "Tests/TestTraits", swiftSettings: strict),
        .target(name: "CFuzz", path: "Tests/CFuzz"),
        .target(
            name: "DeviceFuzz", dependencies: ["CFuzz", "GateDevices", "GateModel", "TestSupport"],
            path: "Tests/DeviceFuzz", swiftSettings: strict),
        .executableTarget(
            name: "device-fuzz", dependencies: ["DeviceFuzz"], path: "Tests/DeviceFuzzTool", swiftSettings: strict),
        .systemLibrary(
            name: "CVTerm", path: "Tests/CVTerm", pkgConfig: "vterm", providers: [.apt(["libvterm-dev"])]),
        .executableTarget(
            name: "terminal-probe", dependencies: ["GateTerminal", "GateGrid", "GateText"],
            path: "Tests/TerminalProbe", swiftSettings: strict),
        .target(
            name: "JournalSamples", dependencies: ["GateJournal", "GateModel"], path: "Tests/JournalSamples",
            swiftSettings: strict),
        .executableTarget(
            name: "journal-victim", dependencies: ["GateJournal", "GateModel", "JournalSamples"],
            path: "Tests/JournalVictim", swiftSettings: strict),
        .testTarget(
            name: "GateModelTests", dependencies: ["GateModel", "TestSupport", "TestTraits"], swiftSettings: strict),
        .testTarget(
            name: "GateLayoutTests",
            dependencies: ["GateLayout", "GateModel", "GateText", "GateSimulation", "TestSupport", "TestTraits"],
            swiftSettings: strict),
        .testTarget(
            name: "HouseTests",
            dependencies: [
                "GateScreens", "GateLayout", "GateGrid", "GateModel", "GateText", "TestSupport", "TestTraits",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "GateJournalTests",
            dependencies: ["GateJournal", "GateModel", "JournalSamples", "TestTraits", "journal-victim"],
            exclude: ["chain-vectors.py"],
            swiftSettings: strict),
        .testTarget(
            name: "GateSimulationTests",
            dependencies: ["GateSimulation", "GateImages", "GateModel", "GateDevices", "TestTraits"],
            swiftSettings: strict),
        .testTarget(
            name: "GateImagesTests",
            dependencies: ["GateImages", "GateModel", "TestSupport", "smartgate-image-reader"], swiftSettings: strict),
        .testTarget(
            name: "GateDevicesTests",
            dependencies: ["DeviceFuzz", "GateDevices", "GateModel", "GateText", "TestSupport", "TestTraits"],
            swiftSettings: strict),
        .target(
            name: "LinkSupport", dependencies: ["GateLayout", .product(name: "FlyingSocks", package: "FlyingFox")],
            path: "Tests/LinkSupport", swiftSettings: strict),
        .testTarget(
            name: "GateLinksTests",
            dependencies: [
                "GateLinks", "GateLayout", "GateDevices", "GateModel", "GateSimulation", "LinkSupport", "TestSupport",
                "TestTraits", .product(name: "FlyingSocks", package: "FlyingFox"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "GateInsightTests", dependencies: ["GateInsight", "GateModel", "TestTraits"], swiftSettings: strict),
        .testTarget(
            name: "GateTextTests", dependencies: ["GateText", "TestSupport", "TestTraits"], swiftSettings: strict),
        .testTarget(
            name: "GateGridTests", dependencies: ["GateGrid", "GateText", "TestSupport"], swiftSettings: strict),
        .target(
            name: "TerminalSupport", dependencies: ["GateTerminal", "GateGrid", "CVTerm"],
            path: "Tests/TerminalSupport", swiftSettings: strict),
        .testTarget(
            name: "GateTerminalTests",
            dependencies: [
                "GateTerminal", "GateGrid", "GateText", "GateScreens", "GateModel", "CTerminal", "CVTerm",
                "TerminalSupport", "ConsoleSupport", "TestSupport", "TestTraits", "terminal-probe",
            ],
            swiftSettings: strict),
        .target(
            name: "ConsoleSupport",
            dependencies: [
                "GateConsole", "GateScreens", "GateSimulation", "GateDevices", "GateJournal", "GateLayout", "GateLinks",
                "GateModel", "GateText", "GateGrid", "GateTerminal", "TestSupport",
            ],
            path: "Tests/ConsoleSupport", swiftSettings: strict),
        .testTarget(
            name: "GateScreensTests",
            dependencies: [
                "GateScreens", "GateModel", "GateText", "GateGrid", "ConsoleSupport", "TestSupport", "TestTraits",
            ],
            exclude: ["Goldens"], swiftSettings: strict),
        .testTarget(
            name: "GateConsoleTests",
            dependencies: [
                "GateConsole", "GateInsight", "GateScreens", "GateSimulation", "GateDevices", "GateJournal",
                "GateModel",
                "GateText", "GateGrid", "GateTerminal", "ConsoleSupport", "TerminalSupport", "TestSupport",
                "TestTraits",
                "smartgate",
                "LinkSupport",
            ],
            swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)
