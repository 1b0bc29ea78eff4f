internal import GateModel

/// Writes and reads `2026-11-23T00:05:09.250Z`, remembering the day, since neighbours in a capture share it.
struct TimeText {
    /// 9999-12-31T23:59:59.999Z; RFC 3339 has no later moment.
    private static let latest: Int64 = 253_402_300_799_999
    /// 0000-01-01T00:00:00Z
    private static let earliest: Int64 = -62_167_219_200_000

    private var writtenDay = Int64.min
    private var writtenPrefix: [UInt8] = []
    private var readDate = -1
    private var readDayMilliseconds: Int64 = 0

    /// Appends the time between quotes. Moments outside the years 0…9999 are written as the nearest within.
    mutating func append(_ time: GateTime, to bytes: inout [UInt8]) {
        let milliseconds = min(max(time.milliseconds, Self.earliest), Self.latest)
        var day = milliseconds / 86_400_000
        if milliseconds % 86_400_000 < 0 { day -= 1 }
        if day != writtenDay {
            let civil = CivilTime(GateTime(milliseconds: day * 86_400_000), offsetMinutes: 0)
            writtenPrefix = Array("\"\(civil.dateText)T".utf8)
            writtenDay = day
        }
        bytes.append(contentsOf: writtenPrefix)
        let inDay = Int(milliseconds - day * 86_400_000)
        let hour = inDay / 3_600_000
        let minute = inDay / 60_000 % 60
        let second = inDay / 1000 % 60
        let fraction = inDay % 1000
        func digit(_ value: Int) -> UInt8 { UInt8(truncatingIfNeeded: value) &+ 48 }
        bytes.append(digit(hour / 10))
        bytes.append(digit(hour % 10))
        bytes.append(UInt8(ascii: ":"))
        bytes.append(digit(minute / 10))
        bytes.append(digit(minute % 10))
        bytes.append(UInt8(ascii: ":"))
        bytes.append(digit(second / 10))
        bytes.append(digit(second % 10))
        bytes.append(UInt8(ascii: "."))
        bytes.append(digit(fraction / 100))
        bytes.append(digit(fraction / 10 % 10))
        bytes.append(digit(fraction % 10))
        bytes.append(UInt8(ascii: "Z"))
        bytes.append(UInt8(ascii: "\""))
    }

    /// The moment that an RFC 3339 text names; nil for anything else.
    mutating func read(_ text: UnsafeBufferPointer<UInt8>) -> GateTime? {
        guard text.count == 24, text[23] == UInt8(ascii: "Z"), text[19] == UInt8(ascii: "."),
            let year = digits(text, 0, 4), let month = digits(text, 5, 2), let day = digits(text, 8, 2),
            year * 10_000 + month * 100 + day == readDate, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
            text[10] == UInt8(ascii: "T"), text[13] == UInt8(ascii: ":"), text[16] == UInt8(ascii: ":"),
            let hour = digits(text, 11, 2), let minute = digits(text, 14, 2), let second = digits(text, 17, 2),
            let fraction = digits(text, 20, 3), hour < 24, minute < 60, second < 60
        else { return readAnew(text) }
        let inDay = ((hour * 60 + minute) * 60 + second) * 1000 + fraction
        return GateTime(milliseconds: readDayMilliseconds + Int64(inDay))
    }

    private mutating func readAnew(_ text: UnsafeBufferPointer<UInt8>) -> GateTime? {
        guard text.count <= 64, let time = GateTime(rfc3339: String(decoding: text, as: UTF8.self)) else { return nil }
        let civil = CivilTime(time, offsetMinutes: 0)
        readDate = civil.year * 10_000 + civil.month * 100 + civil.day
        let midnight = CivilTime(year: civil.year, month: civil.month, day: civil.day)
        readDayMilliseconds = midnight.time(offsetMinutes: 0).milliseconds
        return time
    }

    private func digits(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ count: Int) -> Int? {
        var value = 0
        for index in start..<start + count {
            let digit = text[index] &- 48
            guard digit <= 9 else { return nil }
            value = value * 10 + Int(digit)
        }
        return value
    }
}
