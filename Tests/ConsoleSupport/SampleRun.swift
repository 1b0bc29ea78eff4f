import Foundation
public import GateConsole
public import GateDevices
import GateJournal
import GateLinks
public import GateModel
import GateScreens
public import GateSimulation
import GateTerminal

/// A folder of one test, gone with it.
public final class ScratchFolder: Sendable {
    public let path: String

    public init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("smartgate-test-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    public func file(_ name: String) -> String { path + "/" + name }
}

/// A stretch of a simulated day, in the devices' own bytes.
public struct SampleCapture: Sendable {
    /// Local midnight of 2026-03-02 in Viet Nam.
    public static let midnight = GateTime(milliseconds: 1_772_384_400_000)

    public var messages: [DeviceMessage]

    /// A time of the sample day.
    public static func time(_ hour: Int64, _ minute: Int64 = 0) -> GateTime { midnight + .minutes(hour * 60 + minute) }

    /// - Parameters:
    ///   - vehicles: declared for the whole day.
    ///   - until: what comes later is left away.
    public init(
        vehicles: Int, seed: UInt64 = 7, until: GateTime, plan: GatePlan = SampleGate.plan(),
        faults: DayFaults = DayFaults()
    ) {
        var parameters = DayParameters(seed: seed, date: Self.midnight, vehicles: vehicles)
        parameters.faults = faults
        var day = GateDay(plan: plan, parameters: parameters)
        messages = []
        while let message = day.next(), message.receivedTime < until { messages.append(message) }
    }

    public func write(to path: String) throws { try Self.write(messages, to: path) }

    public static func write(_ messages: [DeviceMessage], to path: String) throws {
        var writer = CaptureWriter()
        for message in messages { try writer.append(message) }
        try Data(writer.take()).write(to: URL(fileURLWithPath: path))
    }
}

/// A morning at the sample gate, run once through the real station and kept for every test of this process.
public struct SampleMorning: Sendable {
    public var events: [Recorded]

    /// The first hour of a day of 900 vehicles; the journal ends at 08:10.
    public static let shared = Task { try await SampleMorning() }

    private init() async throws {
        let folder = try ScratchFolder()
        let capture = SampleCapture(vehicles: 900, until: SampleCapture.time(8, 10))
        try capture.write(to: folder.file("morning.ndjson"))
        let session = try await LiveSession(
            .playing(folder.file("morning.ndjson"), into: folder.file("morning.journal")), wakeup: try Wakeup())
        session.start()
        await session.finishFeed()
        await session.close()
        events = try RecordedDay.load(folder.file("morning.journal"), verifying: true).events
    }

    /// The gate as it stood at a time of the day.
    public func state(at time: GateTime) -> GateState {
        var state = GateState()
        for event in events where event.recordedAtMicroseconds <= time.milliseconds * 1000 { state.apply(event) }
        return state
    }
}

extension LiveOptions {
    /// A capture played as fast as possible.
    public static func playing(
        _ capture: String, into journal: String, options: CaptureOptions = CaptureOptions(source: "/capture"),
        plan: GatePlan = SampleGate.plan()
    ) -> LiveOptions {
        LiveOptions(
            plan: plan, journal: journal, capture: nil, source: .file(path: capture, options), pace: .unlimited,
            from: .epoch)
    }
}

/// Speaks to a server of this machine with the shell's own sockets. Never holds a thread: the server needs it.
public enum LoopbackCall {
    public static func answer(_ port: UInt16, _ request: String, reading reader: String) async throws -> String {
        let folder = try ScratchFolder()
        let shell = Process()
        shell.executableURL = URL(filePath: "/bin/bash")
        shell.arguments = [
            "-c", "exec 3<>/dev/tcp/127.0.0.1/\(port) && printf '%s' \"$0\" >&3 && \(reader) <&3", request,
        ]
        _ = FileManager.default.createFile(atPath: folder.file("out"), contents: nil)
        shell.standardOutput = FileHandle(forWritingAtPath: folder.file("out"))
        try shell.run()
        while shell.isRunning { try await Task.sleep(for: .milliseconds(3)) }
        return try String(contentsOfFile: folder.file("out"), encoding: .utf8)
    }
}
