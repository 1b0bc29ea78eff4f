import ConsoleSupport
import GateGrid
import GateModel
import GateSimulation
import GateText

@testable import GateScreens

/// One thing to look at: a gate, a mode, and the keys pressed before looking.
struct Scene: Sendable, CustomStringConvertible {
    var name: String
    var state: GateState
    var now: GateTime
    var mode = ConsoleMode.live
    var keys: [Key] = []
    var station = StationStatus()
    var devices = DeviceBoard()
    var prepare: @Sendable (inout ViewState, ScreenContext) -> Void = { _, _ in }

    var description: String { name }

    static let sizes = [(80, 24), (120, 40), (200, 50), (60, 15), (40, 10)]

    func context(_ language: Language) throws -> ScreenContext {
        var context = ScreenContext(
            state: state, now: now, mode: mode, person: Person(name: "Trần Thị Hà", agency: .borderGuard),
            words: try House.words(language), station: station)
        context.devices = devices
        return context
    }

    func view(_ context: ScreenContext) -> ViewState {
        var view = ViewState(lane: HandMade.lane(3))
        view.language = context.words.language
        prepare(&view, context)
        for key in keys { _ = view.handle(key, context) }
        return view
    }

    func render(_ language: Language, width: Int, height: Int) throws -> Grid {
        let context = try context(language)
        return Frame.render(context, view(context), width: width, height: height).grid
    }
}

extension Scene {
    /// The moment of the sample morning that is looked at.
    static let moment = SampleCapture.time(7, 35)

    static func replay(_ events: [Recorded], at time: GateTime) -> ConsoleMode {
        let position = events.count { $0.recordedAtMicroseconds <= time.milliseconds * 1000 }
        func milliseconds(_ event: Recorded?) -> GateTime {
            GateTime(milliseconds: (event?.recordedAtMicroseconds ?? 0) / 1000)
        }
        return .replay(
            ReplayStatus(
                position: position, count: events.count, speedHundredths: 2_000, isPaused: false,
                start: milliseconds(events.first), end: milliseconds(events.last),
                alarmStrip: (0..<96).map { $0 % 13 == 4 ? 2 : $0 % 29 == 7 ? 5 : 0 }))
    }

    /// The scenes of the sample morning.
    static func morning() async throws -> [Scene] {
        let morning = try await SampleMorning.shared.value
        let state = morning.state(at: moment)
        // The lane with most to see: a vehicle at the arch and the longest queue.
        let busy = state.lanes.filter { state.vehicleAtArch($0.lane.id) != nil }
            .max { ($0.queue.count, $1.lane.id.number) < ($1.queue.count, $0.lane.id.number) }
        let lane = busy?.lane.id ?? HandMade.lane(3)
        func scene(_ name: String, _ keys: [Key] = []) -> Scene {
            Scene(
                name: name, state: state, now: moment + .seconds(7), keys: keys,
                prepare: { view, _ in view.lane = lane })
        }
        var replay = scene("replay")
        replay.mode = Self.replay(morning.events, at: moment)
        var replayBoard = scene("replay-board", [.function(5)])
        replayBoard.mode = replay.mode
        var readOnly = scene("read-only", [.function(6)])
        readOnly.mode = .readOnly
        var trouble = scene("journal-trouble", [.function(5)])
        trouble.station.journalTrouble = "database or disk is full"
        trouble.station.rejected = 1_234
        trouble.station.unknownLines = 7
        return [
            scene("lane"), scene("queue", [.function(2)]), scene("board", [.function(5)]),
            scene("alarms", [.function(6)]), scene("dossier", [.function(2), .down, .down, .enter]),
            scene("help", [.character("?")]), scene("palette", [.function(2), .character(":")]),
            scene("reasons", [.character("h")]), scene("times", [.function(8)]), scene("mirror", [.control("g")]),
            scene("confirm", [.character("q"), .character("3")]),
            scene("plate-input", [.character("c")]),
            scene("filter", [.function(2), .character("/"), .character("x"), .character("a"), .character("n")]),
            scene("sorted", [.function(2), .character("s"), .character("v"), .character("d")]),
            replay, replayBoard, readOnly, trouble,
        ]
    }

    /// What a simulated day may lack.
    static func handMade() -> [Scene] {
        func scene(_ name: String, _ gate: HandMade, _ keys: [Key] = []) -> Scene {
            Scene(name: name, state: gate.state, now: gate.now + .minutes(3), keys: keys)
        }
        var held = HandMade()
        let first = held.declare("桂FA8231") { $0.trailer = "桂FB823挂" }
        held.control(first)
        held.channel(first, .red)
        held.decide(first, .borderGuard, .hold, .documentInvalid)
        held.move(first, .held, reason: .documentInvalid)
        let gone = held.declare("29LD01234")
        held.control(gone)
        held.move(gone, .seized, reason: .suspiciousImage)

        var gamma = HandMade()
        let hot = gamma.declare("12C12345") { $0.container = "CBHU1234561" }
        gamma.control(hot)
        gamma.portal(hot, gamma: true, neutron: true)
        gamma.alarm(.gamma, visit: hot, detail: "2480/254")
        gamma.alarm(.neutron, visit: hot, detail: "9")
        for number in 1...12 { gamma.alarm(.deviceSilent, lane: Int64(number % 9) + 1, detail: "no data 3 min") }

        var stranger = HandMade()
        stranger.unknownPlate("HSD4671")
        let waiting = stranger.declare("15H56789") { $0.hasManifest = false }
        stranger.move(waiting, .atYard, .inQueue)

        var proposed = HandMade()
        let own = [proposed.declare("29C12345"), proposed.declare("29C12845"), proposed.declare("桂F12345")]
        for visit in own { proposed.move(visit, .atYard, .inQueue) }
        proposed.unknownPlate("29C1B45", ranked: Self.proposals(own))

        var long = HandMade()
        let name = String(repeating: "Nguyễn Phúc Ưng Thị Hoàng Yến ", count: 8)
        for (tractor, trailer) in [("粤ZK823港", "ກຂ1234"), ("ບຄ5678", ""), ("桂AD12345", "桂B1234挂")] {
            let visit = long.declare(tractor) {
                $0.trailer = trailer
                $0.driver = name
                $0.company = name
                $0.goods = "thanh long tươi 火龙果 ໝາກມັງກອນ " + name
                $0.hasManifest = false
            }
            long.control(visit)
        }
        long.decide(HandMade.visit(3), .board, .pass)

        return [
            scene("held", held), scene("held-queue", held, [.function(2)]),
            scene("gamma", gamma), scene("gamma-alarms", gamma, [.function(6)]),
            scene("gamma-dossier", gamma, [.enter]),
            scene("unknown-plate", stranger), scene("unknown-board", stranger, [.function(5)]),
            scene("identify", stranger, [.character("c")]), scene("proposals", proposed),
            scene("proposals-menu", proposed, [.character("c")]), scene("long-names", long),
            scene("long-dossier", long, [.enter]), scene("long-queue", long, [.function(2)]),
            scene("empty-gate", HandMade()), scene("empty-queue", HandMade(), [.function(2)]),
            scene("nothing-recorded", HandMade(plan: GatePlan())), barriers(),
        ] + overweight() + documents() + risk() + corrections() + shifts() + devices() + JointScenes.all()
    }

    /// What a matcher may say of 29C1B45, dearest last.
    static func proposals(_ visits: [VisitID]) -> [MatchProposal] {
        let edits = [
            [ReadEdit(place: 4, declared: "2", read: ""), ReadEdit(place: 5, declared: "3", read: "B")],
            [ReadEdit(place: 4, declared: "2", read: ""), ReadEdit(place: 5, declared: "8", read: "B")],
            [ReadEdit(place: 0, declared: "桂", read: ""), ReadEdit(place: 2, declared: "", read: "9")],
        ]
        let plates = ["29C12345", "29C12845", "桂F12345"]
        return zip(zip(visits, plates), zip(edits, [740, 262, 5] as [Int32])).map {
            MatchProposal(visit: $0.0, identifier: $0.1, risk: $1.1, edits: $1.0)
        }
    }

    /// A combination too heavy as a whole and on an axle, and one within the tolerance.
    private static func overweight() -> [Scene] {
        var law = WeightLaw()
        law.from = 20_151_201
        law.source = "Thông tư 46/2015/TT-BGTVT"
        law.article = "Điều 16, 17"
        law.axleKilograms = 10_000
        law.combination = [0, 26_000, 34_000, 42_000, 48_000]
        var plan = SampleGate.plan()
        plan.weightLaws = [law]
        func scene(_ name: String, _ axles: [Int32], isOver: Bool, _ keys: [Key] = []) -> Scene {
            var gate = HandMade(plan: plan)
            let kilograms = axles.reduce(0, +)
            let visit = gate.declare("29H65432") {
                $0.trailer = "29R01234"
                $0.grossKilograms = isOver ? 33_000 : kilograms - 160
            }
            gate.control(visit)
            gate.add(
                .weighed(
                    gate.seen(visit, WeightReading(kilograms: kilograms, isStable: true, at: gate.now, axles: axles))))
            if isOver {
                let detail = "\(kilograms) > 34000 kg, #3 11400 > 10000 kg · \(law.source)"
                gate.alarm(.overweight, visit: visit, detail: detail)
                var trouble = TroubleChanged()
                trouble.visit = visit
                trouble.stage = .identified
                trouble.reason = .overweight
                gate.add(.troubleRaised(trouble))
            }
            return Scene(name: name, state: gate.state, now: gate.now + .minutes(1), keys: keys)
        }
        let heavy: [Int32] = [6_300, 10_100, 11_400, 10_060]
        return [
            scene("overweight", heavy, isOver: true), scene("overweight-dossier", heavy, isOver: true, [.enter]),
            scene("overweight-alarms", heavy, isOver: true, [.function(6)]),
            scene("nearly-overweight", [6_300, 9_300, 9_400, 9_200], isOver: false),
        ]
    }

    /// A barrier that does not answer, beside one that stands open.
    private static func barriers() -> Scene {
        var gate = HandMade()
        let leaving = gate.declare("29H11111")
        gate.control(leaving)
        for agency in [Agency.borderGuard, .board, .customs] { gate.decide(leaving, agency, .pass) }
        gate.move(leaving, .released, .atBarrierOut)
        gate.barrier(.entry, .open)
        gate.barrier(.exit, .closed)
        gate.order(.exit, for: leaving, .timedOut)
        return Scene(name: "barriers", state: gate.state, now: gate.now + .seconds(9), keys: [.character("w")])
    }

    /// The devices of a gate where one is dead, one lies about the time, and one speaks.
    private static func devices() -> [Scene] {
        var gate = HandMade()
        gate.condition("lane/1/portal", .silent, .silent(seconds: 720))
        gate.condition("lane/2/front", .faulty, .clockAhead(seconds: 95))
        gate.condition("lane/1/scale", .working, nil)
        gate.condition("lane/1/front", .working, nil)
        gate.alarm(.deviceSilent, device: "lane/1/portal", detail: DeviceReason.silent(seconds: 720).text)
        let now = gate.now + .seconds(30)
        var board = DeviceBoard()
        board.figures = gate.state.plan.devices.map { device in
            var figures = DeviceFigures()
            switch device.source {
            case "/gate/huu-nghi/lane/1/portal":
                figures.messages = 41_873
                figures.lastSeenAt = now - .minutes(12)
                figures.missing = 7
                figures.link = LinkFigures(
                    address: "tcp-client 10.1.1.20:4001", phase: .waiting, number: 16,
                    problem: .init(code: "nobodyListens", arguments: []), dropped: 0)
                figures.errors = 3
                figures.lastFault = .init(
                    code: "malformed", field: "GS", byte: 18, raw: Array("GS,000254,00x0261,000249".utf8))
            case "/gate/huu-nghi/lane/2/front":
                figures.messages = 5_120
                figures.perMinute = 300_000
                figures.lastSeenAt = now
                figures.clockErrorMilliseconds = -95_400
                figures.duplicates = 12
                figures.late = 4
                figures.restarts = 1
                figures.link = LinkFigures(
                    address: "http 0.0.0.0:8080", phase: .listening, number: 3, problem: nil, dropped: 288_004)
            case "/gate/huu-nghi/lane/1/scale":
                figures.messages = 12
                figures.perMinute = 7
                figures.lastSeenAt = now - .seconds(2)
            case "/gate/huu-nghi/lane/1/rear":
                // It works as far as anybody knows, but its link is down.
                figures.link = LinkFigures(
                    address: "tcp-client 10.1.1.22:9000", phase: .waiting, number: 2, problem: nil, dropped: 0)
            default: break
            }
            return figures
        }
        func line(_ text: String, _ second: Int64, _ verdict: RawLine.Verdict = .good) -> RawLine {
            let bytes = Array(text.utf8)
            return RawLine(
                at: now - .seconds(40 - second), sequence: UInt64(second), bytes: bytes, size: bytes.count,
                verdict: verdict)
        }
        board.lines = [
            line("GB,000254,000261,000249,000250", 0), line("NB,000002,000001,000003,000002", 5),
            line("GS,000254,00x0261,000249", 10, .fault(code: "malformed", field: "GS")),
            line("GB,000255,000260,000250,000251", 15, .duplicate), line("\u{02}2,0 012450000000\r", 20, .late),
            line(String(repeating: "{\"plate\":\"桂FA8231\",\"confidence\":96.4},", count: 9), 25),
        ]
        var held = board
        held.missed = 1_204
        func scene(_ name: String, _ keys: [Key], _ devices: DeviceBoard) -> Scene {
            Scene(name: name, state: gate.state, now: now, keys: [.function(9)] + keys, devices: devices)
        }
        return [
            scene("devices", [], board), scene("devices-troubled", [.character("d"), .down], board),
            scene("devices-raw", [.enter], board), scene("devices-held", [.character("p")], held),
            scene("devices-filter", [.character("f"), .character("G"), .character("B")], board),
        ]
    }
}
