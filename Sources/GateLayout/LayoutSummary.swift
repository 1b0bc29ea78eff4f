public import GateModel

extension GateLayoutFile.Contents {
    /// What a layout describes, a line each for people at a shell: the gate, its lanes, devices, links and hours.
    ///
    /// - Parameter today: exceptions that are past are only counted.
    public func summary(today: CivilDay) -> [String] {
        var lines = [gateLine]
        lines.append(
            "lanes     \(plan.lanes.count): \(Self.counted(plan.lanes.map { "\($0.direction.name) \($0.kind.name)" }))")
        lines.append("devices   \(plan.devices.count): \(Self.counted(plan.devices.map(\.kind.name)))")
        lines.append("links     \(linksLine)")
        if let images { lines.append("images    \(images)") }
        lines += plan.calendar.summary(today: today).enumerated()
            .map { ($0 == 0 ? "hours     " : "          ") + $1 }
        lines.append("agencies  \(plan.agencyOrder.map(\.name).joined(separator: ", "))")
        return lines
    }

    private var gateLine: String {
        var line = "gate      \(plan.name) (\(plan.gate))"
        if plan.gateClass != .unstated { line += ", \(plan.gateClass.name)" }
        if !plan.neighbour.name.isEmpty { line += ", facing \(plan.neighbour.name) (\(plan.neighbour.country.name))" }
        return line
    }

    private var linksLine: String {
        guard !links.isEmpty else { return "none: all devices are simulated" }
        let linked = Set(links.flatMap { $0.members.map(\.source) })
        let others = plan.devices.filter { !linked.contains($0.source) }
        let ways = Self.counted(links.map(\.transport.rawValue))
        let line = "\(linked.count) devices on \(links.count) links: \(ways)"
        return others.isEmpty ? line : line + "; without a link: \(Self.counted(others.map(\.kind.name)))"
    }

    /// `6 import cargo, 3 export cargo`, in order of first appearance.
    private static func counted(_ names: [String]) -> String {
        var order: [String] = []
        var counts: [String: Int] = [:]
        for name in names {
            if counts[name] == nil { order.append(name) }
            counts[name, default: 0] += 1
        }
        return order.map { "\(counts[$0] ?? 0) \($0)" }.joined(separator: ", ")
    }
}

extension OpenHours {
    /// `07:00–19:00, fruit until 20:00`
    var text: String {
        func clock(_ minute: Int) -> String {
            let (hour, rest) = (minute / 60, minute % 60)
            return "\(hour < 10 ? "0" : "")\(hour):\(rest < 10 ? "0" : "")\(rest)"
        }
        guard let span = span(for: .cargo) ?? span(for: .fruit) else { return "shut" }
        let text = "\(clock(span.lowerBound))–\(clock(span.upperBound))"
        guard let fruit = self.span(for: .fruit), fruit != span else { return text }
        return text + ", fruit until \(clock(fruit.upperBound))"
    }
}

extension CalendarException {
    /// `2027-02-05…2027-02-08 shut: Tết Nguyên đán (by whom)`
    var text: String { days + " " + hours.text + (note.isEmpty ? "" : ": " + note) }

    /// The day, or the first and the last.
    var days: String {
        func day(_ date: Int32) -> String { CivilDay(date: date)?.text ?? "\(date)" }
        return from == until ? day(from) : "\(day(from))…\(day(until))"
    }

    private var note: String { reason + (by.isEmpty ? "" : reason.isEmpty ? by : " (\(by))") }
}

extension GateCalendar {
    /// Minutes as `UTC+07:00`.
    var zone: String {
        let (hours, minutes) = (abs(offsetMinutes) / 60, abs(offsetMinutes) % 60)
        return
            "UTC\(offsetMinutes < 0 ? "-" : "+")\(hours < 10 ? "0" : "")\(hours):\(minutes < 10 ? "0" : "")\(minutes)"
    }

    /// The usual hours, the weekdays that differ, and the exceptions that are not past.
    func summary(today: CivilDay) -> [String] {
        var lines = ["\(usual.text), \(zone)"]
        lines += weekdays.sorted { $0.weekday.rawValue < $1.weekday.rawValue }
            .map { "\($0.weekday.name) \($0.hours.text)" }
        let ahead = exceptions.filter { $0.until >= today.date }
        lines += ahead.map(\.text)
        let past = exceptions.count - ahead.count
        if past > 0 { lines.append("\(past) exception\(past == 1 ? "" : "s") past") }
        return lines
    }
}
