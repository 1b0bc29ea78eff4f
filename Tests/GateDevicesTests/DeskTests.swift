import GateModel
import TestSupport
import Testing

@testable import GateDevices

@Suite("Desk")
struct DeskTests {
    static let front = "/gate/huu-nghi/lane/3/front"
    static let portal = "/gate/huu-nghi/lane/3/portal"
    static let scale = "/gate/huu-nghi/lane/3/scale"
    static let loop = "/gate/huu-nghi/lane/3/loop-in"

    static func plan() -> GatePlan {
        var plan = GatePlan()
        let lane = LaneID(number: 3)
        let devices: [(String, DeviceKind, Int32)] = [
            (front, .frontCamera, 60), (portal, .portal, 30), (scale, .weighbridge, 0), (loop, .loopIn, 0),
        ]
        for (index, device) in devices.enumerated() {
            guard let id = DeviceID(number: Int64(index + 1)) else { continue }
            plan.devices.append(
                Device(id: id, source: device.0, kind: device.1, lane: lane, silentAfterSeconds: device.2))
        }
        return plan
    }

    static let beat = [UInt8](#"{"data_type":"heartbeat"}"#)
    private let first = DeviceID(number: 1)

    private func beat(
        _ sequence: UInt64, at time: Double, boot: UInt32 = 1, device: Double? = nil, data: [UInt8] = DeskTests.beat
    ) -> DeviceMessage {
        message(
            data, type: MessageType.plateHeartbeat, source: Self.front, boot: boot, sequence: sequence,
            device: device, received: time)
    }

    private func conditions(_ reports: [(DeviceID, DeviceReport)]) -> [String] {
        reports.map { "\($0.0.number) \($0.1.condition.name)" }
    }

    /// What is told of a device with the message itself, before anybody asks.
    private func told(_ receipt: Receipt) -> String? {
        receipt.report.map { "\(receipt.device?.number ?? 0) \($0.condition.name)" }
    }

    @Test func messagesAreRoutedBySourceAndType() throws {
        var desk = DeviceDesk(plan: Self.plan())
        let loop = desk.receive(message([UInt8](#"{"occupied":true}"#), type: MessageType.loop, source: Self.loop))
        #expect(loop.device == DeviceID(number: 4))
        #expect(loop.signals == [.loop(true)])
        #expect(desk.receive(beat(1, at: 0)).signals == [.heartbeat])
        let weight = desk.receive(
            message(ScaleTests.frame("012450"), type: MessageType.scaleContinuous, source: Self.scale, received: 4))
        #expect(weight.signals == [.weight(WeightReading(kilograms: 12_450, isStable: true, at: .at(4)))])
        let background = desk.receive(
            message([UInt8]("GB,000380,000380,000400,000340\r\n"), type: MessageType.portal, source: Self.portal))
        #expect(background.signals == [.portalBackground(gamma: 1500, neutron: 0)])
    }

    /// Where an arm was is no news after where it is: an old "closed" would let the other barrier open.
    @Test func anOldStateSaysNothing() {
        var desk = DeviceDesk(plan: Self.plan())
        func loop(_ sequence: UInt64, _ text: String) -> Receipt {
            desk.receive(message([UInt8](text.utf8), type: MessageType.loop, source: Self.loop, sequence: sequence))
        }
        #expect(loop(1, #"{"occupied":false}"#).signals == [.loop(false)])
        #expect(loop(3, #"{"occupied":true}"#).signals == [.loop(true)])
        let late = loop(2, #"{"occupied":false}"#)
        #expect(late.isLate && late.signals.isEmpty && late.faults.isEmpty)
        #expect(DeviceID(number: 4).flatMap { desk.health($0) }?.late == 1)
        #expect(loop(4, #"{"occupied":false}"#).signals == [.loop(false)])
    }

    /// Nobody declares, answers for customs or gives marks but the feed or the pad whose word it is.
    @Test(
        "said by whom it is not entrusted to",
        arguments: [
            (MessageType.manifest, DeviceKind.neighbourFeed), (MessageType.manifest, .frontCamera),
            (MessageType.customsResponse, .ratingPad), (MessageType.neighbour, .ratingPad),
            (MessageType.neighbourPace, .manifestFeed), (MessageType.ratings, .neighbourFeed),
            (MessageType.act, .frontCamera), (MessageType.act, .manifestFeed),
        ])
    func notEntrusted(type: String, kind: DeviceKind) throws {
        var plan = GatePlan()
        let id = try #require(DeviceID(number: 1))
        plan.devices = [Device(id: id, source: "/gate/one", kind: kind, lane: nil, silentAfterSeconds: 0)]
        var desk = DeviceDesk(plan: plan)
        let receipt = desk.receive(message([0x7B, 0x7D], type: type, source: "/gate/one"))
        #expect(receipt.faults.map(\.code) == [.notEntrusted] && receipt.signals.isEmpty)
        #expect(receipt.faults.first?.raw == [0x7B, 0x7D] && desk.health(id)?.decodeErrors == 1)
    }

    @Test func theUnknownIsCountedAndNeverFatal() {
        var desk = DeviceDesk(plan: Self.plan())
        for number in 0..<200 {
            let receipt = desk.receive(message([1], type: "t", source: "/nobody/\(number)"))
            #expect(receipt.device == nil)
            #expect(receipt.faults.map(\.code) == [.unknownSource])
        }
        #expect(desk.unknownSources.count == DeviceDesk.unknownLimit + 1)
        #expect(desk.unknownSources["…"] == 136)
        let receipt = desk.receive(message([1, 2], type: "com.kapsch.lpr", source: Self.front))
        #expect(receipt.faults.map(\.code) == [.unknownType])
        #expect(receipt.faults.first?.raw == [1, 2])
        #expect(desk.unknownTypes == ["com.kapsch.lpr": 1])
        #expect(desk.messagesByType.isEmpty)
        // It is no fault of the device's.
        #expect(first.flatMap { desk.health($0)?.decodeErrors } == 0)
        #expect(told(receipt) == "1 working")
        #expect(desk.condition(at: .at(1)).isEmpty)
    }

    @Test(
        arguments: [
            // An absurd number alone changes nothing for those after it.
            ([1, 2, 1 << 60, 3, 4, 3], "new new stray new new duplicate"),
            ([1, 2, .max, .max, 3, .max], "new new stray duplicate new duplicate"),
            ([1, 1 << 40, 2, 1 << 40 + 1, 3], "new stray new stray new"),
            // A source that really went on far away without us.
            ([1, 20_000, 20_002, 20_001, 20_000, 100], "new stray new+19999 late duplicate tooLate"),
            ([1, 10_001, 10_002], "new new+9999 new"),
            // Restarted in silence after one message.
            ([100, 1, 2, 3], "new restart new new"),
            // The very first number was the absurd one.
            ([1 << 60, 700, 701, 700, 702], "new stray new duplicate new"),
            ([700, 700, 100, 101, 700], "new duplicate stray new duplicate"),
        ] as [([UInt64], String)])
    func absurdNumbers(sequences: [UInt64], verdicts: String) {
        var window = SequenceWindow()
        let heard = sequences.map { sequence in
            switch window.receive(boot: 1, sequence: sequence) {
            case .new(let missing): missing == 0 ? "new" : "new+\(missing)"
            case .stray: "stray"
            case .late: "late"
            case .duplicate: "duplicate"
            case .tooLate: "tooLate"
            case .restart: "restart"
            }
        }
        #expect(heard.joined(separator: " ") == verdicts)
    }

    @Test func aGroupComesWithWhatWasHeardOfItsFrames() throws {
        var desk = DeviceDesk(plan: Self.plan())
        var number: UInt64 = 0
        func send(_ text: String, type: String = MessageType.plateResults) -> PlateSighting? {
            number += 1
            let receipt = desk.receive(message([UInt8](text), type: type, source: Self.front, sequence: number))
            guard case .plate(let sighting)? = receipt.signals.first else { return nil }
            return sighting
        }
        for frame in 0..<2 * FrameMemory.limit {
            let one = send(#"{"data_type":"alpr_results","uuid":"u\#(frame)","results":[{"plate":"P\#(frame)"}]}"#)
            #expect(one?.heard == [])
        }
        _ = send(#"{"data_type":"alpr_results","results":[{"plate":"NOBODY"}]}"#)
        let group =
            #"{"data_type":"alpr_group","best_plate_number":"Q","best_uuid":"u29","uuids":["u1","u28","u29","u30","",null]}"#
        #expect(send(group)?.heard.map { $0.map(\.text) } == [["P30"], ["P29"], ["P28"]])
        #expect(send(#"{"data_type":"alpr_group","best_plate_number":"Q"}"#)?.heard == [])
        // A camera that names its vehicles is told from the reads before, and what they were told from is not kept.
        let axis = #"{"plateUTF8":"A1","carID":"7","camera_info":{"SerialNumber":"S"}}"#
        #expect(send(axis, type: MessageType.axisPlate)?.heard == [])
        _ = send(axis.replacing("A1", with: "A2"), type: MessageType.axisPlate)
        let last = send(axis.replacing("A1", with: "A3"), type: MessageType.axisPlate)
        #expect(last?.heard.joined().allSatisfy { $0.heard.isEmpty } == true)
        #expect(last?.heard.map { $0.map(\.text) } == [["A2"], ["A1"]])
    }

    @Test func repeatedMessagesSayNothing() throws {
        let first = try #require(first)
        var desk = DeviceDesk(plan: Self.plan())
        for number in [1, 2, 2, 3, 3, 3, 5, 4, 4, 9] as [UInt64] {
            let receipt = desk.receive(beat(number, at: Double(number)))
            #expect(receipt.signals.isEmpty == receipt.isDuplicate)
        }
        let health = try #require(desk.health(first))
        #expect(health.messages == 10)
        #expect(health.duplicates == 4)
        #expect(health.late == 1)
        #expect(health.missing == 3)
        #expect(health.bornAt == .at(1) && health.lastSeenAt == .at(9))
        #expect(
            health.recent.count == 4 && health.recent.last?.data == Array(Self.beat)
                && health.recent.last?.sequence == 9)
    }

    @Test func restarts() throws {
        let first = try #require(first)
        var desk = DeviceDesk(plan: Self.plan())
        _ = desk.receive(beat(500, at: 0, boot: 1))
        #expect(desk.receive(beat(1, at: 1, boot: 2)).signals == [.heartbeat])
        #expect(desk.receive(beat(500, at: 2, boot: 1)).isDuplicate)
        #expect(desk.receive(beat(499, at: 2, boot: 1)).isLate)
        for number in 2...400 as ClosedRange<UInt64> { _ = desk.receive(beat(number, at: 3, boot: 2)) }
        let old = desk.receive(beat(300, at: 4, boot: 2))
        #expect(old.signals.isEmpty && old.isLate && old.faults.map(\.code) == [.tooLate])
        // Begins anew without saying so.
        #expect(desk.receive(beat(1, at: 5, boot: 2)).signals == [.heartbeat])
        #expect(desk.receive(beat(2, at: 6, boot: 2)).signals == [.heartbeat])
        #expect(desk.health(first)?.restarts == 2)
    }

    @Test("the window agrees with a set of everything seen") func windowAgainstOracle() {
        var random = SeededRandom(seed: 99)
        var window = SequenceWindow()
        var seen: Set<UInt64> = []
        // Two that agree, so that the window is believed.
        var highest: UInt64 = 1_001
        for sequence in [highest - 1, highest] {
            _ = window.receive(boot: 1, sequence: sequence)
            seen.insert(sequence)
        }
        for _ in 0..<20_000 {
            let sequence = highest + UInt64(random.below(6)) - UInt64(random.below(80))
            switch window.receive(boot: 1, sequence: sequence) {
            case .new(let missing):
                #expect(sequence > highest && missing == sequence - highest - 1)
            case .duplicate: #expect(seen.contains(sequence))
            case .late: #expect(!seen.contains(sequence) && highest - sequence < 64)
            case .tooLate: #expect(highest - sequence >= 64)
            case .restart, .stray: Issue.record("neither a restart nor a far step happened")
            }
            seen.insert(sequence)
            highest = max(highest, sequence)
        }
    }

    @Test func silenceAndReturn() {
        var desk = DeviceDesk(plan: Self.plan())
        #expect(desk.condition(at: .at(0)).isEmpty)
        #expect(told(desk.receive(beat(1, at: 1))) == "1 working")
        #expect(told(desk.receive(beat(1, at: 1))) == nil)
        #expect(desk.condition(at: .at(3)).isEmpty)
        // The portal was never heard; it may be silent for 30 s.
        #expect(conditions(desk.condition(at: .at(31))) == ["2 silent"])
        #expect(desk.condition(at: .at(61)).isEmpty)
        let silent = desk.condition(at: .at(61.5))
        #expect(conditions(silent) == ["1 silent"])
        #expect(silent.first?.1.detail == "silent 60")
        #expect(told(desk.receive(beat(2, at: 100))) == "1 working")
        #expect(desk.condition(at: .at(100)).isEmpty)
        // Coming and going is not reported again and again.
        var reports: [String] = []
        for round in 0..<10 {
            let time = 200 + Double(round) * 70
            reports += [told(desk.receive(beat(UInt64(round + 3), at: time)))].compactMap(\.self)
            reports += conditions(desk.condition(at: .at(time + 1)))
            reports += conditions(desk.condition(at: .at(time + 69)))
        }
        #expect(reports == ["1 silent"])
        let returns = (0..<100).compactMap { second in
            told(desk.receive(beat(UInt64(100 + second), at: 900 + Double(second)))).map { "\(second) \($0)" }
        }
        #expect(returns == ["60 1 working"])
    }

    @Test func whatLinksRefuseIsSeenAndMakesFaulty() {
        var desk = DeviceDesk(plan: Self.plan())
        let bytes = [UInt8](#"{"spec1"#.utf8)
        var told: [String] = []
        for second in 0..<4 {
            let receipt = desk.receive(
                message(
                    bytes, type: MessageType.refused, source: Self.front, boot: 3, sequence: 0,
                    received: Double(second)))
            #expect(receipt.faults.map(\.raw) == [bytes] && receipt.signals.isEmpty)
            told += [self.told(receipt)].compactMap(\.self)
        }
        told += conditions(desk.condition(at: .at(30)))
        #expect(told == ["1 working", "1 faulty"])
        let health = first.flatMap { desk.health($0) }
        #expect(health?.messages == 4 && health?.lastFault?.raw == bytes)
        #expect(health?.decodeErrors == 0, "they are counted at the link")
    }

    @Test func whoWasNeverHeardIsToldWithItsFirstWord() {
        var desk = DeviceDesk(plan: Self.plan())
        #expect(desk.condition(at: .at(0)).isEmpty)
        #expect(conditions(desk.condition(at: .at(61))) == ["1 silent", "2 silent"])
        #expect(told(desk.receive(beat(1, at: 62))) == "1 working")
        // A repeat ends a silence as well, but is left to the clock: its number may be recorded already.
        #expect(conditions(desk.condition(at: .at(900))) == ["1 silent"])
        #expect(told(desk.receive(beat(1, at: 901))) == nil)
        #expect(conditions(desk.condition(at: .at(902))) == ["1 working"])
    }

    @Test func decodeErrorsMakeFaultyAndHealSlowly() {
        var desk = DeviceDesk(plan: Self.plan())
        let bad = [UInt8]("{\"data_type\":")
        _ = desk.receive(beat(1, at: 0))
        #expect(desk.receive(beat(2, at: 1, data: bad)).faults.map(\.code) == [.truncated])
        _ = desk.receive(beat(3, at: 2, data: bad))
        #expect(desk.condition(at: .at(3)).isEmpty)
        _ = desk.receive(beat(4, at: 4, data: bad))
        let reports = desk.condition(at: .at(5))
        #expect(conditions(reports) == ["1 faulty"])
        #expect(reports.first?.1.rejected == 3)
        // A stutter: one bad message among good ones every 20 s keeps it faulty, without flapping.
        var number: UInt64 = 5
        var changes: [String] = []
        for second in 6..<300 {
            _ = desk.receive(beat(number, at: Double(second), data: second % 20 == 0 && second < 200 ? bad : Self.beat))
            number += 1
            changes += conditions(desk.condition(at: .at(Double(second)))).filter { $0.hasPrefix("1") }
            if second == 239 { #expect(changes.isEmpty) }
        }
        #expect(changes == ["1 working"])
    }

    @Test func aLyingClockIsNoticed() throws {
        let first = try #require(first)
        var desk = DeviceDesk(plan: Self.plan())
        #expect(told(desk.receive(beat(1, at: 0, device: -59))) == "1 working")
        _ = desk.receive(beat(2, at: 10, device: 90))
        let reports = desk.condition(at: .at(11))
        #expect(conditions(reports) == ["1 faulty"])
        #expect(reports.first?.1.detail == "clockAhead 80")
        #expect(reports.first?.1.clockErrorMilliseconds == 80_000)
        #expect(desk.health(first)?.clockErrorMilliseconds == -80_000)
        // Rare messages with the wrong time leave it faulty; a right one and a minute's rest mend it.
        _ = desk.receive(beat(3, at: 65, device: 165))
        #expect(!conditions(desk.condition(at: .at(124))).contains { $0.hasPrefix("1") })
        _ = desk.receive(beat(4, at: 124, device: 124))
        #expect(conditions(desk.condition(at: .at(125.5))).contains("1 working"))
        var extreme = beat(5, at: 126)
        extreme.deviceTime = GateTime(milliseconds: .min)
        _ = desk.receive(extreme)
        #expect(conditions(desk.condition(at: .at(127))) == ["1 faulty"])
    }

    @Test("A cabinet that was open for a moment is told of, in whatever messages it says so", arguments: [false, true])
    func shortTamper(isOneMessage: Bool) {
        var desk = DeviceDesk(plan: Self.plan())
        var number: UInt64 = 0
        func send(_ text: String, _ time: Double) -> Receipt {
            number += 1
            return desk.receive(
                message([UInt8](text), type: MessageType.portal, source: Self.portal, sequence: number, received: time))
        }
        #expect(told(send("GB,000380,000380,000400,000340\r\n", 0)) == "2 working")
        #expect(conditions(desk.condition(at: .at(1))).allSatisfy { !$0.hasPrefix("2") })
        if isOneMessage {
            #expect(told(send("TT\r\nTC\r\n", 2)) == "2 tampered")
        } else {
            #expect(told(send("TT\r\n", 2)) == "2 tampered")
            _ = send("TC\r\n", 4)
        }
        #expect(conditions(desk.condition(at: .at(30))).filter { $0.hasPrefix("2") } == ["2 working"])
        #expect(conditions(desk.condition(at: .at(31))).filter { $0.hasPrefix("2") } == [])
    }

    @Test func portalHealth() {
        var desk = DeviceDesk(plan: Self.plan())
        var number: UInt64 = 0
        func send(_ text: String, _ time: Double) -> Receipt {
            number += 1
            return desk.receive(
                message([UInt8](text), type: MessageType.portal, source: Self.portal, sequence: number, received: time))
        }
        let opened = send("TT\r\n", 0)
        #expect(opened.signals == [.tamper(true)] && told(opened) == "2 tampered")
        #expect(send("TC\r\n", 2).signals == [.tamper(false)])
        #expect(conditions(desk.condition(at: .at(3))) == ["2 working"])
        #expect(send("GL,000001,000001,000001,000001\r\n", 5).signals == [.portalFault(.gammaLow)])
        #expect(send("GL,000001,000001,000001,000001\r\n", 10).signals.isEmpty)
        #expect(conditions(desk.condition(at: .at(11))) == ["2 faulty"])
        for time in stride(from: 15.0, to: 72, by: 5) { _ = send("GB,000380,000380,000400,000340\r\nZZ,1\r\n", time) }
        // The camera, which was never heard, has become silent meanwhile.
        let reports = desk.condition(at: .at(72)).filter { $0.0.number == 2 }
        #expect(conditions(reports) == ["2 working"])
        #expect(reports.first?.1.unknownLines == 12)
        #expect(DeviceID(number: 2).flatMap { desk.health($0)?.lastUnknownLine } == [UInt8]("ZZ,1\r"))
        let refused = send("GB,Aa1,000380,000400,000340\r\n", 75)
        #expect(refused.faults.map(\.code) == [.unsupportedDialect])
        #expect(conditions(desk.condition(at: .at(76))) == ["2 faulty"])
    }

    @Test func aPortalThatDiedGivesUpItsAlarm() throws {
        var desk = DeviceDesk(plan: Self.plan())
        _ = desk.receive(
            message([UInt8]("NS,1,0,0,0\r\nGA,170,70,70,70\r\n"), type: MessageType.portal, source: Self.portal))
        #expect(desk.expire(at: .at(119)).isEmpty)
        let receipts = desk.expire(at: .at(121))
        try #require(receipts.count == 1)
        #expect(receipts[0].device == DeviceID(number: 2))
        #expect(receipts[0].faults.map(\.code) == [.occupancyNeverEnded])
        guard case .occupancy(let one)? = receipts[0].signals.first else {
            Issue.record("the alarm is lost")
            return
        }
        #expect(one.gammaAlarm)
        #expect(desk.expire(at: .at(130)).isEmpty)
        let report = try #require(desk.condition(at: .at(130)).first { $0.0 == DeviceID(number: 2) }?.1)
        #expect(report.condition == .silent, "silence stands above faults")
        let back = desk.receive(
            message([UInt8]("TC\r\n"), type: MessageType.portal, source: Self.portal, sequence: 2, received: 131))
        let next = try #require(back.report)
        #expect(next.condition == .faulty && next.detail == DeviceReason.occupancyNeverEnded.text)
    }

    @Test func lateBytesOfAStreamAreNotPutInTheWrongPlace() {
        var desk = DeviceDesk(plan: Self.plan())
        func send(_ text: String, _ number: UInt64) -> Receipt {
            desk.receive(
                message([UInt8](text), type: MessageType.portal, source: Self.portal, sequence: number, received: 1))
        }
        _ = send("NS,1,0,0,0\r\n", 1)
        _ = send("GS,70,70,70,70\r\n", 3)
        #expect(send("A,70,70,70,70\r\n", 2).faults.isEmpty)
        _ = send("GS,70,70,70,70\r\n", 5)
        // Neither does an old background end what has begun since.
        _ = send("GA,90,70,70,70\r\nGB,380,380,400,340\r\n", 4)
        guard case .occupancy(let one)? = send("GX,7,0,0,0\r\n", 6).signals.first else {
            Issue.record("no occupancy")
            return
        }
        #expect(one.gammaAlarm && one.gammaPeak == 300)
        _ = send("NC,1,2\r\n", 8)
        #expect(send("NA,9,0,0,0\r\nGS,70,70,70,70\r\n", 7).faults.map(\.code) == [.tooLate])
        let plain = send("GB,380,380,400,340\r\n", 9)
        #expect(plain.faults.isEmpty && plain.signals.count == 1)
    }

    @Test func theRateIsOfTheLastMinute() throws {
        let first = try #require(first)
        var desk = DeviceDesk(plan: Self.plan())
        for second in 0..<90 { _ = desk.receive(beat(UInt64(second + 1), at: Double(second))) }
        let health = try #require(desk.health(first))
        #expect(health.messagesPerMinute(at: .at(89)) == 60)
        #expect(health.messagesPerMinute(at: .at(90)) == 50)
        #expect(health.messagesPerMinute(at: .at(139)) == 10)
        #expect(health.messagesPerMinute(at: .at(140)) == 0)
        _ = desk.receive(beat(1_000, at: 600))
        #expect(desk.health(first)?.messagesPerMinute(at: .at(600)) == 1)
    }
}

@Suite("Desk: connections that end") struct BreakingOffTests {
    private static let portal = "/gate/G1/lane/1/portal"

    private func message(_ text: String, _ type: String, _ source: String, _ number: UInt64) -> DeviceMessage {
        DeviceMessage(
            source: source, type: type, boot: 1, sequence: number, deviceTime: nil,
            receivedTime: GateTime(milliseconds: 1_000 * Int64(number + 1)), data: Array(text.utf8))
    }

    @Test(
        "What was half said when the connection ended is one fault with its bytes, and whole things are none",
        arguments: [
            (MessageType.portal, "GS,000254,000261,000249,000250\r\nGS,0002", "GS,0002"),
            (MessageType.portal, "GS,000254,000261,000249,000250\r\n", nil),
            (MessageType.scaleLine, "ST,GS,+0012450kg\r\nST,GS,+00", "ST,GS,+00"),
            (MessageType.scaleLine, "ST,GS,+0012450kg\r\n", nil),
            (MessageType.scaleContinuous, "\u{2}4\u{30}  12450     0\r\u{2}4\u{30}  1", "\u{2}4\u{30}  1"),
            (MessageType.scaleContinuous, "\u{2}4\u{30}  12450     0\r", nil),
            (MessageType.scaleFrame, "\u{2}+01245001E\u{3}\u{2}+012", "\u{2}+012"),
        ])
    func halves(type: String, text: String, rest: String?) throws {
        let id = try #require(DeviceID(number: 1))
        var plan = GatePlan()
        plan.devices = [Device(id: id, source: Self.portal, kind: .portal, lane: nil, silentAfterSeconds: 60)]
        var desk = DeviceDesk(plan: plan)
        _ = desk.receive(message(text, type, Self.portal, 1))
        let errors = desk.health(id)?.decodeErrors ?? 0
        let messages = desk.health(id)?.messages
        let receipt = desk.receive(message("", MessageType.cut, Self.portal, 0))
        #expect(receipt.faults.map(\.code) == (rest == nil ? [] : [.truncated]))
        #expect(receipt.faults.first.map { String(decoding: $0.raw, as: UTF8.self) } == rest)
        let health = desk.health(id)
        #expect(health?.decodeErrors == errors + (rest == nil ? 0 : 1))
        #expect(health?.messages == messages, "the gate says it, not the device")
        #expect(desk.receive(message("", MessageType.cut, Self.portal, 0)).faults.isEmpty, "it is told once")
    }

    @Test("A capture of a connection that ended, played again, says the same") func played() throws {
        var writer = CaptureWriter()
        for one in [
            message("GB,000254,000261,000249,000250\r\nGB,0002", MessageType.portal, Self.portal, 1),
            message("", MessageType.cut, Self.portal, 0),
            message(
                "54,000261,000249,000250\r\nNB,000003,000000,000002,000000\r\n", MessageType.portal, Self.portal, 2),
        ] { try writer.append(one) }
        var reader = CaptureReader(bytes: writer.bytes)
        let id = try #require(DeviceID(number: 1))
        var plan = GatePlan()
        plan.devices = [Device(id: id, source: Self.portal, kind: .portal, lane: nil, silentAfterSeconds: 60)]
        var desk = DeviceDesk(plan: plan)
        var codes: [[DeviceFault.Code]] = []
        while let item = try reader.next() {
            if case .message(let message) = item { codes.append(desk.receive(message).faults.map(\.code)) }
        }
        // The rest of the line is no line: it is passed over, not glued to what came before.
        #expect(codes == [[], [.truncated], []])
        #expect(desk.health(id)?.decodeErrors == 1)
    }
}
