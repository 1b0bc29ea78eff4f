import GateModel
import Testing

/// What follows from looking at the file behind a scan.
@Suite struct ScanCheckTests {
    private var bench: Bench

    /// A visit in the red channel with the scan `a.png`.
    init() throws {
        bench = try Bench()
        try bench.identify()
        try bench.act(.channel, .customs) { $0.channel = .red }
        try bench.read(.scan(Self.scan("a.png")), .scanner, lane: nil, of: 1)
    }

    private static func scan(_ image: String) -> ScanResult {
        var scan = ScanResult()
        scan.image = image
        return scan
    }

    private func checked(_ verdict: ScanVerdict, _ image: String = "a.png", detail: String = "") throws -> ScanChecked {
        ScanChecked(try .n(1), image: image, ScanCheck(verdict, detail: detail))
    }

    @Test func aWrongImageIsAnAlarmAndTroubleAndNothingIsClearByIt() throws {
        var bench = bench
        #expect(
            try bench.check(try checked(.wrongDigest)) == [
                "scanChecked visit:1 image:a.png check:{verdict:wrongDigest}",
                "alarmRaised alarm:1 kind:imageRefused lane:1 visit:1 detail:wrongDigest a.png",
                "troubleRaised visit:1 stage:scanned reason:imageRefused",
            ])
        #expect(try bench.visit(1).scanCheck.verdict == .wrongDigest)
        #expect(try bench.check(try checked(.wrongDigest)).isEmpty, "it is known")
        #expect(
            try bench.refusal(.readImage, .customs) { $0.finding = .clear } == .imageRefused(.wrongDigest))
        #expect(try bench.refusal(.readImage, .customs) { $0.finding = .suspicious } == nil)
    }

    @Test func aNewScanBeginsAnewAndAGoodImageEndsTheAlarm() throws {
        var bench = bench
        try bench.check(try checked(.missing))
        try bench.read(.scan(Self.scan("b.png")), .scanner, lane: nil, of: 1)
        #expect(try bench.visit(1).scanCheck.verdict == .unchecked)
        #expect(bench.state.scansToLookAt.map(\.scan.image) == ["b.png"])
        #expect(
            try bench.check(try checked(.good)) == ["scanChecked visit:1 image:a.png check:{verdict:good}"],
            "of a scan that a newer one has replaced")
        #expect(try bench.visit(1).scanCheck.verdict == .unchecked)
        #expect(
            try bench.check(try checked(.good, "b.png")) == [
                "scanChecked visit:1 image:b.png check:{verdict:good}", "alarmReturned alarm:1",
            ])
        #expect(bench.state.scansToLookAt.isEmpty)
        #expect(try bench.refusal(.readImage, .customs) { $0.finding = .clear } == nil)
    }

    @Test func aWrongImageIsAnAlarmThoughANewerScanHasTakenItsPlace() throws {
        var bench = bench
        for name in ["b.png", "c.png"] { try bench.read(.scan(Self.scan(name)), .scanner, lane: nil, of: 1) }
        for (index, name) in ["a.png", "b.png"].enumerated() {
            #expect(
                try bench.check(try checked(.wrongDigest, name)) == [
                    "scanChecked visit:1 image:\(name) check:{verdict:wrongDigest}",
                    "alarmRaised alarm:\(index + 1) kind:imageRefused lane:1 visit:1 detail:wrongDigest \(name)",
                ])
        }
        let visit = try bench.visit(1)
        #expect(visit.scanCheck.verdict == .unchecked && !visit.hasTrouble(.imageRefused))
        #expect(try bench.refusal(.readImage, .customs) { $0.finding = .clear } == nil)
    }

    @Test(arguments: ScanVerdict.allCases) func onlyWhatShouldBeThereAndIsNotIsRefused(verdict: ScanVerdict) {
        #expect(verdict.isRefused == ![.unchecked, .good, .notKept].contains(verdict))
    }

    @Test func aCheckOfAVisitThatHasLeftChangesNothingOfItAndIsAnAlarmAllTheSame() throws {
        var bench = bench
        try bench.act(.turnBack, .borderGuard) { $0.reason = .other }
        #expect(try bench.check(try checked(.good)).isEmpty)
        #expect(
            try bench.check(try checked(.truncated)) == ["alarmRaised alarm:1 kind:imageRefused detail:truncated a.png"]
        )
    }

    @Test func aCheckOfNoVisitSaysNothing() throws {
        let stray = ScanChecked(try .n(77), image: "a.png", ScanCheck(.good))
        #expect(
            bench.state.decideScanCheck(stray, cause: Cause(source: "test", boot: 9, number: 1), now: .epoch)
                == .nothing)
    }
}
