import Foundation
import GateJournal
import GateModel
import JournalSamples
import Testing

/// Both engines of the conformance suite.
enum Engine: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case sqlite, simulated

    var testDescription: String { rawValue }

    func open(in folder: TestFolder, gate: String = "huunghi", epoch: UInt64 = 1) async throws -> any Journal {
        let identity = JournalIdentity(gate: gate, epoch: epoch, created: SampleDay.start)
        switch self {
        case .sqlite: return try await SQLiteJournal.open(at: folder.file("day.journal"), as: identity)
        case .simulated: return SimulatedJournal(as: identity, seed: 1)
        }
    }
}

/// A folder of one test, gone with it.
final class TestFolder: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("gate-journal-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func file(_ name: String) -> String { url.appendingPathComponent(name).path }
}

let testIdentity = JournalIdentity(gate: "huunghi", created: SampleDay.start)
let noon = SampleDay.start

/// Events made by hand, so that a test says what it means.
enum Make {
    static func visit(_ number: Int64) throws -> VisitID { try #require(VisitID(number: number)) }

    static func decision(
        _ number: UInt64, visit: Int64 = 1, agency: Agency = .customs, officer: Agency? = nil,
        source: String = "terminal/7", decision: AgencyDecision = .pass
    ) throws -> Proposed {
        var decided = AgencyDecided()
        decided.visit = try Self.visit(visit)
        decided.agency = agency
        decided.decision = decision
        return propose(number, .agencyDecided(decided), .officer("Lê Thị Hoa", officer ?? agency), source)
    }

    static func weight(
        _ number: UInt64, visit: Int64 = 1, kilograms: Int32 = 32_000, source: String = "scale/lane-1"
    ) throws -> Proposed {
        var seen = Observation<WeightReading>()
        seen.visit = try Self.visit(visit)
        seen.value = WeightReading(kilograms: kilograms, isStable: true, at: noon)
        return propose(number, .weighed(seen), .device(source), source)
    }

    static func moved(_ number: UInt64, visit: Int64 = 1, basis: String = "plate-exact") throws -> Proposed {
        let moved = VisitMoved(try Self.visit(visit), to: .inQueue, lane: LaneID(number: 3), basis: basis)
        return propose(number, .visitMoved(moved), .rule("plate-exact"), "camera/lane-3")
    }

    static func propose(_ number: UInt64, _ event: GateEvent, _ actor: Actor, _ source: String) -> Proposed {
        let cause = Cause(source: source, boot: 1, number: number)
        return Proposed(id: cause.eventID(0), event: event, actor: actor, cause: cause, occurredAt: noon)
    }

    static func customs(_ visit: Int64 = 1) throws -> GateModel.Stream { .visitAgency(try Self.visit(visit), .customs) }
}

extension Journal {
    /// Appends without a guard at noon.
    func add(_ events: Proposed..., guards: [Guard] = [], at time: GateTime = noon) async -> AppendOutcome {
        await append(events, guards: guards, recordedAt: time)
    }
}

extension AppendOutcome {
    var isDenied: Bool { if case .denied = self { true } else { false } }
    var isUnknown: Bool { if case .unknown = self { true } else { false } }
    var conflicts: [StreamConflict]? { if case .conflict(let conflicts) = self { conflicts } else { nil } }
}

/// A child process whose lines are read as they come.
final class Child {
    let process = Process()
    private let output = Pipe()
    let input = Pipe()
    private var buffer: [UInt8] = []

    /// The helper, built beside the tests.
    static var victim: String {
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
            .appendingPathComponent("journal-victim").path
    }

    init(_ executable: String, _ arguments: [String]) throws {
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = arguments
        process.standardOutput = output
        process.standardInput = input
        process.standardError = FileHandle.nullDevice
        try process.run()
        // Our copy of its end, so that its end is the pipe's end.
        try output.fileHandleForWriting.close()
    }

    /// The next whole line; nil at the end. A last line without its end is not a line.
    func line() -> String? {
        while true {
            if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: buffer[..<end], as: UTF8.self)
                buffer.removeSubrange(...end)
                return line
            }
            let more = output.fileHandleForReading.availableData
            if more.isEmpty { return nil }
            buffer.append(contentsOf: more)
        }
    }

    func rest() -> [String] {
        var lines: [String] = []
        while let line = line() { lines.append(line) }
        return lines
    }

    /// `Process.waitUntilExit` turns in a loop meanwhile, and takes a core from the tests beside it.
    func waitForEnd() { while process.isRunning { usleep(1_000) } }

    func kill() {
        Foundation.kill(process.processIdentifier, SIGKILL)
    }
}
