import ConsoleSupport
import Foundation
import GateDevices
import GateJournal
import GateLinks
import GateModel
import GateScreens
import GateSimulation
import GateTerminal
import Synchronization
import Testing

@testable import GateConsole

/// A journal that counts what reaches the one behind it.
final class CountingJournal: Journal {
    let inner: any Journal
    private let tally = Mutex<(batches: Int, appends: Int, events: Int)>((0, 0, 0))

    init(_ inner: any Journal) { self.inner = inner }

    var batches: Int { tally.withLock { $0.batches } }
    var appends: Int { tally.withLock { $0.appends } }

    func append(batch: [Append]) async -> [AppendOutcome] {
        tally.withLock {
            $0.batches += 1
            $0.appends += batch.count
            $0.events += batch.reduce(0) { $0 + $1.events.count }
        }
        return await inner.append(batch: batch)
    }

    func read(after sequence: UInt64, limit: Int) async throws -> [Recorded] {
        try await inner.read(after: sequence, limit: limit)
    }
    var wakeups: AsyncStream<Void> { inner.wakeups }
    func position() async throws -> JournalPosition { try await inner.position() }
    func lastFeedCause() async throws -> Cause? { try await inner.lastFeedCause() }
    func recorded(_ ids: [EventID]) async throws -> [EventID: Recorded] { try await inner.recorded(ids) }
    func lastActCause() async throws -> Cause? { try await inner.lastActCause() }
}

let testIdentity = JournalIdentity(gate: "huu-nghi", created: SampleCapture.midnight)

/// A station on a journal of the test's choice, driven input by input. A class, for a plan is large: see ``Glass/shows(_:)``.
final class Bench: Sendable {
    let journal: any Journal
    let glass: Glass
    let mailbox: Mailbox<StationInput>
    let station: Station
    let plan: GatePlan

    /// Opens on what the journal holds; configures an empty one.
    init(
        _ journal: any Journal, plan: GatePlan = SampleGate.plan(), resumes: Bool = true, capacity: Int = 100_000,
        capture: String? = nil, room: CaptureLog.Room = CaptureLog.Room(),
        carrier: CommandCarrier? = nil, patience: @escaping Station.Patience = { _ in false },
        acknowledge: Station.Acknowledge? = nil
    ) async throws {
        self.journal = journal
        self.plan = plan
        var state = GateState()
        if try await journal.position().head == 0 {
            let cause = Cause(source: "terminal/layout", boot: 0, number: 1)
            let event = Proposed(
                id: cause.eventID(0), event: .gateConfigured(plan), actor: .rule("layout"), cause: cause,
                occurredAt: .epoch)
            _ = await journal.append([event], guards: [], recordedAt: SampleCapture.midnight)
        }
        var last: Int64 = 0
        for event in try await journal.readAll() {
            state.apply(event)
            last = event.recordedAtMicroseconds
        }
        glass = Glass(state: state, wakeup: try Wakeup())
        mailbox = Mailbox(capacity: capacity, policy: .block)
        station = Station(
            journal: journal, state: state, glass: glass, desk: DeviceDesk(plan: plan),
            capture: try capture.map { try CaptureLog(path: $0, room: room) }, notices: nil,
            carrier: carrier, resumeAfter: resumes ? try await journal.lastFeedCause() : nil,
            lastAct: resumes ? try await journal.lastActCause() : nil,
            lastRecordedMicroseconds: last, acknowledge: acknowledge, patience: patience)
    }

    /// Lets the station take everything given, then ends it.
    func play(_ inputs: [StationInput]) async {
        for input in inputs { mailbox.push(input) }
        mailbox.close()
        await station.run(mailbox)
    }

    func play(_ messages: some Sequence<DeviceMessage>) async { await play(messages.map { .message($0) }) }

    var hash: String { get async { StateHash.of(await station.state).hex } }

    /// The hash of folding what the journal holds.
    func folded() async throws -> String {
        var state = GateState()
        for event in try await journal.readAll() { state.apply(event) }
        return StateHash.of(state).hex
    }
}

extension DeviceMessage {
    /// A message of a device of the sample gate.
    static func make(
        _ path: String, _ type: String, _ text: String, number: UInt64, boot: UInt32 = 1,
        at time: GateTime = SampleCapture.time(9)
    ) -> DeviceMessage {
        DeviceMessage(
            source: "/gate/huu-nghi/" + path, type: type, boot: boot, sequence: number, deviceTime: time,
            receivedTime: time, data: Array(text.utf8))
    }

    static func manifest(_ declaration: Declaration, number: UInt64, at time: GateTime) -> DeviceMessage {
        DeviceMessage(
            source: "/gate/huu-nghi/manifest", type: MessageType.manifest, boot: 1, sequence: number, deviceTime: time,
            receivedTime: time, data: JSONFieldWriter.json(declaration))
    }
}

/// What must hold of any state, whatever was sent.
func invariants(_ state: GateState) -> [String] {
    var found: [String] = []
    if state.anomalies != 0 { found.append("\(state.anomalies) anomalies") }
    var counts = [Int](repeating: 0, count: VisitState.allCases.count)
    var open: Set<VisitID> = []
    state.visits.forEach { visit in
        counts[Int(visit.state.rawValue)] += 1
        if !visit.state.isClosed { open.insert(visit.id) }
    }
    if counts.map(Int32.init) != state.visitsByState { found.append("counts by state") }
    if open != Set(state.open) || open.count != state.open.count { found.append("the list of open visits") }
    for lane in state.lanes {
        for id in lane.queue where state.visit(id)?.state != .inQueue {
            found.append("lane \(lane.lane.id.number) queue")
        }
        for id in lane.control where state.visit(id)?.state.isClosed != false {
            found.append("lane \(lane.lane.id.number) control")
        }
        if Set(lane.queue).count != lane.queue.count { found.append("a vehicle twice in a queue") }
    }
    return found
}

/// Looks again and again until a condition holds, for at least so long. Looks are counted, not the time: where tasks wait
/// for threads, what is waited for does as well.
func eventually(seconds: Double = 20, _ condition: () async throws -> Bool) async rethrows -> Bool {
    for _ in 0...Int(seconds * 1000) {
        if try await condition() { return true }
        try? await Task.sleep(for: .milliseconds(1))
    }
    return false
}

extension Glass {
    /// One thing of what is shown. A whole pane is large, and Swift 6.3 makes the frames of unoptimised asynchronous
    /// functions too short for many such values: they are looked at here, outside of them.
    func shows<Value>(_ look: (Pane) -> Value) -> Value { look(pane) }
}

/// A stretch of a day, small enough to be played many times.
enum Stretch {
    /// The night before and the first minutes after opening of a day of 500 vehicles.
    static let small = Task { SampleCapture(vehicles: 500, until: SampleCapture.time(7, 6)).messages }
}
