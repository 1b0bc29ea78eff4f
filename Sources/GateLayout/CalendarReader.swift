import GateModel

/// Reads a gate's calendar: weekdays and days with hours of their own.
struct CalendarReader {
    /// Days that one exception may last, and exceptions of one layout.
    static let longest = 366
    static let most = 200

    private(set) var calendar: GateCalendar
    /// Where each exception stands, in the order in which they were read.
    private var lines: [Int] = []

    /// - Parameter calendar: with the usual hours.
    init(_ calendar: GateCalendar) { self.calendar = calendar }

    /// Checked hours of a day; shut and a report where they contradict themselves.
    static func hours(_ opens: Int, _ closes: Int, _ fruit: Int, _ reader: TableReader) -> OpenHours {
        var isSound = true
        if opens >= closes {
            reader.report("closes", "must be later than opens")
            isSound = false
        }
        if opens >= fruit, fruit != closes {
            reader.report("fruit_closes", "must be later than opens")
            isSound = false
        }
        return isSound
            ? OpenHours(opens: Int32(opens), closes: Int32(closes), fruitCloses: Int32(fruit)) : .shut
    }

    // MARK: [[hours]]

    mutating func readWeekday(_ reader: TableReader) {
        let days = reader.choices("days", among: Weekday.allCases.map(\.name)).compactMap { Weekday(name: $0) }
        let hours = hours(reader, instead: calendar.usual)
        reader.finish(known: Self.fields)
        for day in days {
            if calendar.weekdays.contains(where: { $0.weekday == day }) {
                reader.report("days", "'\(day.name)' stands twice")
            } else if let hours {
                calendar.weekdays.append(WeekdayHours(day, hours))
            }
        }
    }

    // MARK: [[exception]]

    mutating func readException(_ reader: TableReader) {
        let days = days(reader)
        var exception = CalendarException()
        exception.reason = reader.optionalText("reason", maximum: 60)
        exception.by = reader.optionalText("by", maximum: 60)
        // Days that cannot be read are reported already.
        let hours = hours(reader, instead: days.map { regular($0) } ?? calendar.usual)
        reader.finish(known: Self.fields + ["date", "from", "until"])
        guard let days, let hours else { return }
        exception.from = days.lowerBound.date
        exception.until = days.upperBound.date
        exception.hours = hours
        add(exception, reader)
    }

    private mutating func add(_ exception: CalendarException, _ reader: TableReader) {
        let field = reader.has("date") ? "date" : "from"
        for (index, other) in calendar.exceptions.enumerated()
        where other.from <= exception.until && exception.from <= other.until {
            reader.report(field, "these days have hours of their own already, in line \(lines[index])")
            return
        }
        let place = calendar.exceptions.firstIndex { $0.from > exception.from } ?? calendar.exceptions.count
        calendar.exceptions.insert(exception, at: place)
        lines.insert(reader.line(of: field), at: place)
    }

    /// `date`, or `from` and `until`.
    private func days(_ reader: TableReader) -> ClosedRange<CivilDay>? {
        if reader.has("date") {
            for other in ["from", "until"] where reader.has(other) { reader.report(other, "date says it already") }
            return reader.day("date").map { $0...$0 }
        }
        guard reader.has("from") || reader.has("until") else {
            reader.report("date", "is missing; or from and until")
            return nil
        }
        guard let from = reader.day("from"), let until = reader.day("until") else { return nil }
        guard from <= until else {
            reader.report("until", "must not be before from")
            return nil
        }
        guard until.number - from.number < Self.longest else {
            reader.report("until", "is more than \(Self.longest) days after from")
            return nil
        }
        return from...until
    }

    /// The hours of days that are all alike; nil where they differ.
    private func regular(_ days: ClosedRange<CivilDay>) -> OpenHours? {
        var week = GateCalendar()
        week.usual = calendar.usual
        week.weekdays = calendar.weekdays
        let first = week.hours(on: days.lowerBound)
        let others = 0...min(6, days.upperBound.number - days.lowerBound.number)
        return others.allSatisfy { week.hours(on: days.lowerBound + $0) == first } ? first : nil
    }

    // MARK: Hours

    private static let fields = ["shut", "opens", "closes", "fruit_closes"]

    /// - Parameter instead: what holds for a time that is not said; nil or shut where all have to be said.
    private func hours(_ reader: TableReader, instead: OpenHours?) -> OpenHours? {
        let times = ["opens", "closes", "fruit_closes"].filter { reader.has($0) }
        guard let isShut = reader.flag("shut", fallback: false) else { return nil }
        if isShut {
            for time in times { reader.report(time, "means nothing on a day that is shut") }
            return .shut
        }
        guard !times.isEmpty else {
            reader.report("shut", "is missing; or opens or closes")
            return nil
        }
        let known = instead.flatMap { $0.isShut ? nil : $0 }
        // Without usual hours the gate itself has been reported.
        if known == nil, !calendar.usual.isShut {
            for time in ["opens", "closes"] where !reader.has(time) {
                reader.report(time, "is missing: these days have no hours in common that could hold instead")
            }
        }
        let opens = reader.has("opens") ? reader.clock("opens") : known.map { Int($0.opens) }
        let closes = reader.has("closes") ? reader.clock("closes") : known.map { Int($0.closes) }
        let fruit =
            reader.has("fruit_closes")
            ? reader.clock("fruit_closes") : reader.has("closes") ? closes : known.map { Int($0.fruitCloses) }
        guard let opens, let closes, let fruit else { return nil }
        let hours = Self.hours(opens, closes, fruit, reader)
        return hours.isShut ? nil : hours
    }
}
