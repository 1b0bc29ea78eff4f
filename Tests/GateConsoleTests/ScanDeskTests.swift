import ConsoleSupport
import Foundation
import GateDevices
import GateImages
import GateJournal
import GateModel
import GateScreens
import GateSimulation
import GateTerminal
import Synchronization
import TerminalSupport
import Testing

@testable import GateConsole

/// The station and the images behind scans: looked at beside it, told by events, and the same once more when played.
@Suite("Scan images at the station", .timeLimit(.minutes(3))) struct ScanDeskTests {
    private let folder: ScratchFolder
    private var messages: [DeviceMessage] = []
    private var names: [String] = []

    /// A morning with three pictures: the first as it was sent, the second changed, the third gone.
    init() throws {
        folder = try ScratchFolder()
        var parameters = DayParameters(seed: 5, date: SampleCapture.midnight, vehicles: 600)
        parameters.pictures = 3
        var day = GateDay(plan: SampleGate.plan(), parameters: parameters)
        let images = folder.file("images")
        var pictures = try PictureFolder(images)
        while let message = day.next(), message.receivedTime < SampleCapture.time(10) {
            messages.append(message)
            for scan in day.takeScans() {
                try pictures.put(scan)
                names.append(scan.name)
            }
        }
        try #require(names.count == 3)
        try SampleCapture.write(messages, to: folder.file("day.ndjson"))
        var bytes = try Data(contentsOf: URL(filePath: "\(images)/\(names[1])"))
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: URL(filePath: "\(images)/\(names[1])"))
        try FileManager.default.removeItem(atPath: "\(images)/\(names[2])")
    }

    private func play(_ feed: String, _ name: String, looking: Bool) async throws -> (GateState, [Recorded]) {
        var options = LiveOptions.playing(folder.file(feed), into: folder.file("\(name).journal"))
        options.capture = folder.file("\(name).ndjson")
        if looking {
            options.images.folder = folder.file("images")
            options.images.reader = try BuiltProduct.path(ScanChild.program)
        }
        let session = try await LiveSession(options, wakeup: try Wakeup())
        session.start()
        await session.finishFeed()
        let state = await session.summary().state
        await session.close()
        return (state, try RecordedDay.load(folder.file("\(name).journal"), verifying: true).events)
    }

    private func checks(_ events: [Recorded]) -> [String: ScanVerdict] {
        var verdicts: [String: ScanVerdict] = [:]
        for case .scanChecked(let checked) in events.map(\.event) { verdicts[checked.image] = checked.check.verdict }
        return verdicts
    }

    @Test(
        "Good, changed and missing images become events, and the capture played without the files gives the same ones")
    func looked() async throws {
        let (state, events) = try await play("day.ndjson", "a", looking: true)
        let verdicts = checks(events)
        #expect(verdicts[names[0]] == .good)
        #expect(verdicts[names[1]] == .wrongDigest)
        #expect(verdicts[names[2]] == .missing)
        #expect(verdicts.values.count { $0 == .notKept } > 0, "all others were not kept")
        // The day may be over for the vehicle by the time its image has been looked at; what is wrong is told all the same.
        #expect(
            events.contains {
                if case .alarmRaised(let raised) = $0.event { raised.kind == .imageRefused } else { false }
            })
        try FileManager.default.removeItem(atPath: folder.file("images"))
        let (again, replayed) = try await play("a.ndjson", "b", looking: false)
        #expect(StateHash.of(state) == StateHash.of(again))
        #expect(
            events.dropFirst().map { "\($0.recordedAtMicroseconds) \($0.event)" }
                == replayed.dropFirst().map { "\($0.recordedAtMicroseconds) \($0.event)" })
    }

    @Test("Without a folder nothing is looked at; with one, the next start looks at what is still open")
    func later() async throws {
        // Cut behind a scan, whose vehicle is still here then.
        let cut = try #require(messages.lastIndex { $0.type == MessageType.scan })
        try SampleCapture.write(Array(messages[...cut]), to: folder.file("cut.ndjson"))
        let (state, events) = try await play("cut.ndjson", "c", looking: false)
        #expect(checks(events).isEmpty)
        let open = state.scansToLookAt.map(\.scan.image)
        try #require(!open.isEmpty)
        // The same feed goes on where the journal ends, and adds nothing but the looks.
        let (after, more) = try await play("cut.ndjson", "c", looking: true)
        #expect(Set(checks(more).keys) == Set(open))
        // What is missing may still come, and is looked for at every start.
        #expect(Set(after.scansToLookAt.map(\.scan.image)).isSubset(of: [names[2]]))
    }

    @Test("A flood of scans is told as one that was not looked at, and nothing is lost")
    func flood() async throws {
        let told = Told()
        let desk = ScanDesk(program: "/bin/false", folder: folder.path) {
            .epoch
        } tell: {
            told.take($0)
        }
        var scan = ScanResult()
        scan.image = names[0]
        scan.digest = String(repeating: "1", count: 64)
        try Data([1]).write(to: URL(filePath: folder.file(names[0])))
        let visit = try #require(VisitID(number: 1))
        for _ in 0..<ScanDesk.waitingLimit + 50 { desk.look(at: scan, of: visit) }
        let untold = await desk.finish(isHasty: false)
        #expect(told.all.count + untold.count == ScanDesk.waitingLimit + 50)
        #expect(told.all.contains { $0.check.detail.hasSuffix("images wait already") })
        #expect(untold.isEmpty)
    }

    /// What a desk told.
    private final class Told: Sendable {
        private let told = Mutex<[ScanChecked]>([])
        func take(_ checked: ScanChecked) -> Bool {
            told.withLock { $0.append(checked) }
            return true
        }
        var all: [ScanChecked] { told.withLock { $0 } }
    }
}
