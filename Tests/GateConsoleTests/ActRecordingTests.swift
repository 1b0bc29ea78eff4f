import ConsoleSupport
import Foundation
import GateDevices
import GateLayout
import GateLinks
import GateModel
import GateScreens
import GateSimulation
import GateTerminal
import TestSupport
import TestTraits
import Testing

@testable import GateConsole
@testable import GateJournal

/// What people do at the screen is part of a capture: played, it gives the same events under the same ids.
@Suite("Acts recorded and played", .timeLimit(.minutes(20))) struct ActRecordingTests {
    /// Everything a journal says of its events, their ids and causes included.
    private func rows(_ path: String) throws -> [String] {
        let file = try JournalFile.read(path)
        defer { file.close() }
        return try file.use { connection in
            let statement = try RawStatement(
                connection,
                "SELECT event_id, cause, stream, recorded_at, occurred_at, actor_kind, ifnull(agency, '-'), actor, kind, body "
                    + "FROM event ORDER BY seq")
            var rows: [String] = []
            while try statement.step() {
                rows.append((0..<10).map { statement.text(Int32($0)) }.joined(separator: " | "))
            }
            return rows
        }
    }

    /// A vehicle that comes before the officer of a lane now, by its devices' own messages.
    private func arrival(_ run: UInt32, tractor: String, declaration number: String) -> [DeviceMessage] {
        let now = GateTime(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
        let lane = "lane/\(run + 2)"
        func make(_ path: String, _ type: String, _ text: String, _ number: UInt64) -> DeviceMessage {
            .make(path, type, text, number: number, boot: run, at: now)
        }
        func plate(_ path: String, _ number: UInt64) -> DeviceMessage {
            let text = """
                {"version":2,"data_type":"alpr_results","epoch_time":\(now.milliseconds),"uuid":"u\(number)",\
                "results":[{"plate":"\(tractor)","confidence":96.5,"candidates":[]}]}
                """
            return make(path, MessageType.plateResults, text, number)
        }
        var declaration = Declaration()
        declaration.number = number
        declaration.tractor = tractor
        declaration.goods = "linh kiện"
        declaration.hsCode = "8542"
        declaration.hasManifest = true
        let manifest = String(decoding: JSONFieldWriter.json(declaration), as: UTF8.self)
        return [
            make("manifest", MessageType.manifest, manifest, 1),
            make("\(lane)/barrier-in", MessageType.barrier, #"{"position":"closed"}"#, 1),
            make("\(lane)/barrier-out", MessageType.barrier, #"{"position":"closed"}"#, 1),
            make("\(lane)/loop-in", MessageType.loop, #"{"occupied":true}"#, 1),
            plate("\(lane)/queue", 1), plate("\(lane)/front", 1), plate("\(lane)/front", 2),
        ]
    }

    /// With the risk rules that the program brings along; nothing is drawn, for the seed would be another each time.
    private static func plan() throws -> GatePlan {
        var plan = SampleGate.plan()
        plan.risk = try RiskFiles.load(folder: Repository.root + "/data/risk").tables
        plan.risk.sampling = []
        return plan
    }

    /// One run of a gate with links: a vehicle comes, and people decide, wrongly at times.
    private func work(_ run: UInt32, _ folder: ScratchFolder) async throws -> LiveSession {
        let options = LiveOptions(
            plan: try Self.plan(), journal: folder.file("a.journal"), capture: folder.file("a.ndjson"),
            source: .links([]), pace: .hundredths(100), from: .epoch)
        let session = try await LiveSession(options, wakeup: try Wakeup())
        session.start()
        let visit = HandMade.visit(Int64(run))
        let number = "10500000000\(run)"
        let lane = HandMade.lane(Int64(run) + 2)
        for message in arrival(run, tractor: "12C1234\(run)", declaration: number) {
            session.mailbox.push(.message(message))
        }
        #expect(await eventually(seconds: 60) { session.glass.shows { $0.state.vehicleAtArch(lane)?.id } == visit })
        func submit(_ verb: Act.Verb, _ visit: VisitID?, _ change: (inout Act) -> Void = { _ in }) {
            session.noteKey("F\(verb.rawValue)", screen: "lane", width: 80, height: 24, sequence: 7)
            let act = StationActTests.act(verb, 0) {
                $0.declaration = number
                change(&$0)
            }.act
            session.submit(act, visit: visit)
        }
        submit(.start, visit)
        submit(.pass, visit)
        submit(.pass, visit)
        submit(.seize, visit) { $0.agency = .board }
        submit(.hold, VisitID(number: 999)) { $0.declaration = "105000000999" }
        submit(.message, visit) { $0.phrase = .waitHere }
        for agency in [Agency.board, .customs] { submit(.pass, visit) { $0.agency = agency } }
        submit(.setLane, nil) {
            $0.declaration = ""
            $0.lane = HandMade.lane(6)
            $0.status = run == 1 ? .closed : .open
        }
        submit(.letThrough, visit)
        // Barrier 2 has no link: the order comes back, and that is recorded too.
        #expect(
            await eventually {
                session.glass.shows { $0.state.lane(lane)?.exit.order.number } == 1 && session.mailbox.isEmpty
            })
        await session.stop()
        var refused = 0
        for case .refused in session.glass.takeNews() { refused += 1 }
        #expect(refused == 3)
        return session
    }

    @Test("Two runs of a gate with acts, refusals, orders and keys: played, the same ids, actors, times and state")
    func live() async throws {
        let folder = try ScratchFolder()
        var received = 0
        for run in 1...2 as ClosedRange<UInt32> {
            received += await (try await work(run, folder)).summary().status.received
        }
        let capture = try String(contentsOfFile: folder.file("a.ndjson"), encoding: .utf8)
        #expect(capture.split(separator: "\n").count { $0.contains(MessageType.glass) } == 20)

        let options = LiveOptions(
            plan: try Self.plan(), journal: folder.file("b.journal"), capture: folder.file("b.ndjson"),
            source: .file(path: folder.file("a.ndjson"), CaptureOptions()), pace: .unlimited, from: .epoch)
        let played = try await LiveSession(options, wakeup: try Wakeup())
        played.start()
        await played.finishFeed()
        let second = await played.summary()
        await played.close()
        let told = try ["a", "b"].map { try rows(folder.file("\($0).journal")) }
        #expect(told[0] == told[1])
        #expect(
            told[0].count { $0.contains("agencyDecided") } == 8 && told[0].count { $0.contains("barrierOrdered") } == 2)
        let days = try ["a", "b"].map { try RecordedDay.load(folder.file("\($0).journal"), verifying: true) }
        let hashes = days.map { day in
            var state = GateState()
            for event in day.events { state.apply(event) }
            return StateHash.of(state).hex
        }
        #expect(hashes[0] == hashes[1] && hashes[0] == StateHash.of(second.state).hex)
        #expect(second.status.received == received && second.status.rejected == 0)
        #expect(try String(contentsOfFile: folder.file("b.ndjson"), encoding: .utf8) == capture)
        // Nobody who watches is told of acts that are not theirs, and the screen itself is no device.
        #expect(played.glass.takeNews().count { if case .feedEnded = $0 { false } else { true } } == 0)
        let console = try #require(days[1].events.lastPlan?.devices.first { $0.source.hasSuffix("terminal/console") })
        #expect(
            !days[1].events.contains {
                if case .deviceChanged(let it) = $0.event { it.device == console.id } else { false }
            })
        // The program itself records the same, on its own layout of this gate, where devices have other numbers.
        let run = try await Program.run(
            "station", "--feed", folder.file("a.ndjson"), "--journal", folder.file("c.journal"), "--speed", "0",
            "--json")
        #expect(run.status == 0, "\(run)")
        // On a machine so busy that devices fell silent, those of one tick return in the order of their numbers.
        func heads(_ rows: [String]) -> [Substring] {
            rows.dropFirst().filter { !$0.contains(" | deviceChanged | ") }.map { $0.prefix { $0 != "{" } }
        }
        let again = try rows(folder.file("c.journal"))
        let other = zip(heads(again), heads(told[0])).first { $0 != $1 }
        #expect(
            again.count == told[0].count && other == nil,
            "\(again.count) of \(told[0].count), \(String(describing: other))")
    }

    /// A morning with acts of this screen among its messages; many of them are refused.
    private func morning(seed: UInt64, namesVisits: Bool = true) async throws -> [DeviceMessage] {
        try interrupted(await Stretch.small.value, seed: seed, namesVisits: namesVisits)
    }

    // In a function of its own: Swift 6.3.1 gives asynchronous functions with many large values too short a frame.
    private func interrupted(_ morning: [DeviceMessage], seed: UInt64, namesVisits: Bool) throws -> [DeviceMessage] {
        var random = SeededRandom(seed: seed)
        var declared: [String] = []
        var messages: [DeviceMessage] = []
        var number: UInt64 = 0
        for message in morning {
            messages.append(message)
            if message.type == MessageType.manifest { declared.append(try TypedDecoder.manifest(message.data).number) }
            guard random.below(20) == 0, !declared.isEmpty else { continue }
            number += 1
            var act = Act()
            act.officer = "Trần Thị Hà"
            act.verb = [.start, .pass, .hold, .message, .raiseTrouble, .clearTrouble, .setLane][random.below(7)]
            act.reason = .other
            act.phrase = .waitHere
            act.status = [.open, .closed][random.below(2)]
            var visit: VisitID?
            if act.verb == .setLane {
                act.agency = .board
                act.lane = HandMade.lane(1 + Int64(random.below(12)))
            } else {
                let index = random.below(declared.count)
                act.declaration = declared[index]
                visit = HandMade.visit(Int64(index) + 1)
            }
            let data = namesVisits ? OfficerAct.data(act, visit: visit) : JSONFieldWriter.json(act)
            messages.append(
                DeviceMessage(
                    source: OfficerAct.source(gate: "huu-nghi"), type: MessageType.act, boot: 77, sequence: number,
                    deviceTime: message.receivedTime, receivedTime: message.receivedTime, data: data))
        }
        return messages
    }

    @Test(
        "A capture with acts, stopped anywhere and played again, ends the same", .ownThread,
        arguments: [31, 32] as [UInt64])
    func resumed(seed: UInt64) async throws {
        print("acts resumed: seed \(seed)")
        let messages = try await morning(seed: seed)
        let whole = SimulatedJournal(as: testIdentity, seed: 1)
        let uninterrupted = try await Bench(whole)
        await uninterrupted.play(messages)
        let wanted = try await whole.position().hash
        let acted = try await whole.readAll().count { $0.actor.name == "Trần Thị Hà" }
        #expect(acted > 10, "\(acted) events of acts")
        var random = SeededRandom(seed: seed)
        // Right behind an act, and in between.
        let acts = messages.indices.filter { messages[$0].type == MessageType.act && messages[$0].boot == 77 }
        for _ in 0..<8 {
            let cut =
                random.below(2) == 0 ? random.below(messages.count) : acts[random.below(acts.count)] + random.below(2)
            let journal = SimulatedJournal(as: testIdentity, seed: 1)
            await (try Bench(journal)).play(messages[..<cut])
            let last = try await Bench(journal)
            await last.play(messages)
            #expect(try await journal.position().hash == wanted, "seed \(seed): cut at \(cut)")
            #expect(await last.station.isStillResuming == false)
            #expect(last.glass.shows(\.status.rejected) == 0, "seed \(seed): cut at \(cut)")
        }
    }

    @Test("A capture from before acts named their visits is played as well") func older() async throws {
        let (named, unnamed) = (try await end(namesVisits: true), try await end(namesVisits: false))
        #expect(named == unnamed)
    }

    private func end(namesVisits: Bool) async throws -> ChainHash {
        let bench = try await Bench(SimulatedJournal(as: testIdentity, seed: 1))
        await bench.play(try await morning(seed: 33, namesVisits: namesVisits))
        return try await bench.journal.position().hash
    }
}

extension [Recorded] {
    /// The last plan among the events.
    fileprivate var lastPlan: GatePlan? {
        for event in reversed() { if case .gateConfigured(let plan) = event.event { return plan } }
        return nil
    }
}
