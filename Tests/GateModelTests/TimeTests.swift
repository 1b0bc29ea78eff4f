import Foundation
import GateModel
import TestSupport
import Testing

@Suite struct TimeTests {
    /// Texts and moments agree both ways, for moments from year 1 to 9999, and with Foundation's calendar where the
    /// two calendars are the same.
    @Test(arguments: 0..<4)
    func momentsAndTextsAgree(seed: Int) throws {
        var random = SeededRandom(seed: UInt64(seed))
        let first = CivilTime(year: 1, month: 1, day: 1).time(offsetMinutes: 0).milliseconds
        let last = CivilTime(year: 9999, month: 12, day: 31, hour: 23).time(offsetMinutes: 0).milliseconds
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
        for _ in 0..<1500 {
            let wide = random.chance(50)
            let span = wide ? UInt64(last - first) : 6_000_000_000_000
            let moment = GateTime(milliseconds: (wide ? first : -2_000_000_000_000) + Int64(random.next() % span))
            let civil = CivilTime(moment, offsetMinutes: 0)
            #expect(civil.time(offsetMinutes: 0) == moment, "seed \(seed): \(moment)")
            #expect(GateTime(rfc3339: civil.utcText) == moment, "seed \(seed): \(civil.utcText)")
            let offset = random.below(28 * 60) - 14 * 60
            let there = CivilTime(moment, offsetMinutes: offset)
            #expect(there.time(offsetMinutes: offset) == moment)
            let sign = offset < 0 ? "-" : "+"
            let zone = "\(sign)\(two(abs(offset) / 60)):\(two(abs(offset) % 60))"
            let text = "\(there.dateText)T\(there.clockSecondsText).\(three(there.millisecond))\(zone)"
            if (1...9999).contains(there.year) { #expect(GateTime(rfc3339: text) == moment, "seed \(seed): \(text)") }
            guard !wide else { continue }
            let date = Date(timeIntervalSince1970: Double(moment.milliseconds.flooredToSeconds))
            let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second], from: date)
            #expect(
                [parts.year, parts.month, parts.day, parts.hour, parts.minute, parts.second] == [
                    civil.year, civil.month, civil.day, civil.hour, civil.minute, civil.second,
                ], "seed \(seed): \(civil.utcText)")
        }
    }

    private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    private func three(_ number: Int) -> String { number < 100 ? "0\(two(number))" : "\(number)" }

    @Test func knownMoments() throws {
        let known: [(String, Int64)] = [
            ("1970-01-01T00:00:00Z", 0), ("1969-12-31T23:59:59.999Z", -1), ("2000-02-29T12:00:00Z", 951_825_600_000),
            ("2026-11-23T07:05:09.250+07:00", 1_795_392_309_250), ("1900-03-01T00:00:00Z", -2_203_891_200_000),
            ("2024-12-31T23:59:60Z", 1_735_689_599_000), ("2026-11-23t00:05:09z", 1_795_392_309_000),
            ("2026-11-23 00:05:09Z", 1_795_392_309_000), ("2026-11-23T00:05:09.2509999Z", 1_795_392_309_250),
            ("2026-11-22T19:05:09-05:00", 1_795_392_309_000),
        ]
        for (text, milliseconds) in known {
            #expect(GateTime(rfc3339: text)?.milliseconds == milliseconds, "\(text)")
        }
        let civil = CivilTime(GateTime(milliseconds: 1_795_392_309_250), offsetMinutes: 420)
        #expect(civil.clockText == "07:05")
        #expect(civil.clockSecondsText == "07:05:09")
        #expect(civil.dateText == "2026-11-23")
    }

    @Test(arguments: [
        "", "2026", "2026-11-23", "2026-11-23T07:05:09", "2026-11-23T07:05Z", "2026-11-23T07:05:09+7:00",
        "2026-11-23T07:05:09+0700", "2026-11-23T07:05:09Zx", "2026-11-23T07:05:09.Z", "2026-11-23T07:05:09,5Z",
        "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2100-02-29T00:00:00Z", "2026-04-31T00:00:00Z",
        "2026-13-01T00:00:00Z", "2026-00-10T00:00:00Z", "2026-01-00T00:00:00Z", "2026-01-32T00:00:00Z",
        "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-01-01T00:00:61Z", "2026-01-01T00:00:00+24:00",
        "2026-01-01T00:00:00+00:60", "2026/01/01T00:00:00Z", "2026-01-01X00:00:00Z", "２０２６-01-01T00:00:00Z",
        "-026-01-01T00:00:00Z", "2026-1-01T00:00:000Z", "2026-01-01T00:00:00.5", "2026-01-01T00:00:00.٥Z",
    ])
    func whatIsNoMomentIsRefused(text: String) {
        #expect(GateTime(rfc3339: text) == nil)
    }

    @Test func spansCountAndCompare() {
        #expect(GateSpan.hours(1) == .minutes(60))
        #expect(GateSpan.minutes(-1).seconds == -60)
        #expect(GateSpan.milliseconds(-1500).seconds == -1)
        #expect(GateTime(milliseconds: 5000) - GateTime(milliseconds: 7000) == .seconds(-2))
        #expect(GateTime.epoch + .seconds(1) > .epoch)
        // Nonsense from a device wraps; it never ends the program.
        #expect(GateTime(milliseconds: .max) + .milliseconds(1) == GateTime(milliseconds: .min))
    }
}

extension Int64 {
    fileprivate var flooredToSeconds: Int64 { (self - ((self % 1000) + 1000) % 1000) / 1000 }
}
