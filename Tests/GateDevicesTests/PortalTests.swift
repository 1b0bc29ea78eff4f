import GateModel
import TestSupport
import Testing

@testable import GateDevices

@Suite("Portal")
struct PortalTests {
    /// A short occupancy as it comes over the wire, without timestamps.
    private func wire(
        alarmFrom: Int? = nil, neutronAlarm: Bool = false, scans: Int = 60, end: String = "\r\n"
    ) -> String {
        var lines = ["NB,000003,000000,000002,000000", "GB,000380,000380,000400,000340"]
        lines.append("NS,000003,000000,000002,000000")
        for index in 0..<scans {
            let tag = alarmFrom.map { index >= $0 } ?? false ? "GA" : "GS"
            let count = index == 30 ? 200 : 70
            lines.append("\(tag),0000\(count),000070,000070,000060".replacing("0000200", with: "000200"))
            lines.append("AX, -0.0749,  0.1330,  0.1630,  0.5178,  1.0080")
            if index == 20 { lines.append("SP,0.1360,05.013,008.07,000000") }
            if index == 25 { lines.append("SP,0.0001,99.999,160.93,000000") }
            if index == 35 { lines.append("SP,0.1406,04.849,007.80,000000") }
            guard index % 5 == 4 else { continue }
            lines.append("\(neutronAlarm && index == 39 ? "NA" : "NS"),000004,000000,000003,000000")
        }
        lines.append("GX,000017,006683,000000,000000")
        return lines.joined(separator: end) + end
    }

    private func occupancies(_ events: [PortalEvent]) -> [PortalOccupancy] {
        events.compactMap { if case .occupancy(let one) = $0 { one } else { nil } }
    }

    private func codes(_ events: [PortalEvent]) -> [DeviceFault.Code] {
        events.compactMap { if case .rejected(let fault) = $0 { fault.code } else { nil } }
    }

    @Test func anOccupancyOnTheWire() throws {
        for end in ["\r\n", "\n"] {
            var decoder = PortalDecoder()
            let events = decoder.receive([UInt8](wire(end: end)), at: .at(5))
            let one = try #require(occupancies(events).first)
            #expect(one.number == 17)
            #expect(!one.gammaAlarm && !one.neutronAlarm)
            #expect(one.gammaBackground == 300)
            #expect(one.gammaPeak == 400)
            #expect(one.neutronPeak == 7)
            #expect(one.speedTenths == 78)
            #expect(one.durationMilliseconds == 11_000)
            #expect(one.profile.count == 60 && one.profile[30] == 400)
            #expect(one.at == .at(5))
            #expect(events.first == .background(gamma: 1500, neutron: 5))
            #expect(decoder.counts.vendorLines == 60)
            #expect(!decoder.isOccupied)
        }
    }

    @Test func theAlarmIsThePortalsOwn() throws {
        var decoder = PortalDecoder()
        let gamma = try #require(occupancies(decoder.receive([UInt8](wire(alarmFrom: 40)), at: .at(0))).first)
        #expect(gamma.gammaAlarm && !gamma.neutronAlarm)
        let neutron = try #require(occupancies(decoder.receive([UInt8](wire(neutronAlarm: true)), at: .at(60))).first)
        #expect(!neutron.gammaAlarm && neutron.neutronAlarm)
    }

    @Test func aLongProfileKeepsItsPeak() throws {
        var decoder = PortalDecoder()
        let one = try #require(occupancies(decoder.receive([UInt8](wire(scans: 500)), at: .at(0))).first)
        #expect(one.profile.count == 64)
        #expect(one.profile.max() == 400)
    }

    @Test("the cut of the bytes does not matter") func splits() {
        let seed = Fuzz.seed
        var random = SeededRandom(seed: seed)
        let bytes = [UInt8](wire(alarmFrom: 50) + "XX,1\r\nTT\r\nGB,Aa1,1,2,3\r\n" + wire() + "TC\r\nGH,1,2,3,4\r\n")
        var whole = PortalDecoder()
        let expected = whole.receive(bytes, at: .at(0))
        for step in [1, 2, 3, 7, 61] {
            var decoder = PortalDecoder()
            var events: [PortalEvent] = []
            var start = 0
            while start < bytes.count {
                let stop = min(bytes.count, start + step)
                events += decoder.receive(Array(bytes[start..<stop]), at: .at(0))
                start = stop
            }
            #expect(events == expected)
        }
        for _ in 0..<200 {
            var decoder = PortalDecoder()
            var events: [PortalEvent] = []
            var start = 0
            while start < bytes.count {
                let stop = min(bytes.count, start + 1 + random.below(300))
                events += decoder.receive(Array(bytes[start..<stop]), at: .at(0))
                start = stop
            }
            #expect(events == expected, "seed \(seed)")
        }
    }

    @Test func faultsTamperAndUnknownLines() {
        var decoder = PortalDecoder()
        let events = decoder.receive(
            [UInt8](
                "GH,000900,000900,000900,000900\r\nGH,000900,000900,000900,000900\r\nTT\r\n"
                    + "TC,2016-05-31 09:30:00.974 -07\r\nQQ,odd\r\n\r\nSG1,1,2\r\n"),
            at: .at(0))
        #expect(
            events == [
                .fault(.gammaHigh, isNew: true), .fault(.gammaHigh, isNew: false),
                .tamper(true), .tamper(false), .unknown([UInt8]("QQ,odd\r")),
            ])
        #expect(decoder.standingFault == .gammaHigh)
        _ = decoder.receive([UInt8]("GB,000380,000380,000400,000340\r\n"), at: .at(5))
        #expect(decoder.standingFault == nil)
        #expect(decoder.counts.unknownLines == 1)
        #expect(decoder.counts.lines == 7)
    }

    @Test(
        "malformed lines",
        arguments: [
            ("GS,000079,000071\r\n", DeviceFault.Code.malformed), ("GS,000079,000071,000096,00-069\r\n", .malformed),
            ("GS,99999999,0,0,0\r\n", .malformed), ("SP,0.1,x,y,0\r\n", .malformed), ("GX,\r\n", .malformed),
            ("GX,000001,000000,000000,000000\r\n", .truncated),
            ("GB,Aa1,000383,000414,000361\r\n", .unsupportedDialect),
            (String(repeating: "x", count: 600) + "\n", .tooLong),
        ])
    func malformed(line: String, code: DeviceFault.Code) {
        var decoder = PortalDecoder()
        let events = decoder.receive([UInt8](line), at: .at(0))
        #expect(codes(events) == [code])
        #expect(!decoder.isOccupied)
        #expect(occupancies(decoder.receive([UInt8](wire()), at: .at(1))).count == 1)
    }

    @Test func anOccupancyThatNeverEndsIsClosed() {
        var decoder = PortalDecoder()
        _ = decoder.receive([UInt8]("NS,1,0,0,0\r\nGS,70,70,70,70\r\n"), at: .at(0))
        #expect(decoder.expire(at: .at(120)).isEmpty)
        #expect(codes(decoder.expire(at: .at(120.001))) == [.occupancyNeverEnded])
        #expect(!decoder.isOccupied)

        // Its alarm is not lost.
        _ = decoder.receive([UInt8]("NS,1,0,0,0\r\nGA,170,70,70,70\r\n"), at: .at(200))
        let events = decoder.receive([UInt8]("GB,380,380,400,340\r\n"), at: .at(205))
        #expect(codes(events) == [.occupancyNeverEnded])
        #expect(occupancies(events).map(\.gammaAlarm) == [true])

        let flood = String(repeating: "GS,70,70,70,70\r\n", count: PortalDecoder.occupancyLineLimit + 1)
        #expect(codes(decoder.receive([UInt8](flood), at: .at(300))) == [.occupancyNeverEnded])
    }

    @Test func halfALineBeforeAGapIsDropped() {
        var decoder = PortalDecoder()
        _ = decoder.receive([UInt8]("NS,1,0,0,0\r\nGS,70,7"), at: .at(0))
        decoder.noteGap()
        #expect(decoder.receive([UInt8]("0,70\r\nGS,70,70,70,70\r\nGX,5,0,0,0\r\n"), at: .at(1)).count == 1)
        _ = decoder.receive([UInt8]("NS,1,0,0,0\r\nGS,70,7"), at: .at(2))
        decoder.noteGap()
        let events = decoder.receive([UInt8]("GA,70,70,70,70\r\nGX,6,0,0,0\r\n"), at: .at(3))
        #expect(occupancies(events).map(\.gammaAlarm) == [true])
    }

    @Test(
        "timestamps",
        arguments: [
            ("2016-05-31 09:30:00.899 -07", "2016-05-31T16:30:00.899Z"),
            ("2016-05-31 09:30:00 -07", "2016-05-31T16:30:00Z"),
            ("2026-11-23 07:00:00.5 +0530", "2026-11-23T01:30:00.500Z"),
            ("2026-11-23 07:00:00.123456 +07:00", "2026-11-23T00:00:00.123Z"),
        ])
    func stamps(text: String, expected: String) {
        #expect(PortalLine.moment([UInt8](text)[...]) == GateTime(rfc3339: expected))
    }

    @Test(
        "timestamps that are none",
        arguments: ["2016-13-31 09:30:00.899 -07", "2016-05-31 25:30:00.899 -07", "2016-05-31 09:30:00.899", "x", ""])
    func badStamps(text: String) { #expect(PortalLine.moment([UInt8](text)[...]) == nil) }

    @Test(
        "thousandths",
        arguments: [("008.07", 8_070), ("8", 8_000), ("99.9999", 99_999), ("000.5", 500), ("2000000", 2_000_000_000)])
    func thousandths(text: String, expected: Int32) {
        #expect(PortalLine.thousandths([UInt8](text)[...]) == expected)
        for bad in ["", ".", "1.2.3", "-1", "99999999999", "1234567890123"] {
            #expect(PortalLine.thousandths([UInt8](bad)[...]) == nil)
        }
    }

    @Test(
        "real recordings", .enabled(if: Samples.folder != nil, Samples.absent),
        arguments: [("rpm/S2-C0-NONE.first8occ.csv", Int64(17), false), ("rpm/S2-C3-NORM2.first8occ.csv", 109, true)])
    func recordings(path: String, first: Int64, alarm: Bool) throws {
        var reader = CaptureReader(bytes: try Samples.bytes(path))
        var decoder = PortalDecoder()
        var events: [PortalEvent] = []
        while let item = try reader.next() {
            guard case .message(let one) = item else { continue }
            events += decoder.receive(one.data, at: one.receivedTime)
        }
        let found = occupancies(events)
        #expect(found.map(\.number) == (0..<8).map { first + $0 })
        #expect(found.allSatisfy { $0.gammaAlarm == alarm && !$0.neutronAlarm })
        #expect(found.allSatisfy { (10_000...14_000).contains($0.durationMilliseconds) })
        #expect(found.allSatisfy { (290...320).contains($0.gammaBackground) && $0.gammaPeak > $0.gammaBackground })
        #expect(found.allSatisfy { (50...64).contains($0.profile.count) })
        #expect(found.allSatisfy { (70...320).contains($0.speedTenths) })
        #expect(codes(events).isEmpty)
        #expect(decoder.counts.unknownLines == 0)
    }
}
