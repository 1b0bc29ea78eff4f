public import ArgumentParser
import Foundation
import GateConsole
import GateImages
public import GateSimulation

/// Makes one simulated scan image by hand.
struct RadiographCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "radiograph",
        abstract: "Draw the X-ray image of a simulated vehicle: 16 bits, two energies.",
        discussion: """
            A name ending in .png gives the high energy, and the low one beside it as NAME-low.png; .tif or .tiff gives both
            as pages of one file. What was hidden, and where, goes to standard output.
            """)

    @Option(help: "Seed: the same seed and options, the same picture.")
    var seed: UInt64 = 7

    @Option(help: "Harmonised System code of the goods, or 'empty'.")
    var goods = "854231"

    @Option(help: "Vehicle: \(RadiographScene.Body.allCases.map(\.rawValue).joined(separator: ", ")).")
    var vehicle = RadiographScene.Body.container

    @Option(help: "What the whole vehicle weighs, in kg.")
    var kilograms = 30_000

    @Option(help: "Rows of the image, \(RadiographScene.rowRange.lowerBound)…\(RadiographScene.rowRange.upperBound).")
    var rows = 600

    @Option(help: "Hide something: \(HiddenThing.Kind.allCases.map(\.rawValue).joined(separator: ", ")).")
    var hide: HiddenThing.Kind?

    @Option(name: [.short, .long, .customLong("out")], help: "File to write: .png, .tif or .tiff.")
    var output: String

    func validate() throws {
        guard RadiographScene.rowRange.contains(rows) else {
            throw ValidationError(
                "--rows: \(RadiographScene.rowRange.lowerBound)…\(RadiographScene.rowRange.upperBound)")
        }
        guard (5_000...80_000).contains(kilograms) else { throw ValidationError("--kilograms: 5000…80000") }
        let isCode = (2...12).contains(goods.utf8.count) && goods.utf8.allSatisfy { $0 &- 0x30 <= 9 }
        guard goods == "empty" || isCode && Packing(hsCode: goods) != nil else {
            throw ValidationError("--goods: '\(goods)' is no code of the Harmonised System (two to twelve digits)")
        }
        guard ["png", "tif", "tiff"].contains(suffix) else {
            throw ValidationError("--output: '\(output)' ends in none of .png, .tif, .tiff")
        }
    }

    private var suffix: String { URL(filePath: output).pathExtension.lowercased() }

    func run() throws {
        let scene = RadiographScene(
            body: vehicle, packing: goods == "empty" ? nil : Packing(hsCode: goods), kilograms: kilograms, rows: rows,
            hidden: hide)
        var random = RandomSource(seed: seed)
        let radiograph = Radiograph.make(scene, random: &random)
        if suffix == "png" {
            try write(try ScanEncoder.png(radiograph.image), to: output)
            if let low = radiograph.image.lowAlone {
                try write(try ScanEncoder.png(low), to: output.dropLast(4) + "-low.png")
            }
        } else {
            try write(try ScanEncoder.tiff(radiograph.image), to: output)
        }
        print("\(radiograph.image.width) × \(radiograph.image.height), \(Int(radiograph.kilograms)) kg")
        for thing in radiograph.hidden {
            print(
                "\(thing.kind.rawValue): x \(thing.x), y \(thing.y), \(thing.width) × \(thing.height), "
                    + "\(Int(thing.kilograms)) kg")
        }
    }

    private func write(_ bytes: [UInt8], to path: some StringProtocol) throws {
        do {
            try Data(bytes).write(to: URL(filePath: String(path)))
        } catch {
            throw ConsoleError.file(String(path), error.localizedDescription)
        }
    }
}

extension RadiographScene.Body: ExpressibleByArgument {}
extension HiddenThing.Kind: ExpressibleByArgument {}
