/// A moment as a calendar and a clock show it at a fixed offset from UTC.
///
/// Viet Nam keeps UTC+7 all year, so an offset is enough. The calendar arithmetic is the proleptic Gregorian
/// "days from civil" method (Howard Hinnant, *chrono-Compatible Low-Level Date Algorithms*).
public struct CivilTime: Hashable, Sendable {
    public var year: Int
    /// 1…12
    public var month: Int
    /// 1…31
    public var day: Int
    public var hour: Int
    public var minute: Int
    public var second: Int
    public var millisecond: Int

    public init(
        year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0, millisecond: Int = 0
    ) {
        self.year = year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
        self.second = second
        self.millisecond = millisecond
    }

    /// What the wall shows at `time` where clocks are `offsetMinutes` ahead of UTC.
    public init(_ time: GateTime, offsetMinutes: Int) {
        let local = time.milliseconds + Int64(offsetMinutes) * 60_000
        let dayCount = Int(local.flooredQuotient(86_400_000))
        let inDay = Int(local - Int64(dayCount) * 86_400_000)
        let shifted = dayCount + 719_468
        let era = Int(Int64(shifted).flooredQuotient(146_097))
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthShifted = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthShifted + 2) / 5 + 1
        month = monthShifted < 10 ? monthShifted + 3 : monthShifted - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        hour = inDay / 3_600_000
        minute = inDay / 60_000 % 60
        second = inDay / 1000 % 60
        millisecond = inDay % 1000
    }

    /// The moment this clock face stands for at the given offset from UTC.
    public func time(offsetMinutes: Int) -> GateTime {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = Int(Int64(shiftedYear).flooredQuotient(400))
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = Int64(era) * 146_097 + Int64(dayOfEra) - 719_468
        let inDay = ((Int64(hour) * 60 + Int64(minute)) * 60 + Int64(second)) * 1000 + Int64(millisecond)
        return GateTime(milliseconds: days * 86_400_000 + inDay - Int64(offsetMinutes) * 60_000)
    }

    /// `07:05`
    public var clockText: String { "\(twoDigits(hour)):\(twoDigits(minute))" }
    /// `07:05:09`
    public var clockSecondsText: String { "\(clockText):\(twoDigits(second))" }
    /// `2026-11-23`
    public var dateText: String { "\(fourDigits(year))-\(twoDigits(month))-\(twoDigits(day))" }

    /// RFC 3339 in UTC with milliseconds: `2026-11-23T00:05:09.250Z`. Only for values made at offset 0.
    public var utcText: String {
        let tail = String(millisecond)
        let padded = String(repeating: "0", count: 3 - min(3, tail.count)) + tail
        return "\(dateText)T\(clockSecondsText).\(padded)Z"
    }

    private func twoDigits(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    private func fourDigits(_ value: Int) -> String {
        let text = String(value)
        return text.count >= 4 ? text : String(repeating: "0", count: 4 - text.count) + text
    }
}

extension GateTime {
    /// Reads RFC 3339 (`2026-11-23T07:05:09.250+07:00` or `…Z`); nil where the text is anything else.
    /// Fractions beyond the millisecond are cut; a leap second is read as the second before it.
    public init?(rfc3339 text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: "t") || bytes[10] == UInt8(ascii: " "),
            bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
            let year = Self.digits(bytes, 0..<4), let month = Self.digits(bytes, 5..<7),
            let day = Self.digits(bytes, 8..<10), let hour = Self.digits(bytes, 11..<13),
            let minute = Self.digits(bytes, 14..<16), let second = Self.digits(bytes, 17..<19),
            (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second <= 60
        else { return nil }
        var index = 19
        var millisecond = 0
        if bytes[index] == UInt8(ascii: ".") {
            index += 1
            var scale = 100
            let start = index
            while index < bytes.count, let digit = Self.digits(bytes, index..<index + 1) {
                millisecond += digit * scale
                scale /= 10
                index += 1
            }
            if index == start { return nil }
        }
        guard let offset = Self.offsetMinutes(bytes, at: index) else { return nil }
        let civil = CivilTime(
            year: year, month: month, day: day, hour: hour, minute: minute, second: min(second, 59),
            millisecond: millisecond)
        self = civil.time(offsetMinutes: offset)
        // A day that does not exist (30 February) comes back as another date.
        let back = CivilTime(self, offsetMinutes: offset)
        if back.day != day || back.month != month { return nil }
    }

    private static func offsetMinutes(_ bytes: [UInt8], at index: Int) -> Int? {
        guard index < bytes.count else { return nil }
        if bytes[index] == UInt8(ascii: "Z") || bytes[index] == UInt8(ascii: "z") {
            return index + 1 == bytes.count ? 0 : nil
        }
        guard bytes.count == index + 6, bytes[index + 3] == UInt8(ascii: ":"),
            let hours = digits(bytes, index + 1..<index + 3), let minutes = digits(bytes, index + 4..<index + 6),
            hours < 24, minutes < 60
        else { return nil }
        switch bytes[index] {
        case UInt8(ascii: "+"): return hours * 60 + minutes
        case UInt8(ascii: "-"): return -(hours * 60 + minutes)
        default: return nil
        }
    }

    private static func digits(_ bytes: [UInt8], _ range: Range<Int>) -> Int? {
        guard range.upperBound <= bytes.count else { return nil }
        var value = 0
        for index in range {
            guard bytes[index] >= 0x30, bytes[index] <= 0x39 else { return nil }
            value = value * 10 + Int(bytes[index] - 0x30)
        }
        return value
    }
}

extension Int64 {
    /// The quotient rounded towards minus infinity; `divisor` is positive.
    func flooredQuotient(_ divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}
