/// A day of the week, in the order of ISO 8601.
public enum Weekday: UInt8, CaseIterable, Sendable, NamedCode {
    case monday, tuesday, wednesday, thursday, friday, saturday, sunday
    public static let names: [StaticString] = [
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    ]
}

/// A day as a calendar on the wall shows it, whatever the clock says.
public struct CivilDay: Hashable, Comparable, Sendable {
    /// Days since 1970-01-01.
    public var number: Int

    public init(number: Int) { self.number = number }

    /// The day it is at `time` where clocks are `offsetMinutes` ahead of UTC.
    public init(_ time: GateTime, offsetMinutes: Int) {
        number = Int((time.milliseconds &+ Int64(offsetMinutes) * 60_000).flooredQuotient(86_400_000))
    }

    /// The day written as a number, `20260216`; nil where there is no such day.
    public init?(date: Int32) {
        let (year, month, day) = (Int(date) / 10_000, Int(date) / 100 % 100, Int(date) % 100)
        guard year > 0, (1...12).contains(month), (1...31).contains(day) else { return nil }
        self.init(CivilTime(year: year, month: month, day: day).time(offsetMinutes: 0), offsetMinutes: 0)
        // 30 February comes back as another day.
        if self.date != date { return nil }
    }

    /// The day as `2026-02-16`; nil where the text is anything else.
    public init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-") else { return nil }
        var date: Int32 = 0
        for (index, byte) in bytes.enumerated() where index != 4 && index != 7 {
            guard byte >= 0x30, byte <= 0x39 else { return nil }
            date = date * 10 + Int32(byte - 0x30)
        }
        self.init(date: date)
    }

    public var weekday: Weekday {
        // The first of January 1970 was a Thursday.
        let place = ((number + 3) % 7 + 7) % 7
        return Weekday.allCases[place]
    }

    private var civil: CivilTime {
        CivilTime(GateTime(milliseconds: Int64(number) &* 86_400_000), offsetMinutes: 0)
    }

    /// The day as a number that people can read and that sorts: `20260216`. Only for the years 1 to 9999.
    public var date: Int32 { Int32(truncatingIfNeeded: civil.year * 10_000 + civil.month * 100 + civil.day) }

    /// `2026-02-16`
    public var text: String { civil.dateText }

    /// The moment so many minutes after its midnight, where clocks are `offsetMinutes` ahead of UTC.
    public func time(minute: Int, offsetMinutes: Int) -> GateTime {
        GateTime(milliseconds: Int64(number) * 86_400_000 + (Int64(minute) - Int64(offsetMinutes)) * 60_000)
    }

    public static func < (left: CivilDay, right: CivilDay) -> Bool { left.number < right.number }

    public static func + (day: CivilDay, days: Int) -> CivilDay { CivilDay(number: day.number + days) }
}
