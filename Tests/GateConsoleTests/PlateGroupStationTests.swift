import ConsoleSupport
import GateDevices
import GateJournal
import GateModel
import GateSimulation
import Testing

@testable import GateConsole

/// Cameras speak of one vehicle many times: frames, one better than the other, and a group when it has gone. For the gate
/// that is one vehicle.
@Suite("Plate groups at the station") struct PlateGroupStationTests {
    private static let lane = "lane/1/"

    private static func declaration(_ number: String, _ tractor: String, _ trailer: String) -> Declaration {
        var declaration = Declaration()
        declaration.number = number
        declaration.tractor = tractor
        declaration.trailer = trailer
        declaration.hasManifest = true
        return declaration
    }

    /// Messages of lane 1, a source's numbers counted by itself.
    private struct Script {
        var messages: [DeviceMessage] = []
        var time = SampleCapture.time(9)
        private var numbers: [String: UInt64] = [:]

        mutating func say(_ path: String, _ type: String, _ text: String, after milliseconds: Int64 = 400) {
            time = time + .milliseconds(milliseconds)
            numbers[path, default: 0] += 1
            messages.append(.make(path, type, text, number: numbers[path] ?? 1, at: time))
        }

        mutating func declare(_ declaration: Declaration) {
            time = time + .seconds(1)
            numbers["manifest", default: 0] += 1
            messages.append(.manifest(declaration, number: numbers["manifest"] ?? 1, at: time))
        }

        mutating func frame(_ camera: String, _ plate: String, _ uuid: String, _ confidence: Double = 90) {
            say(
                PlateGroupStationTests.lane + camera, MessageType.plateResults,
                #"{"data_type":"alpr_results","epoch_time":\#(time.milliseconds),"uuid":"\#(uuid)","results":[{"plate":"\#(plate)","confidence":\#(confidence)}]}"#
            )
        }

        mutating func group(_ camera: String, _ plate: String, _ uuids: [String], _ confidence: Double = 90) {
            let list = uuids.map { "\"\($0)\"" }.joined(separator: ",")
            say(
                PlateGroupStationTests.lane + camera, MessageType.plateGroup,
                #"{"data_type":"alpr_group","epoch_end":\#(time.milliseconds),"best_uuid":"\#(uuids[0])","uuids":[\#(list)],"best_plate_number":"\#(plate)","best_confidence":\#(confidence)}"#,
                after: 4_000)
        }
    }

    private func play(_ script: Script) async throws -> (state: GateState, events: [Recorded]) {
        let journal = SimulatedJournal(as: testIdentity, seed: 1)
        let bench = try await Bench(journal)
        await bench.play(script.messages)
        let state = await bench.station.state
        #expect(invariants(state).isEmpty)
        return (state, try await journal.readAll())
    }

    private func visit(_ number: Int64, _ state: GateState) throws -> Visit {
        let id = try #require(VisitID(number: number))
        return try #require(state.visit(id))
    }

    private func moves(_ events: [Recorded]) -> [String] {
        events.compactMap { event in
            guard case .visitMoved(let moved) = event.event else { return nil }
            return "\(moved.visit.number) \(moved.to.name)"
        }
    }

    @Test("A vehicle seen by both cameras many times is one vehicle") func oneVehicle() async throws {
        var script = Script()
        script.declare(Self.declaration("300000000010", "12C12345", "12R00001"))
        script.frame("queue", "12C12345", "q1")
        script.group("queue", "12C12345", ["q1"])
        for (index, plate) in ["12C1Z345", "12C12345", "12C12345", "12G12845", "12C12345"].enumerated() {
            script.frame("front", plate, "f\(index)", 80 + Double(index) / 4)
        }
        for (index, plate) in ["12R0000I", "12R00001", "12R00001", "1ZR00OO1"].enumerated() {
            script.frame("rear", plate, "r\(index)", 80)
        }
        // The groups misread it more than any frame did, and come twice.
        for _ in 0..<2 {
            script.group("front", "QQ7", (0..<5).map { "f\($0)" }, 99)
            script.group("rear", "1ZR0", (0..<4).map { "r\($0)" }, 99)
        }
        let (state, events) = try await play(script)
        #expect(moves(events) == ["1 inQueue", "1 inLane", "1 identified"])
        #expect(state.today.arrived == 1 && state.insideCount == 1)
        #expect(state.standingAlarms.isEmpty, "\(state.standingAlarms.map(\.detail))")
        let visit = try visit(1, state)
        #expect(visit.front.text == "12C12345" && visit.rear.text == "12R00001")
    }

    @Test("A group corrects the doubtful read of its own frames") func corrects() async throws {
        var script = Script()
        script.declare(Self.declaration("300000000010", "12C12345", ""))
        script.frame("queue", "12C12345", "q1", 20)
        script.frame("front", "12C1234S", "f1", 80)
        script.frame("front", "12C1234S", "f2", 81)
        script.group("front", "12C12345", ["f2", "f1"], 70)
        let (state, events) = try await play(script)
        #expect(moves(events) == ["1 inQueue", "1 inLane", "1 identified"])
        #expect(state.standingAlarms.isEmpty)
    }

    @Test("A group that names another for certain is for people, and makes no second vehicle") func contradicts()
        async throws
    {
        var script = Script()
        script.declare(Self.declaration("300000000010", "12C12345", ""))
        script.declare(Self.declaration("300000000020", "14C23456", ""))
        for (plate, name) in [("12C12345", "q1"), ("14C23456", "q2")] { script.frame("queue", plate, name) }
        script.frame("front", "12C1234S", "f1", 70)
        script.group("front", "14C23456", ["f1"], 90)
        let (state, events) = try await play(script)
        #expect(moves(events) == ["1 inQueue", "2 inQueue", "1 inLane"])
        #expect(state.standingAlarms.map(\.kind) == [.plateMismatch])
    }

    @Test("The groups of one vehicle are not taken for the next") func next() async throws {
        var script = Script()
        script.declare(Self.declaration("300000000010", "12C12345", "12R00001"))
        script.declare(Self.declaration("300000000020", "14C23456", "14R00002"))
        for (plate, name) in [("12C12345", "q1"), ("14C23456", "q2")] { script.frame("queue", plate, name) }
        script.frame("front", "12C12345", "f1", 95)
        script.frame("rear", "12R00O0I", "r1", 60)
        script.say("lane/1/loop-in", MessageType.loop, #"{"occupied":true}"#)
        let before = script.messages.count
        // The first one's groups, when the second stands at the barrier: one misread, one read as what it is.
        script.group("front", "12G1Z845", ["f1"], 99)
        script.group("rear", "12R00001", ["r1"], 99)
        script.frame("front", "14C23456", "g1", 95)
        script.frame("rear", "14R00002", "s1", 95)
        #expect(script.messages.count == before + 4)
        let (state, events) = try await play(script)
        #expect(state.standingAlarms.isEmpty, "\(state.standingAlarms.map(\.detail))")
        #expect(
            moves(events) == [
                "1 inQueue", "2 inQueue", "1 inLane", "1 identified", "2 atBarrierIn", "2 inLane", "2 identified",
            ])
        let rears = try [1, 2].map { try visit($0, state).rear.text }
        #expect(rears == ["12R00001", "14R00002"])
    }

    @Test("Axis cameras name one vehicle by one number all the while", arguments: [20.0, 99])
    func axis(queued: Double) async throws {
        var script = Script()
        script.declare(Self.declaration("300000000010", "12C12345", ""))
        // What the queue camera read is worse than what comes at the arch, or better, and then stays with the visit.
        script.frame("queue", "12C12345", "q1", queued)
        for (plate, state) in [("12C12345", "new"), ("I2G1Z34S", "update"), ("QQ7", "update"), ("QQ7", "lost")] {
            script.say(
                "lane/1/front", MessageType.axisPlate,
                #"{"plateUTF8":"\#(plate)","plateConfidence":"0.95","carState":"\#(state)","carID":"17","capture_timestamp":"\#(script.time.milliseconds)","camera_info":{"SerialNumber":"ACCC"}}"#
            )
        }
        let (state, events) = try await play(script)
        #expect(moves(events) == ["1 inQueue", "1 inLane", "1 identified"])
        #expect(state.standingAlarms.isEmpty)
    }
}

/// The moment of a read.
@Suite("A camera's own time") struct PlateMomentTests {
    @Test(
        "A time that cannot be true gives way to that of receipt",
        arguments: [
            (-599_000, true), (-601_000, false), (60_000, true), (61_000, false), (Int64.max / 2, false),
            (Int64.min / 2, false),
        ] as [(Int64, Bool)])
    func moment(error: Int64, counts: Bool) {
        let now = SampleCapture.time(9)
        let told = GateTime(milliseconds: now.milliseconds + error)
        let sighting = PlateSighting(text: "12C12345", confidence: 900, deviceTime: told)
        let read = VisitMatcher(state: GateState(), vehicles: OpenVehicles()).match(
            sighting, lane: nil, receivedAt: now
        ).read
        #expect(read.at == (counts ? told : now))
    }
}
