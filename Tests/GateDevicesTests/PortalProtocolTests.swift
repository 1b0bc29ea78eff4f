import GateModel
import TestSupport
import Testing

@testable import GateDevices

/// The whole of the line protocol, line by line.
@Suite("Portal protocol")
struct PortalProtocolTests {
    private static let vendor = ["AA", "AB1", "AC", "AM", "AR", "AS", "AX", "NB1", "NC", "NX", "NZ", "RW"]

    /// An occupancy of 15 scans, the peak in detector 3; lines without their ends.
    private static func lines(noise: [String] = []) -> [String] {
        var lines = ["NB,000003,000000,000002,000000", "GB,000380,000380,000400,000340"]
        lines += noise + ["NS,000003,000000,000002,000000"]
        for index in 0..<15 {
            lines.append(index == 9 ? "GA,000070,000080,000300,000060" : "GS,000070,000070,000070,000060")
            if index == 4 { lines += noise + ["SP,0.1360,05.013,008.07,000000"] }
            if index % 5 == 4 { lines.append("NS,000004,000000,000003,000000") }
        }
        return lines + noise + ["GX,000017,006683,000000,000000"]
    }

    private static func stamped(_ lines: [String]) -> [String] {
        lines.enumerated().map { index, line in
            let second = String(index / 5 + 100).suffix(2)
            return "\(line),2016-05-31 09:30:\(second).\(index % 5)00 -07"
        }
    }

    private func read(_ lines: [String], end: String = "\r\n") -> (events: [PortalEvent], decoder: PortalDecoder) {
        var decoder = PortalDecoder()
        let events = decoder.receive([UInt8](lines.map { $0 + end }.joined()), at: .at(5))
        return (events, decoder)
    }

    private func occupancies(_ events: [PortalEvent]) -> [PortalOccupancy] {
        events.compactMap { if case .occupancy(let one) = $0 { one } else { nil } }
    }

    private func faults(_ events: [PortalEvent]) -> [DeviceFault] {
        events.compactMap { if case .rejected(let fault) = $0 { fault } else { nil } }
    }

    @Test func theEndTellsTheNeutronBackgroundAndThePeakItsDetector() throws {
        let one = try #require(occupancies(read(Self.lines()).events).first)
        #expect(one.neutronBackground == 6_683)
        #expect(one.peakDetector == 3 && one.gammaPeak == 510 && one.gammaAlarm)
        var short = Self.lines()
        short[short.count - 1] = "GX,000017"
        #expect(occupancies(read(short).events).map(\.neutronBackground) == [0])
        // Three seconds of scans, of which one came before the vehicle.
        #expect(one.durationMilliseconds == 2_000)
    }

    @Test("the vendor's own lines change nothing and are counted", arguments: vendor)
    func vendorLines(tag: String) throws {
        for numbers in ["1.5,-2.25", "1,2,3,4,5", " -0.0749,  0.1330,  0.1630,  0.5178,  1.0080"] {
            let line = "\(tag),\(numbers)"
            let (events, decoder) = read([line, Self.stamped([line])[0]])
            #expect(events.isEmpty && decoder.counts.vendorLines == 2 && !decoder.isOccupied)
            #expect(decoder.counts.unknownLines == 0)
            #expect(occupancies(read(Self.lines(noise: [line])).events) == occupancies(read(Self.lines()).events))
        }
    }

    @Test("set-up dumps are counted and change nothing", arguments: ["SG1", "SG2", "SG3", "SN1", "SN2"])
    func setUp(tag: String) {
        let (events, decoder) = read(["GB,380,380,400,340", "\(tag),000005,004.00,000000,abc", tag])
        #expect(events == [.background(gamma: 1_500, neutron: 0)])
        #expect(decoder.counts.setUpLines == 2 && decoder.counts.unknownLines == 0)
    }

    @Test func withAndWithoutTimestampsAndEitherLineEnd() {
        let plain = Self.lines()
        var expected = occupancies(read(plain).events)
        for end in ["\r\n", "\n"] {
            #expect(read(plain, end: end).events == read(plain).events)
            // A log knows how long it took to the millisecond; the wire counts its scans.
            var timed = occupancies(read(Self.stamped(plain), end: end).events)
            #expect(timed.map(\.durationMilliseconds) == [4_000])
            for index in timed.indices { timed[index].durationMilliseconds = 0 }
            for index in expected.indices { expected[index].durationMilliseconds = 0 }
            #expect(timed == expected)
        }
    }

    @Test("cut anywhere, once", arguments: [false, true]) func everyCut(isStamped: Bool) {
        let lines = isStamped ? Self.stamped(Self.lines(noise: ["AX,1,2"])) : Self.lines(noise: ["QQ,odd"])
        let bytes = [UInt8](lines.map { $0 + "\r\n" }.joined())
        var whole = PortalDecoder()
        let expected = whole.receive(bytes, at: .at(0))
        for cut in bytes.indices {
            var decoder = PortalDecoder()
            let first = decoder.receive(Array(bytes[..<cut]), at: .at(0))
            #expect(first + decoder.receive(Array(bytes[cut...]), at: .at(0)) == expected, "cut at \(cut)")
        }
    }

    @Test func linesRunTogetherAreRefusedAndTheNextIsRead() {
        let (events, decoder) = read([
            "NS,1,0,0,0", "GS,70,70,70,70GS,70,70,70,70", "GA,90,70,70,70", "GX,000018,1,0,0",
        ])
        #expect(faults(events).map(\.code) == [.malformed] && faults(events)[0].place.field == "GS")
        #expect(occupancies(events).map(\.gammaPeak) == [300] && occupancies(events).map(\.gammaAlarm) == [true])
        #expect(decoder.counts.rejectedLines == 1)
    }

    // MARK: Faults of the portal

    @Test func eachBackgroundEndsItsOwnFault() {
        let good = ["GB,380,380,400,340", "NB,3,0,2,0"]
        func faults(_ lines: [String]) -> [String] {
            read(lines).events.compactMap {
                if case .fault(let reason, let isNew) = $0 { (isNew ? "! " : "") + reason.text } else { nil }
            }
        }
        // A neutron fault stands beside normal gamma lines, and is said once.
        #expect(
            faults(["NH,9,9,9,9", good[0], "NH,9,9,9,9", good[0], "NH,9,9,9,9"]) == [
                "! neutronHigh", "neutronHigh", "neutronHigh",
            ])
        #expect(faults(["NH,9,9,9,9", good[1], "NH,9,9,9,9"]).filter { $0.hasPrefix("!") }.count == 2)
        #expect(
            faults(["GH,9,9,9,9", "GL,1,1,1,1", "GL,1,1,1,1", good[0], "GL,1,1,1,1"]) == [
                "! gammaHigh", "! gammaLow", "gammaLow", "! gammaLow",
            ])
        let both = read(["GH,9,9,9,9", "NH,9,9,9,9", good[0]]).decoder
        #expect(both.standingFault == .neutronHigh)
        #expect(read(["GH,9,9,9,9", "NH,9,9,9,9"] + good).decoder.standingFault == nil)
        // A faulty background is no measure for what follows.
        let (events, _) = read([good[0], "GH,900,900,900,900"] + Self.lines().dropFirst(2))
        #expect(occupancies(events).map(\.gammaBackground) == [300])
    }

    @Test func tamperInTheMiddleOfAnOccupancyDoesNotDisturbIt() {
        var lines = Self.lines()
        lines.insert("TT,000000,000000,000000,000000", at: 8)
        lines.insert("TC", at: 10)
        let (events, decoder) = read(lines)
        #expect(events.contains(.tamper(true)) && events.contains(.tamper(false)) && !decoder.isTampered)
        #expect(occupancies(events) == occupancies(read(Self.lines()).events))
    }

    // MARK: Speeds

    private static let measured: [([String], Int32)] = [
        (["SP,0.1360,05.013,008.07,000000"], 81), (["SP,0.0001,99.999,160.93,000000"], 0), ([], 0),
        (["SP,0.0117,58.275,093.78,0", "SP,0.0025,99.999,160.93,0"], 0),
        (
            [
                "SP,0.1221,05.584,008.99,0", "SP,0.1359,05.017,008.07,0", "SP,0.0370,18.428,029.66,0",
                "SP,0.136,5.0,8.07,0",
            ], 81
        ),
    ]

    @Test("speeds", arguments: measured)
    func speeds(lines: [String], tenths: Int32) {
        let (events, _) = read(["NS,1,0,0,0", "GS,70,70,70,70"] + lines + ["GX,1,0,0,0"])
        #expect(occupancies(events).map(\.speedTenths) == [tenths])
        #expect(faults(events).isEmpty)
    }

    @Test func aSpeedAloneIsNoVehicle() {
        let (events, decoder) = read(["SP,0.1360,05.013,008.07,000000", "GB,380,380,400,340"])
        #expect(!decoder.isOccupied && decoder.counts.strayLines == 1)
        #expect(events == [.background(gamma: 1_500, neutron: 0)])
    }

    /// Its line has no fields, but it is a line's beginning all the same; what is none is dropped and counted.
    @Test func aTamperAfterAGapIsHeard() {
        var decoder = PortalDecoder()
        decoder.noteGap()
        #expect(decoder.receive([UInt8]("TT\r\n"), at: .at(0)) == [.tamper(true)])
        decoder.noteGap()
        #expect(decoder.receive([UInt8]("70,70\r\nTC\r\n"), at: .at(1)) == [.tamper(false)])
        #expect(decoder.counts.lines == 2 && decoder.counts.halfLines == 1)
        decoder.noteGap()
        #expect(decoder.receive([UInt8]("\r\nTT\r\n"), at: .at(2)) == [.tamper(true)])
        #expect(decoder.counts.halfLines == 1)
    }

    // MARK: The other dialect

    @Test func theSpectroscopicDialectIsRefusedOnceAMessage() {
        let other = [
            "GB,Aa1,000383,000414,000361", "GB,Ba1,000383,000414,000361", "NB,Aa1,000003,000000,000000",
            "GS,Aa1,000070,000070,000070", "GX,000005,000000,000000,000000",
        ]
        var decoder = PortalDecoder()
        for _ in 0..<2 {
            let events = decoder.receive([UInt8](other.map { $0 + "\r\n" }.joined()), at: .at(0))
            #expect(faults(events).map(\.code) == [.unsupportedDialect] && events.count == 1)
            #expect(faults(events)[0].place.field == "GB")
        }
        #expect(decoder.counts.rejectedLines == 10 && !decoder.isOccupied)
        // A gross counting portal in its place is read at once.
        let events = decoder.receive([UInt8](Self.lines().map { $0 + "\r\n" }.joined()), at: .at(1))
        #expect(occupancies(events).count == 1 && faults(events).isEmpty)
        #expect(faults(decoder.receive([UInt8]("GX,6,0,0,0\r\n"), at: .at(2))).map(\.code) == [.truncated])
    }

    // MARK: Real recordings

    @Test(
        "real recordings without their timestamps", .enabled(if: Samples.folder != nil, Samples.absent),
        arguments: [("rpm/S2-C0-NONE.first8occ.csv", 6_683), ("rpm/S2-C3-NORM2.first8occ.csv", Int32(6_383))])
    func recordings(path: String, neutrons: Int32) throws {
        let lines = try Samples.bytes(path).text.split(whereSeparator: \.isNewline).map { String($0) }
        let bare = lines.map { line in line.lastIndex(of: ",").map { String(line[..<$0]) } ?? line }
        var logged = occupancies(read(lines).events)
        var wired = occupancies(read(bare).events)
        #expect(logged.count == 8 && logged.first?.neutronBackground == neutrons)
        #expect(logged.allSatisfy { (1...4).contains($0.peakDetector) })
        for index in logged.indices {
            // Within a scan or two of each other.
            #expect(abs(logged[index].durationMilliseconds - wired[index].durationMilliseconds) < 1_500)
            logged[index].durationMilliseconds = 0
            wired[index].durationMilliseconds = 0
        }
        #expect(wired == logged)
        #expect(read(bare, end: "\n").events == read(bare).events)
    }
}
