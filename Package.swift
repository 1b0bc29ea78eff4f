// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
    name: "smartgate",
    dependencies: [
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0")
    ],
    targets: [
        .target(name: "GateModel", swiftSettings: strict),
        .target(name: "GateText", swiftSettings: strict),
        .target(name: "GateGrid", dependencies: ["GateText"], swiftSettings: strict),
        .target(name: "GateDevices", dependencies: ["GateModel"], swiftSettings: strict),
        .target(
            name: "GateLayout",
            dependencies: ["GateModel", "GateText", .product(name: "TOMLKit", package: "TOMLKit")],
            swiftSettings: strict),
        .target(name: "GateScreens", dependencies: ["GateModel", "GateText", "GateGrid"], swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)
