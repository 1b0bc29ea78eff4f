// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
    name: "smartgate",
    targets: [
        .target(name: "GateModel", swiftSettings: strict),
        .target(name: "GateDevices", dependencies: ["GateModel"], swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)
