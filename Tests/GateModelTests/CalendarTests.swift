import Foundation
import GateModel
import TestSupport
import TestTraits
import Testing

@Suite("The gate's calendar") struct CalendarTests {
    /// Hữu Nghị's hours, a short Sunday, Tết, and an evening that was extended.
    static let sample: GateCalendar = {
        var calendar = GateCalendar()
        calendar.offsetMinutes = 420
        calendar.usual = OpenHours(opens: 420, closes: 1140, fruitCloses: 1200)
        calendar.weekdays = [WeekdayHours(.sunday, OpenHours(opens: 480, closes: 720, fruitCloses: 720))]
        calendar.exceptions = [
            CalendarException(from: 20_260_216, until: 20_260_218, .shut, reason: "Tết"),
            CalendarException(
                from: 20_260_615, until: 20_260_615, OpenHours(opens: 420, closes: 1320, fruitCloses: 1320)),
        ]
        return calendar
    }()

    private func at(_ text: String) throws -> GateTime {
        try #require(GateTime(rfc3339: "\(text):00+07:00"), "\(text)")
    }

    @Test(arguments: [
        ("2026-02-14T06:59", false), ("2026-02-14T07:00", true), ("2026-02-14T18:59", true),
        ("2026-02-14T19:00", false),
        // Sunday is short, Tết is shut, the fifteenth of June is long.
        ("2026-02-15T07:30", false), ("2026-02-15T08:00", true), ("2026-02-15T12:00", false),
        ("2026-02-16T12:00", false), ("2026-02-18T12:00", false), ("2026-02-19T12:00", true),
        ("2026-06-14T21:00", false), ("2026-06-15T21:59", true), ("2026-06-15T22:00", false),
    ])
    func openOrShut(time: String, isOpen: Bool) throws {
        #expect(Self.sample.isOpen(at: try at(time)) == isOpen)
    }

    @Test func fruitHasItsOwnEvening() throws {
        #expect(Self.sample.isOpen(at: try at("2026-02-14T19:30"), for: .fruit))
        #expect(!Self.sample.isOpen(at: try at("2026-02-14T20:00"), for: .fruit))
        #expect(!Self.sample.isOpen(at: try at("2026-02-15T13:00"), for: .fruit))
    }

    @Test(arguments: [
        ("2026-02-14T03:00", "2026-02-14T07:00"), ("2026-02-14T10:00", "2026-02-14T10:00"),
        ("2026-02-14T19:00", "2026-02-15T08:00"), ("2026-02-15T12:00", "2026-02-19T07:00"),
        ("2026-02-18T23:59", "2026-02-19T07:00"),
    ])
    func nextOpening(from: String, opens: String) throws {
        #expect(Self.sample.opening(from: try at(from)) == (try at(opens)))
    }

    @Test(arguments: [
        ("2026-02-14T10:00", "2026-02-14T19:00"), ("2026-06-15T10:00", "2026-06-15T22:00"),
        ("2026-02-16T10:00", "2026-02-16T10:00"),
    ])
    func nextClosing(from: String, closes: String) throws {
        #expect(Self.sample.closing(from: try at(from)) == (try at(closes)))
    }

    @Test(arguments: [
        ("2026-02-13T18:00", "2026-02-14T08:00", 120), ("2026-02-15T11:00", "2026-02-19T09:00", 180),
        ("2026-02-16T08:00", "2026-02-18T20:00", 0), ("2026-06-15T18:00", "2026-06-16T07:30", 270),
        ("2026-02-14T09:00", "2026-02-14T08:00", 0),
    ])
    func workingTime(from: String, to: String, minutes: Int64) throws {
        #expect(Self.sample.workingTime(from: try at(from), to: try at(to)) == .minutes(minutes))
    }

    /// Two working hours on the last afternoon before Tết end on the first morning after it.
    @Test func aDeadlineWaitsForTheGate() throws {
        let start = try at("2026-02-15T11:00")
        #expect(Self.sample.time(after: .hours(2), from: start) == (try at("2026-02-19T08:00")))
        #expect(Self.sample.time(after: .zero, from: start) == start)
        #expect(Self.sample.time(after: .hours(1), from: start) == (try at("2026-02-15T12:00")))
        #expect(Self.sample.time(after: .hours(24 * 500), from: start) == nil)
    }

    @Test func aGateThatNeverShutsAndOneThatNeverOpens() throws {
        var always = GateCalendar()
        always.usual = OpenHours(opens: 0, closes: 1440, fruitCloses: 1440)
        let start = try at("2026-02-15T11:00")
        #expect(always.isOpen(at: start))
        #expect(always.closing(from: start) == nil)
        #expect(always.workingTime(from: start, to: start + .hours(100)) == .hours(100))
        always.exceptions = [CalendarException(from: 20_260_217, until: 20_260_217, .shut)]
        #expect(always.closing(from: start) == GateTime(rfc3339: "2026-02-17T00:00:00Z"))
        let never = GateCalendar()
        #expect(never.opening(from: start) == nil)
        #expect(never.closing(from: start) == start)
        #expect(never.time(after: .minutes(1), from: start) == nil)
        #expect(never.workingTime(from: start, to: start + .hours(100_000)) == .zero)
    }

    // MARK: Against counting

    private static let first = CivilDay(number: 20_500)

    /// A calendar of short random days around ``first``.
    private func random(_ random: inout SeededRandom) -> GateCalendar {
        func hours(_ random: inout SeededRandom) -> OpenHours {
            switch random.below(6) {
            case 0: return .shut
            case 1: return OpenHours(opens: 0, closes: 1440, fruitCloses: 1440)
            default:
                let opens = random.below(1440)
                return OpenHours(
                    opens: Int32(opens), closes: Int32(opens + random.below(1441 - opens)),
                    fruitCloses: Int32(opens + random.below(1441 - opens)))
            }
        }
        var calendar = GateCalendar()
        calendar.offsetMinutes = Int32(random.below(1560) - 720)
        calendar.usual = hours(&random)
        for weekday in Weekday.allCases where random.chance(30) {
            calendar.weekdays.append(WeekdayHours(weekday, hours(&random)))
        }
        var day = Self.first + -2
        for _ in 0..<random.below(4) {
            let from = day + random.below(4)
            let until = from + random.below(5)
            calendar.exceptions.append(CalendarException(from: from.date, until: until.date, hours(&random)))
            day = until + 1
        }
        return calendar
    }

    /// What a person would answer who looks at every minute of twenty days.
    @Test(.ownThread, arguments: 0..<6)
    func everythingAgreesWithCountingMinutes(seed: Int) {
        var random = SeededRandom(seed: UInt64(seed))
        for round in 0..<25 {
            let calendar = self.random(&random)
            let kind: LaneKind = random.chance(30) ? .fruit : .cargo
            let begin = (Self.first + -3).time(minute: 0, offsetMinutes: Int(calendar.offsetMinutes))
            let minutes = 20 * 1440
            /// Open minutes before each minute.
            var gone = [Int64](repeating: 0, count: minutes + 1)
            var isOpen = [Bool](repeating: false, count: minutes)
            for minute in 0..<minutes {
                let civil = CivilTime(
                    begin + .minutes(Int64(minute)), offsetMinutes: Int(calendar.offsetMinutes))
                let date = Int32(civil.year * 10_000 + civil.month * 100 + civil.day)
                let weekday = Weekday.allCases[(minute / 1440 + Self.first.number) % 7]
                let hours =
                    calendar.exceptions.first { $0.from <= date && date <= $0.until }?.hours
                    ?? calendar.weekdays.first { $0.weekday == weekday }?.hours ?? calendar.usual
                let inDay = Int32(civil.hour * 60 + civil.minute)
                isOpen[minute] = hours.opens <= inDay && inDay < (kind == .fruit ? hours.fruitCloses : hours.closes)
                gone[minute + 1] = gone[minute] + (isOpen[minute] ? 1 : 0)
            }
            for _ in 0..<60 {
                let (a, b) = (random.below(minutes - 8 * 1440), random.below(minutes))
                let note: Comment = "seed \(seed) round \(round) minutes \(a) \(b)"
                let (start, end) = (begin + .minutes(Int64(a)), begin + .minutes(Int64(b)))
                #expect(calendar.isOpen(at: start, for: kind) == isOpen[a], note)
                #expect(calendar.isOpen(at: start + .milliseconds(59_999), for: kind) == isOpen[a], note)
                #expect(
                    calendar.workingTime(from: start, to: end, for: kind) == .minutes(max(0, gone[b] - gone[a])), note)
                if let next = isOpen[a...].firstIndex(of: true) {
                    #expect(calendar.opening(from: start, for: kind) == begin + .minutes(Int64(next)), note)
                }
                if let next = isOpen[a...].firstIndex(of: false) {
                    #expect(calendar.closing(from: start, for: kind) == begin + .minutes(Int64(next)), note)
                }
                let wanted = Int64(random.below(600)) + 1
                if let done = gone.firstIndex(of: gone[a] + wanted) {
                    #expect(
                        calendar.time(after: .minutes(wanted), from: start, for: kind) == begin + .minutes(Int64(done)),
                        note)
                }
            }
        }
    }

    @Test func spansAddUp() {
        var random = SeededRandom(seed: 11)
        for round in 0..<400 {
            let calendar = self.random(&random)
            let begin = Self.first.time(minute: 0, offsetMinutes: 0)
            let times = (0..<3).map { _ in begin + .milliseconds(Int64(random.below(3 * 366 * 86_400_000))) }.sorted()
            let whole = calendar.workingTime(from: times[0], to: times[2])
            let parts =
                calendar.workingTime(from: times[0], to: times[1]).milliseconds
                + calendar.workingTime(from: times[1], to: times[2]).milliseconds
            #expect(whole.milliseconds == parts, "round \(round)")
            #expect(whole <= times[2] - times[0])
        }
    }

    /// A forged journal may hold any number; the gate's clock is still asked every second.
    @Test func nonsenseNeverTraps() {
        var random = SeededRandom(seed: 3)
        for _ in 0..<300 {
            let calendar = RandomFiller.value(GatePlan.self, &random).calendar
            let moments: [Int64] = [.min, .max, 0, -1, Int64(bitPattern: random.next())]
            for moment in moments.map(GateTime.init(milliseconds:)) {
                _ = calendar.isOpen(at: moment)
                _ = calendar.opening(from: moment)
                _ = calendar.closing(from: moment)
                _ = calendar.time(after: .hours(8), from: moment)
                #expect(
                    calendar.workingTime(from: moment, to: GateTime(milliseconds: 5)) >= .zero
                        || moment.milliseconds < 5)
            }
        }
    }

    // MARK: Days

    @Test func daysAgreeWithFoundation() throws {
        var gregorian = Calendar(identifier: .gregorian)
        gregorian.timeZone = try #require(TimeZone(secondsFromGMT: 0))
        for number in stride(from: -100_000, through: 200_000, by: 97) {
            let day = CivilDay(number: number)
            let parts = gregorian.dateComponents(
                [.year, .month, .day, .weekday], from: Date(timeIntervalSince1970: Double(number) * 86_400))
            guard number > -72_000 else { continue }
            #expect(Int(day.date) == (parts.year ?? 0) * 10_000 + (parts.month ?? 0) * 100 + (parts.day ?? 0))
            // Foundation counts from Sunday, 1.
            #expect((Int(day.weekday.rawValue) + 1) % 7 + 1 == parts.weekday)
            #expect(CivilDay(date: day.date) == day)
            #expect(CivilDay(day.text) == day)
        }
    }

    @Test(arguments: [
        "2026-02-29", "2026-13-01", "2026-1-01", "2026-00-01", "0000-01-01", "2026-01-01T", "", "２０２６-01-01",
        "-026-01-01",
    ])
    func whatIsNoDayIsRefused(text: String) { #expect(CivilDay(text) == nil) }

    /// Journals written before gates had a calendar hold the usual hours alone.
    @Test func anOlderPlanIsRead() throws {
        let json =
            #"{"gate":"g","name":"G","utcOffset":420,"opens":420,"closes":1140,"fruitCloses":1200,"lanes":[{"id":1}],"devices":[{"id":1,"source":"/gate/g/x"}]}"#
        let plan = try readJSON(GatePlan.self, json).get()
        #expect(plan.calendar.usual == OpenHours(opens: 420, closes: 1140, fruitCloses: 1200))
        #expect(plan.utcOffsetMinutes == 420 && plan.calendar.weekdays.isEmpty && plan.calendar.exceptions.isEmpty)
        #expect(plan.gateClass == .unstated && plan.neighbour.name.isEmpty && plan.agencyOrder == Agency.usualOrder)
        #expect(plan.lanes.count == 1 && plan.devices.first?.agencies == AgencySet())
    }
}
