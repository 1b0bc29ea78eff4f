import Foundation
import GateDevices
import GateImages
import GateModel
import TestTraits
import Testing

@testable import GateSimulation

/// What the scanners of a simulated day say, and the files they leave.
@Suite("Scans of a simulated day", .ownThread)
struct ScanMessageTests {
    private func scans(_ messages: [DeviceMessage]) throws -> [(result: ScanResult, declaration: String)] {
        try messages.filter { $0.type == MessageType.scan }.map { try TypedDecoder.scan($0.data, at: $0.receivedTime) }
    }

    @Test func aScanWithoutAPictureSaysSo() throws {
        let scans = try scans(SimulatedDay.shared.messages)
        #expect(scans.count > 20)
        for scan in scans {
            #expect(scan.result.digest == ScanDigest.ofNothing)
            #expect(scan.result.byteSize == 0)
            #expect(scan.result.image == "scan-\(scan.declaration).tiff")
            #expect(scan.result.bitDepth == 16 && scan.result.energies == 2)
            #expect([640, 768].contains(scan.result.height))
            #expect((1_700...3_100).contains(scan.result.width))
        }
        #expect(Set(scans.map(\.result.image)).count == scans.count)
    }

    @Test func picturesAreWhatTheirMessagesSay() throws {
        var parameters = SimulatedDay.parameters()
        parameters.pictures = 2
        var day = GateDay(plan: SampleGate.plan(), parameters: parameters)
        var (messages, files): ([DeviceMessage], [SimulatedScan]) = ([], [])
        // The day goes on for long after its last picture; its other messages are the same with and without.
        while files.count < 2 || messages.last?.type != MessageType.scan, let message = day.next() {
            messages.append(message)
            files += day.takeScans()
        }
        while messages.count(where: { $0.type == MessageType.scan }) < 3, let message = day.next() {
            messages.append(message)
        }
        let other = SimulatedDay.shared.messages.prefix(messages.count)
        #expect(other.filter { $0.type != MessageType.scan } == messages.filter { $0.type != MessageType.scan })

        let folder = FileManager.default.temporaryDirectory.appending(path: "smartgate-day-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for file in files { try Data(file.bytes).write(to: folder.appending(path: file.name)) }
        let scans = try scans(messages)
        #expect(scans.count == 3 && files.count == 2)
        let archive = ScanFolder(path: folder.path)
        for scan in scans.prefix(2) {
            #expect(scan.result.byteSize > 1_000_000)
            let decoded = try archive.load(scan.result)
            #expect(decoded.notes.isEmpty)
            let declaration = try #require(SimulatedDay.declarations.first { $0.number == scan.declaration })
            let file = try #require(files.first { $0.name == scan.result.image })
            // Declared weights are off by 12 % at most.
            #expect(abs(file.kilograms / Double(declaration.grossKilograms) - 1) < 0.15)
        }
        #expect(throws: ScanFileFault.notKept) { try archive.load(scans[2].result) }
    }

    /// A vehicle that will be seized has something to be seized for; nobody else has.
    @Test func onlySeizedVehiclesHideThings() throws {
        let parameters = DayParameters(seed: 3, date: SimulatedDay.midnight, vehicles: 400)
        var day = GateDay(plan: SampleGate.plan(), parameters: parameters)
        while day.next() != nil {}
        #expect(day.takeScans().isEmpty)
        let scanned = day.trucks.indices.filter { day.trucks[$0].goesToScanner }
        #expect(scanned.count > 20)
        #expect(scanned.contains { day.trucks[$0].fate == .seize })
        for truck in scanned {
            #expect((day.scene(of: truck, scanner: 1).hidden != nil) == (day.trucks[truck].fate == .seize))
        }
    }
}
