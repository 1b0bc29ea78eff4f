import ConsoleSupport
import GateDevices
import GateJournal
import GateLayout
import GateLinks
import GateModel
import GateScreens
import GateSimulation
import GateText
import Synchronization
import Testing

@testable import GateConsole

/// What goes out to barriers, boards and lights, and what comes of silence.
@Suite("Orders to devices") struct StationBarrierTests {
    /// Everything that was to be sent.
    private final class Outbox: Sendable {
        private let errands = Mutex<[CommandCarrier.Errand]>([])
        var carrier: CommandCarrier {
            CommandCarrier(epoch: 7, phrases: (try? House.data.phrases()) ?? .empty) { errand in
                self.errands.withLock { $0.append(errand) }
            }
        }
        var lines: [String] {
            errands.withLock {
                $0.map { "\($0.source.dropFirst(15)) \(String(decoding: $0.line, as: UTF8.self))" }
            }
        }
        var orders: [BarrierOrdered] { errands.withLock { $0.compactMap(\.order) } }
    }

    private static func barrier(_ end: String, _ text: String, _ number: UInt64, _ time: GateTime) -> StationInput {
        .message(.make("lane/3/barrier-" + end, MessageType.barrier, text, number: number, at: time))
    }

    /// A vehicle on lane 3 that every agency has passed, with both barriers shut.
    private static var released: [StationInput] {
        let start = SampleCapture.time(7, 50)
        let shut = [
            barrier("in", #"{"position":"closed"}"#, 1, start), barrier("out", #"{"position":"closed"}"#, 1, start),
        ]
        let acts: [OfficerAct] = [Agency.borderGuard, .board, .customs].enumerated().map { index, agency in
            StationActTests.act(.pass, UInt64(index) + 1) { $0.agency = agency }
        }
        return shut + StationActTests.arrival().map { .message($0) } + acts.map { .act($0) }
    }

    private static func letThrough(_ number: UInt64 = 9) -> StationInput {
        .act(StationActTests.act(.letThrough, number) { $0.agency = .borderGuard })
    }

    private static let after = SampleCapture.time(9, 2)

    @Test("Letting a vehicle through sends one line to barrier 2, once it is in the journal") func sends() async throws
    {
        let outbox = Outbox()
        let bench = try await Bench(SimulatedJournal(as: testIdentity, seed: 1), carrier: outbox.carrier)
        await bench.play(Self.released + [Self.letThrough()])
        #expect(outbox.lines == [#"lane/3/barrier-out {"epoch":7,"order":1,"command":"open","within_ms":5000}"# + "\n"])
        #expect(try await bench.folded() == bench.hash)
    }

    /// Records everything, and leaves appends with an order without an answer.
    private final class SilentJournal: Journal {
        private let inner = SimulatedJournal(as: testIdentity, seed: 1)

        func append(batch: [Append]) async -> [AppendOutcome] {
            let outcomes = await inner.append(batch: batch)
            let orders = batch.flatMap(\.events).contains { $0.event.kind == .barrierOrdered }
            return orders ? outcomes.map { _ in .unknown("no answer") } : outcomes
        }
        func read(after sequence: UInt64, limit: Int) async throws -> [Recorded] {
            try await inner.read(after: sequence, limit: limit)
        }
        var wakeups: AsyncStream<Void> { inner.wakeups }
        func position() async throws -> JournalPosition { try await inner.position() }
        func lastFeedCause() async throws -> Cause? { try await inner.lastFeedCause() }
        func lastActCause() async throws -> Cause? { try await inner.lastActCause() }
    }

    @Test("Nothing is sent on an append that may or may not be recorded") func unknown() async throws {
        let outbox = Outbox()
        let bench = try await Bench(SilentJournal(), carrier: outbox.carrier)
        await bench.play(Self.released + [Self.letThrough()])
        #expect(try await bench.journal.readAll().contains { $0.event.kind == .barrierOrdered })
        #expect(outbox.lines.isEmpty)
    }

    @Test("An order that nobody answers ends after five seconds of the gate's time, and the gate says so")
    func silence() async throws {
        let outbox = Outbox()
        let bench = try await Bench(SimulatedJournal(as: testIdentity, seed: 1), carrier: outbox.carrier)
        await bench.play(Self.released + [Self.letThrough(), .clock(Self.after + .milliseconds(4_900))])
        let waiting = await bench.station.state
        #expect(waiting.lane(HandMade.lane(3))?.exit.order.outcome == .sent)

        let late = try await Bench(SimulatedJournal(as: testIdentity, seed: 1), carrier: outbox.carrier)
        await late.play(Self.released + [Self.letThrough(), .clock(Self.after + .seconds(40))])
        let state = await late.station.state
        #expect(state.lane(HandMade.lane(3))?.exit.order.outcome == .timedOut)
        #expect(
            state.standingAlarms.contains { $0.kind == .barrierDisobeys && $0.raisedAt == Self.after + .seconds(5) })
        #expect(try await late.folded() == late.hash)
    }

    @Test("The arm's own movement answers, and a late refusal of an older order says nothing") func moves() async throws
    {
        let bench = try await Bench(SimulatedJournal(as: testIdentity, seed: 1), carrier: Outbox().carrier)
        await bench.play(
            Self.released + [
                Self.letThrough(),
                Self.barrier("out", #"{"order":1,"outcome":"accepted"}"#, 2, Self.after + .milliseconds(300)),
                Self.barrier("out", #"{"position":"opening"}"#, 3, Self.after + .seconds(1)),
                Self.barrier("out", #"{"position":"open","order":1,"outcome":"done"}"#, 4, Self.after + .seconds(3)),
                Self.barrier("out", #"{"order":7,"outcome":"refused"}"#, 5, Self.after + .seconds(4)),
                .clock(Self.after + .minutes(5)),
            ])
        let state = await bench.station.state
        #expect(state.lane(HandMade.lane(3))?.exit.order.outcome == .done)
        #expect(!state.alarms.contains { $0.kind == .barrierDisobeys })
    }

    @Test("An order that could not be handed over ends at once") func unsent() async throws {
        let outbox = Outbox()
        let bench = try await Bench(SimulatedJournal(as: testIdentity, seed: 1), carrier: outbox.carrier)
        var order = BarrierOrdered()
        order.lane = HandMade.lane(3)
        order.end = .exit
        order.number = 1
        await bench.play(Self.released + [Self.letThrough(), .unsent(order, at: Self.after + .milliseconds(10))])
        let state = await bench.station.state
        #expect(outbox.orders == [with(order) { $0.visit = HandMade.visit(1) }])
        #expect(state.lane(HandMade.lane(3))?.exit.order.outcome == .unsent)
        #expect(state.standingAlarms.contains { $0.kind == .barrierDisobeys })
    }

    @Test("Lights follow the lane, and boards show what the driver is told") func others() async throws {
        var plan = SampleGate.plan()
        for (kind, name, lane) in [
            (DeviceKind.light, "light", HandMade.lane(3)), (.board, "board", HandMade.lane(3)),
            (.phones, "phones", nil),
        ] as [(DeviceKind, String, LaneID?)] {
            let id = try #require(DeviceID(number: Int64(plan.devices.count) + 1))
            plan.devices.append(
                Device(
                    id: id, source: "/gate/huu-nghi/lane/3/\(name)", kind: kind, lane: lane, silentAfterSeconds: 0))
        }
        let outbox = Outbox()
        let bench = try await Bench(
            SimulatedJournal(as: testIdentity, seed: 1), plan: plan, carrier: outbox.carrier)
        let message = StationActTests.act(.message, 20) {
            $0.phrase = .openDoors
            $0.contact = .inspection
        }
        let close = StationActTests.act(.setLane, 21, visit: nil) {
            $0.lane = HandMade.lane(3)
            $0.status = .closed
        }
        await bench.play(Self.released + [.act(message), .act(close)])
        let told =
            #"{"command":"show","phrase":"openDoors","plate":"12C12345","declaration":"105000000001","#
            + #""text":"Xin mở cửa thùng xe và đứng cạnh xe."}"# + "\n"
        #expect(
            outbox.lines == [
                "lane/3/board \(told)", "lane/3/phones \(told)",
                #"lane/3/light {"command":"show","colour":"red"}"# + "\n",
            ])
    }

    @Test("What could not be handed over is counted with its device, told, and measured") func uncarried() async throws
    {
        var plan = SampleGate.plan()
        let id = try #require(DeviceID(number: Int64(plan.devices.count) + 1))
        let light = "/gate/huu-nghi/lane/3/light"
        plan.devices.append(
            Device(id: id, source: light, kind: .light, lane: HandMade.lane(3), silentAfterSeconds: 0))
        let bench = try await Bench(SimulatedJournal(as: testIdentity, seed: 1), plan: plan)
        // No link at all, and an order that is older than anybody would carry out.
        let now = Mutex(Self.after)
        let hub = LinkHub([], boot: 1, clock: { now.withLock(\.self) })
        let carrier = CommandCarrier(hub, bench.mailbox, epoch: 7, clock: { now.withLock(\.self) })
        var changed = LaneStatusChanged()
        changed.lane = HandMade.lane(3)
        changed.status = .closed
        var ordered = BarrierOrdered()
        ordered.lane = HandMade.lane(3)
        ordered.end = .exit
        ordered.number = 1
        let state = await bench.station.state
        func carry(_ event: GateEvent) {
            carrier.carry(
                [
                    Recorded(
                        sequence: 1, recordedAtMicroseconds: 0, event: event, actor: .rule("test"),
                        occurredAt: Self.after)
                ], state)
        }
        carry(.laneStatusChanged(changed))
        now.withLock { $0 = Self.after + .seconds(6) }
        carry(.laneStatusChanged(changed))
        carry(.barrierOrdered(ordered))
        await bench.play([])
        let health = await bench.station.desk.health(id)
        #expect(health?.unsent == 2 && health?.lastUnsentAt == Self.after + .seconds(6))
        let told = bench.glass.takeNews().filter {
            if case .undelivered(let device) = $0 { device.source == light } else { false }
        }
        #expect(told.count == 2)
        let samples = try MetricsTests.parse(await bench.station.metrics(links: [], now: nil).text)
        #expect(samples["gate_device_unsent_total{device=\"\(light)\",kind=\"light\"}"] == 2)
        #expect(
            samples["gate_device_unsent_total{device=\"/gate/huu-nghi/lane/3/barrier-out\",kind=\"barrier-out\"}"] == 1)
        #expect(DeviceFigures(health ?? DeviceHealth(), at: Self.after).unsent == 2)
    }

    private func with<Value>(_ value: Value, _ change: (inout Value) -> Void) -> Value {
        var value = value
        change(&value)
        return value
    }
}
