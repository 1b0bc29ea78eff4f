import ConsoleSupport
import Foundation
import GateDevices
import GateJournal
import GateLayout
import GateLinks
import GateModel
import GateScreens
import GateSimulation
import GateTerminal
import GateText
import Glibc
import LinkSupport
import Synchronization
import TestSupport
import TestTraits
import Testing

@testable import GateConsole

@Suite("A layout reloaded at work", .timeLimit(.minutes(20)), .calm) struct LayoutReloadTests {
    /// What an event says; the plan's own events and the numbering they shift are left out.
    private func told(_ events: [Recorded]) -> [String] {
        events.filter { $0.event.kind != .gateConfigured }.map {
            "\($0.recordedAtMicroseconds / 1000) \($0.occurredAt.milliseconds) \($0.actor) \($0.event)"
        }
    }

    private final class Outcomes: Sendable {
        let all = Mutex<[LayoutChange.Outcome]>([])
        func input(_ plan: GatePlan, at time: GateTime) -> StationInput {
            .layout(LayoutChange(plan: plan, at: time) { outcome in self.all.withLock { $0.append(outcome) } })
        }
    }

    @Test(
        "A day in which the layout changes every minute has the events of an undisturbed one", .ownThread,
        arguments: [1, 37, 512])
    func undisturbed(stride: Int) async throws {
        let messages = await Stretch.small.value
        let calm = try await Bench(SimulatedJournal(as: testIdentity, seed: 1))
        await calm.play(messages)
        // More bays, and a camera behind all others: nothing that any rule looks at.
        var plans = [SampleGate.plan(), SampleGate.plan()]
        plans[1].inspectionBays = 11
        let last = try #require(DeviceID(number: Int64(plans[1].devices.count) + 1))
        plans[1].devices.append(
            Device(id: last, source: "/gate/huu-nghi/new", kind: .yardCamera, lane: nil, silentAfterSeconds: 0))
        let outcomes = Outcomes()
        let bench = try await Bench(SimulatedJournal(as: testIdentity, seed: 1))
        var inputs: [StationInput] = []
        for (index, message) in messages.enumerated() {
            inputs.append(.message(message))
            guard index % (stride * 20) == stride else { continue }
            inputs.append(outcomes.input(plans[(index / (stride * 20) + 1) % 2], at: message.receivedTime))
        }
        await bench.play(inputs)
        let wishes = inputs.count - messages.count
        #expect(wishes > 0)
        #expect(outcomes.all.withLock(\.self) == Array(repeating: .taken, count: wishes))
        let (disturbed, undisturbed) = (try await bench.journal.readAll(), try await calm.journal.readAll())
        #expect(disturbed.count { $0.event.kind == .gateConfigured } == wishes + 1)
        #expect(told(disturbed) == told(undisturbed))
        #expect(try await bench.folded() == bench.hash)
        #expect(bench.glass.shows(\.status.received) == messages.count)
        #expect(bench.glass.shows(\.status.duplicates) == calm.glass.shows(\.status.duplicates))
        #expect(invariants(await bench.station.state).isEmpty)
    }

    @Test("Devices in another order keep their decoders, their sequence and their health") func reordered() async throws
    {
        let messages = await Stretch.small.value
        var turned = SampleGate.plan()
        turned.devices.reverse()
        for index in turned.devices.indices {
            turned.devices[index].id = try #require(DeviceID(number: Int64(index) + 1))
        }
        let outcomes = Outcomes()
        let bench = try await Bench(SimulatedJournal(as: testIdentity, seed: 1))
        let calm = try await Bench(SimulatedJournal(as: testIdentity, seed: 1))
        await calm.play(messages)
        let half = messages.count / 2
        let inputs =
            messages[..<half].map { StationInput.message($0) }
            + [outcomes.input(turned, at: messages[half].receivedTime)] + messages[half...].map { .message($0) }
        await bench.play(inputs)
        #expect(outcomes.all.withLock(\.self) == [.taken])
        let (state, known) = (await bench.station.state, await calm.station.state)
        #expect(bench.glass.shows(\.status.rejected) == 0 && bench.glass.shows(\.status.duplicates) == 0)
        #expect(state.visits.count == known.visits.count && state.visitsByState == known.visitsByState)
        #expect(state.alarms.count == known.alarms.count)
        for (index, device) in state.plan.devices.enumerated() {
            let before = try #require(known.plan.devices.firstIndex { $0.source == device.source })
            #expect(state.devices[index].report == known.devices[before].report, "\(device.source)")
        }
        #expect(try await bench.folded() == bench.hash)
    }

    @Test("What may not be is refused and changes nothing; the same layout is no event") func refusals() async throws {
        let messages = await Stretch.small.value
        let outcomes = Outcomes()
        let bench = try await Bench(SimulatedJournal(as: testIdentity, seed: 1))
        for message in messages { bench.mailbox.push(.message(message)) }
        let now = try #require(messages.last).receivedTime
        var other = SampleGate.plan()
        other.gate = "other"
        var bare = SampleGate.plan()
        bare.lanes.removeAll { $0.id.number == 1 }
        bench.mailbox.push(outcomes.input(SampleGate.plan(), at: now))
        bench.mailbox.push(outcomes.input(other, at: now))
        bench.mailbox.push(outcomes.input(bare, at: now))
        bench.mailbox.close()
        await bench.station.run(bench.mailbox)
        let vehicles = await bench.station.state.vehicles(of: HandMade.lane(1))
        try #require(vehicles > 0)
        #expect(
            outcomes.all.withLock(\.self) == [
                .unchanged, .refused([.otherGate("huu-nghi")]),
                .refused([.laneRemoved(HandMade.lane(1), vehicles: vehicles)]),
            ])
        #expect(try await bench.journal.readAll().count { $0.event.kind == .gateConfigured } == 1)
    }

    @Test("A portal taken away in the middle of an alarm leaves its alarm behind") func portalTakenAway() async throws {
        let bench = try await Bench(SimulatedJournal(as: testIdentity, seed: 1))
        let lines = "GB,000250,000250,000250,000250\r\nGA,000900,000900,000900,000900\r\n"
        var plan = SampleGate.plan()
        plan.devices.removeAll { $0.source.hasSuffix("lane/3/portal") }
        for index in plan.devices.indices {
            plan.devices[index].id = try #require(DeviceID(number: Int64(index) + 1))
        }
        let outcomes = Outcomes()
        await bench.play([
            .message(.make("lane/3/portal", MessageType.portal, lines, number: 1)),
            outcomes.input(plan, at: SampleCapture.time(9, 1)),
        ])
        #expect(outcomes.all.withLock(\.self) == [.taken])
        let kinds = try await bench.journal.readAll().map(\.event.kind)
        #expect(kinds.contains(.portalPassed) && kinds.last == .gateConfigured, "\(kinds)")
        #expect(await bench.station.state.alarms.contains { $0.kind == .gamma })
        #expect(try await bench.folded() == bench.hash)
    }

    @Test("Every answer has its words, in every language", arguments: Language.allCases)
    func words(language: Language) throws {
        let lane = HandMade.lane(2)
        let problem = LayoutProblem(file: "a.toml", line: 7, field: "gate.opens", problem: "is missing")
        let answers: [(LayoutReload, String)] = [
            (.taken(changes: 3), "3"), (.unchanged, ""), (.broken([problem]), "a.toml:7: gate.opens"),
            (.refused([.otherGate("x")]), ""), (.refused([.laneRemoved(lane, vehicles: 4)]), "4"),
            (.refused([.laneTurned(lane, vehicles: 5)]), "5"), (.noLinks, ""), (.noFile, ""), (.unrecorded, ""),
        ]
        var seen: Set<String> = []
        for (answer, part) in answers {
            let glass = GlassOptions(
                person: Person(name: "a", agency: .borderGuard), lane: lane, language: language, dumpFolder: "")
            var core = ConsoleApp.core(glass, [language: try House.words(language)], mode: .live)
            core.tell(.layout(answer))
            let text = try #require(core.view.announcement?.text.text)
            #expect((part.isEmpty || text.contains(part)) && !text.contains("{"), "\(text)")
            #expect(seen.insert(text).inserted && !answer.description.isEmpty)
        }
    }

    /// The program itself: USR1 makes a station read its layout again.
    @Test("A station reloads on USR1 and says what became of it") func signal() async throws {
        let folder = try ScratchFolder()
        let ports = try FreePorts.take(4)
        let file = folder.file("gate.toml")
        try layout(ports, bays: 1, waiting: 4, third: false).write(toFile: file, atomically: true, encoding: .utf8)
        let program = try Program(["station", "--layout", file, "--journal", folder.file("a.journal")])
        func told(_ part: String) async -> Bool {
            await eventually { (try? String(contentsOfFile: program.errors, encoding: .utf8))?.contains(part) == true }
        }
        // As early as it is not its end: long before anybody listens.
        #expect(await eventually { program.holdsBack(SIGUSR1) })
        try layout(ports, bays: 2, waiting: 4, third: true).write(toFile: file, atomically: true, encoding: .utf8)
        kill(program.process.processIdentifier, SIGUSR1)
        #expect(
            await told("the layout was reloaded: "),
            "\((try? String(contentsOfFile: program.errors, encoding: .utf8)) ?? "")")
        try "format = 1\n".write(toFile: file, atomically: true, encoding: .utf8)
        kill(program.process.processIdentifier, SIGUSR1)
        #expect(await told("gate.toml: gate: is missing"))
        kill(program.process.processIdentifier, SIGTERM)
        #expect(try await program.finish().status == 0)
        let day = try RecordedDay.load(folder.file("a.journal"), verifying: true)
        // The day's number is published by itself.
        #expect(
            day.events.map(\.event.kind).filter { $0 != .seedPublished } == [.gateConfigured, .gateConfigured])
    }

    // MARK: Over real links

    /// A gate of two lanes on loopback: loops over HTTP, codes over TCP.
    private func layout(_ ports: [UInt16], bays: Int, waiting: Int, third: Bool) -> String {
        var text = """
            format = 1

            [gate]
            id = "test"
            name = "Thử"
            opens = "00:00"
            closes = "24:00"
            inspection_bays = \(bays)

            [[device]]
            source = "/gate/test/terminal/console"
            kind = "terminal"

            """
        for lane in 1...(third ? 3 : 2) {
            text += """

                [[lane]]
                number = \(lane)
                direction = "import"
                kind = "cargo"
                devices = ["loop-in", "container"]

                [[link]]
                device = "/gate/test/lane/\(lane)/loop-in"
                transport = "http"
                address = "127.0.0.1:\(ports[0])"
                path = "/loop/\(lane)"
                type = "vn.smartgate.loop"
                waiting = \(waiting)

                [[link]]
                device = "/gate/test/lane/\(lane)/container"
                transport = "\(lane == 1 ? "tcp-server" : "tcp-client")"
                address = "127.0.0.1:\(ports[lane])"
                type = "org.iso.6346"
                waiting = \(waiting)

                """
        }
        return text
    }

    @Test("While readings flow, the file is reloaded again and again: each is in the capture, and counted, once")
    func readingsFlow() async throws {
        let folder = try ScratchFolder()
        let ports = try FreePorts.take(4)
        let file = folder.file("gate.toml")
        func write(_ text: String) throws { try text.write(toFile: file, atomically: true, encoding: .utf8) }
        try write(layout(ports, bays: 1, waiting: 4, third: false))
        let contents = try GateLayoutFile.load(path: file)
        var options = LiveOptions(
            plan: contents.plan, journal: folder.file("a.journal"), capture: folder.file("a.ndjson"),
            source: .links(contents.links), pace: .hundredths(100), from: .epoch)
        options.layoutFile = file
        let session = try await LiveSession(options, wakeup: try Wakeup())
        session.start()
        // What posts before anybody listens has lost its message.
        #expect(
            await eventually {
                session.links.filter { !$0.address.contains("tcp-client") }
                    .allSatisfy { $0.phase == .listening(peers: 0) }
            })
        let farm = DeviceFarm(
            contents.links, clock: { SampleCapture.time(9) }, certificates: { _ in nil },
            pause: { _ in try await Task.sleep(for: .milliseconds(20)) })
        let work = Task { await farm.run() }
        let count = 1_500
        let speaker = Task {
            for number in 0..<count {
                let lane = number / 2 % 2 + 1
                let isLoop = number % 2 == 0
                let text =
                    isLoop
                    ? "{\"occupied\":\(number % 8 < 4)}"
                    : "{\"code\":\"CSQU3054383\",\"confidence\":0.\(number + 1_000)}"
                _ = await farm.say(
                    DeviceMessage(
                        source: "/gate/test/lane/\(lane)/\(isLoop ? "loop-in" : "container")",
                        type: isLoop ? MessageType.loop : MessageType.containerCode, boot: 0, sequence: 0,
                        deviceTime: nil, receivedTime: .epoch, data: Array(text.utf8)))
                if number % 100 == 99 { try? await Task.sleep(for: .milliseconds(20)) }
            }
        }
        var (reloads, rounds) = (0, 0)
        while session.glass.shows(\.status.received) < count, rounds < 400 {
            rounds += 1
            switch rounds % 4 {
            case 0:
                try write("format = 1\n[gate\n")
                guard case .broken(let problems) = await session.reload() else {
                    Issue.record("a broken file was taken")
                    continue
                }
                #expect(problems.first?.line == 2)
            case 1:
                #expect(try await reload(session, file, layout(ports, bays: 1, waiting: 4 + rounds % 3, third: true)))
                reloads += 1
            case 2:
                #expect(try await reload(session, file, layout(ports, bays: 2, waiting: 5, third: true)))
                reloads += 1
            default:
                #expect(try await reload(session, file, layout(ports, bays: 1, waiting: 4, third: false)))
                reloads += 1
            }
            try? await Task.sleep(for: .milliseconds(5))
        }
        await speaker.value
        #expect(await eventually { farm.isIdle && session.glass.shows(\.status.received) == count }, "\(farm.counts)")
        #expect(reloads >= 3, "\(rounds) rounds")
        #expect(farm.counts.allSatisfy { $0.failed == 0 && $0.connections <= 1 || $0.source.contains("loop") })
        #expect(session.glass.shows(\.status.rejected) == 0, "\(session.glass.shows(\.status.firstFaults))")
        let links = session.links
        work.cancel()
        await work.value
        await session.stop()
        #expect(
            links.filter { $0.address.contains("tcp") && !$0.address.contains("\(ports[3])") }.allSatisfy {
                $0.connections == 1
            })

        let sent = farm.counts.map { "\($0.source.suffix(18)) \($0.sent) \($0.failed) \($0.connections) \($0.problem)" }
        let taken = links.map { "\($0.address) \($0.messages) \($0.refused) \(String(describing: $0.problem))" }
        let reader = try CaptureLines.read(folder.file("a.ndjson"))
        expectOnce(reader, count: count, "\(sent) \(taken)")
        let hash = StateHash.of(await session.summary().state)
        let events = try expectJournal(folder.file("a.journal"), layouts: plansTaken(reader) + 1, hash)
        try await expectSame(events, playing: folder.file("a.ndjson"), into: folder.file("b.journal"), contents.plan)
    }

    // In functions of their own: Swift 6.3.1 gives an asynchronous function of this length, unoptimised, a frame that
    // is too short, and what it writes last breaks the heap. AddressSanitizer shows it.

    /// Everything that was sent is in the capture once, in its device's order.
    private func expectOnce(_ reader: [DeviceMessage], count: Int, _ told: String) {
        let heard = reader.filter { $0.type == MessageType.loop || $0.type == MessageType.containerCode }
        #expect(heard.count == count, "\(told)")
        for source in Set(heard.map(\.source)) {
            let numbers = heard.filter { $0.source == source }.map(\.sequence)
            #expect(numbers == Array(1...UInt64(numbers.count)), "\(source)")
        }
    }

    /// The journal holds every layout once and folds to what the station had.
    private func expectJournal(_ path: String, layouts: Int, _ hash: StateHash) throws -> [Recorded] {
        let day = try RecordedDay.load(path, verifying: true)
        #expect(day.events.count { $0.event.kind == .gateConfigured } == layouts)
        var state = GateState()
        for event in day.events { state.apply(event) }
        #expect(StateHash.of(state) == hash)
        #expect(state.anomalies == 0)
        return day.events
    }

    /// The capture alone gives the same events.
    private func expectSame(
        _ events: [Recorded], playing capture: String, into journal: String, _ plan: GatePlan
    ) async throws {
        let again = try await LiveSession(.playing(capture, into: journal, plan: plan), wakeup: try Wakeup())
        again.start()
        await again.finishFeed()
        await again.close()
        let replayed = try RecordedDay.load(journal, verifying: true)
        #expect(told(replayed.events) == told(events))
    }

    private func reload(_ session: LiveSession, _ file: String, _ text: String) async throws -> Bool {
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        switch await session.reload() {
        case .taken, .unchanged: return true
        default: return false
        }
    }

    private func plansTaken(_ messages: [DeviceMessage]) -> Int { messages.count { $0.type == MessageType.layout } }
}

private enum Socket {
    /// Whether anybody listens at a port of this machine.
    static func isHeard(_ port: UInt16) throws -> Bool {
        let file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(file) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(file, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}

private enum CaptureLines {
    static func read(_ path: String) throws -> [DeviceMessage] {
        let descriptor = open(path, O_RDONLY)
        var reader = CaptureReader(descriptor: descriptor, options: CaptureOptions(source: "/capture"))
        var messages: [DeviceMessage] = []
        while let item = try reader.next() {
            if case .message(let message) = item { messages.append(message) }
        }
        return messages
    }
}
