/// The hours of one day, in minutes after local midnight, 0…1440. A day ends at midnight: hours beyond it are the next
/// day's. Shut all day where it closes no later than it opens.
public struct OpenHours: FieldCoded, Hashable {
    public var opens: Int32 = 0
    public var closes: Int32 = 0
    /// When lanes for fruit close.
    public var fruitCloses: Int32 = 0

    public init() {}
    public init(opens: Int32, closes: Int32, fruitCloses: Int32) {
        self.opens = opens
        self.closes = closes
        self.fruitCloses = fruitCloses
    }

    public static let shut = OpenHours()

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.number("opens", &opens)
        try coder.number("closes", &closes)
        try coder.number("fruitCloses", &fruitCloses)
    }

    /// When lanes of a kind close, in minutes after midnight; what no clock shows is taken as the nearest that one does.
    func closes(for kind: LaneKind) -> Int { Self.onClock(kind == .fruit ? fruitCloses : closes) }

    private static func onClock(_ minute: Int32) -> Int { Int(min(max(minute, 0), 1440)) }

    /// When lanes of a kind are open, in minutes after midnight; nil where they stay shut.
    public func span(for kind: LaneKind) -> Range<Int>? {
        let (opens, closes) = (Self.onClock(opens), closes(for: kind))
        return opens < closes ? opens..<closes : nil
    }

    /// Whether no lane is open at all.
    public var isShut: Bool { span(for: .cargo) == nil && span(for: .fruit) == nil }

    func minutes(for kind: LaneKind) -> Int64 { Int64(span(for: kind)?.count ?? 0) }
}

/// A weekday whose hours are not the usual ones.
public struct WeekdayHours: FieldCoded, Hashable {
    public var weekday = Weekday.monday
    public var hours = OpenHours()

    public init() {}
    public init(_ weekday: Weekday, _ hours: OpenHours) {
        self.weekday = weekday
        self.hours = hours
    }

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.named("weekday", &weekday)
        try coder.object("hours", &hours)
    }
}

/// Days with hours of their own: a holiday, a short day, an extension agreed with the other side.
public struct CalendarException: FieldCoded, Hashable {
    /// First and last day, as numbers that people can read: `20260216`.
    public var from: Int32 = 0
    public var until: Int32 = 0
    public var hours = OpenHours()
    /// Why, for people: `Tết Nguyên đán`.
    public var reason = ""
    /// Who ordered it; empty where nobody is named.
    public var by = ""

    public init() {}
    public init(from: Int32, until: Int32, _ hours: OpenHours, reason: String = "", by: String = "") {
        self.from = from
        self.until = until
        self.hours = hours
        self.reason = reason
        self.by = by
    }

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.number("from", &from)
        try coder.number("until", &until)
        try coder.object("hours", &hours)
        try coder.text("reason", &reason)
        try coder.text("by", &by)
    }
}

/// When a gate is open, by the week and by the date, on clocks that never change (a fixed offset from UTC).
///
/// Whole-number arithmetic: the same question always has the same answer. Opening times belong to the open hours,
/// closing times do not. Questions about lanes without a kind are about cargo.
public struct GateCalendar: Hashable, Sendable {
    /// Minutes ahead of UTC; Viet Nam is 420.
    public var offsetMinutes: Int32 = 0
    public var usual = OpenHours()
    /// At most one of each weekday.
    public var weekdays: [WeekdayHours] = []
    /// In order of days, none in two of them.
    public var exceptions: [CalendarException] = []

    /// Days looked ahead for an opening, a closing or the end of a working time; what is further off counts as never.
    public static let horizonDays = 400

    public init() {}

    private var offset: Int { Int(offsetMinutes) }

    /// The day of a moment; moments outside the years 1 to 9999 are taken to lie at their edge.
    public func day(of time: GateTime) -> CivilDay { CivilDay(Self.clamped(time), offsetMinutes: offset) }

    /// What makes a day's hours other than the week's, if anything does.
    public func exception(on day: CivilDay) -> CalendarException? {
        if exceptions.isEmpty { return nil }
        let date = day.date
        return exceptions.first { $0.from <= date && date <= $0.until }
    }

    /// The hours of a day.
    public func hours(on day: CivilDay) -> OpenHours { exception(on: day)?.hours ?? regular(day.weekday) }

    private func regular(_ weekday: Weekday) -> OpenHours {
        weekdays.first { $0.weekday == weekday }?.hours ?? usual
    }

    /// When lanes of a kind open and close on a day; nil where they stay shut.
    public func span(on day: CivilDay, for kind: LaneKind = .cargo) -> (opens: GateTime, closes: GateTime)? {
        guard let minutes = hours(on: day).span(for: kind) else { return nil }
        return (
            day.time(minute: minutes.lowerBound, offsetMinutes: offset),
            day.time(minute: minutes.upperBound, offsetMinutes: offset)
        )
    }

    public func isOpen(at time: GateTime, for kind: LaneKind = .cargo) -> Bool {
        guard let span = span(on: day(of: time), for: kind) else { return false }
        return span.opens <= time && time < span.closes
    }

    /// When it is open next: `time` itself where it is open then; nil where it stays shut for ``horizonDays``.
    public func opening(from time: GateTime, for kind: LaneKind = .cargo) -> GateTime? {
        let today = day(of: time)
        for ahead in 0...Self.horizonDays {
            guard let span = span(on: today + ahead, for: kind), time < span.closes else { continue }
            return max(time, span.opens)
        }
        return nil
    }

    /// When it shuts next: `time` itself where it is shut then; nil where it stays open for ``horizonDays``, as one
    /// does that never shuts.
    public func closing(from time: GateTime, for kind: LaneKind = .cargo) -> GateTime? {
        var end = time
        for _ in 0...Self.horizonDays {
            guard let span = span(on: day(of: end), for: kind), span.opens <= end, end < span.closes else { return end }
            end = span.closes
        }
        return nil
    }

    // MARK: Working time

    /// How long it was open between two moments; zero where the second is not the later one.
    public func workingTime(from start: GateTime, to end: GateTime, for kind: LaneKind = .cargo) -> GateSpan {
        let (start, end) = (Self.clamped(start), Self.clamped(end))
        guard start < end else { return .zero }
        let (first, last) = (day(of: start), day(of: end))
        let whole = minutes(from: first, before: last, for: kind) * 60_000
        return .milliseconds(whole + gone(by: end, on: last, kind) - gone(by: start, on: first, kind))
    }

    /// When so much working time will have passed since `start`; nil where that is beyond ``horizonDays``. None at
    /// all has passed at `start`.
    public func time(after span: GateSpan, from start: GateTime, for kind: LaneKind = .cargo) -> GateTime? {
        guard span > .zero else { return start }
        let first = day(of: start)
        var rest = span.milliseconds
        for ahead in 0...Self.horizonDays {
            guard let hours = self.span(on: first + ahead, for: kind) else { continue }
            let begin = max(start, hours.opens)
            let room = (hours.closes - begin).milliseconds
            if room >= rest { return begin + .milliseconds(rest) }
            rest -= max(0, room)
        }
        return nil
    }

    private static let earliest = CivilTime(year: 1, month: 1, day: 2).time(offsetMinutes: 0)
    private static let latest = CivilTime(year: 9999, month: 12, day: 30).time(offsetMinutes: 0)

    private static func clamped(_ time: GateTime) -> GateTime { min(max(time, earliest), latest) }

    /// Milliseconds it has been open on a day by a moment of that day.
    private func gone(by time: GateTime, on day: CivilDay, _ kind: LaneKind) -> Int64 {
        guard let span = span(on: day, for: kind) else { return 0 }
        return max(0, (min(time, span.closes) - span.opens).milliseconds)
    }

    /// Open minutes of whole days, the last one left out. Counted by weeks, so that a span of years costs no more than
    /// one of days; the exceptions are put right afterwards.
    private func minutes(from first: CivilDay, before last: CivilDay, for kind: LaneKind) -> Int64 {
        var sum = regularMinutes(from: first, before: last, for: kind)
        for exception in exceptions {
            guard let from = CivilDay(date: exception.from), let until = CivilDay(date: exception.until) else {
                continue
            }
            let (begin, end) = (max(first, from), min(last, until + 1))
            guard begin < end else { continue }
            sum += exception.hours.minutes(for: kind) * Int64(end.number - begin.number)
            sum -= regularMinutes(from: begin, before: end, for: kind)
        }
        return sum
    }

    private func regularMinutes(from first: CivilDay, before last: CivilDay, for kind: LaneKind) -> Int64 {
        let count = last.number - first.number
        let week = Weekday.allCases.reduce(0) { $0 + regular($1).minutes(for: kind) }
        var sum = week * Int64(count / 7)
        for ahead in 0..<count % 7 { sum += regular((first + ahead).weekday).minutes(for: kind) }
        return sum
    }
}
