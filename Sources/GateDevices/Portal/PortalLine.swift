internal import GateModel

/// One line of the Rapiscan / TSA protocol, its fields cut but not yet judged.
struct PortalLine {
    /// The tags an occupancy and a portal's health are read from, and the vendor's own.
    enum Tag {
        case gammaBackground, gammaHigh, gammaLow, neutronBackground, neutronHigh
        case gammaScan, gammaAlarm, neutronScan, neutronAlarm
        case speed, end, tamper, tamperCleared, setUp
        /// The vendor's algorithm lines, most of what a portal says: kept in the capture, passed over here.
        case vendor

        /// - Parameter name: without white space around it.
        init?(_ name: some ByteSlice) {
            guard name.count == 2 || name.count == 3 else { return nil }
            var code: UInt32 = 0
            for byte in name { code = code << 8 | UInt32(byte) }
            switch code {
            case Self.code("GB"): self = .gammaBackground
            case Self.code("GH"): self = .gammaHigh
            case Self.code("GL"): self = .gammaLow
            case Self.code("NB"): self = .neutronBackground
            case Self.code("NH"): self = .neutronHigh
            case Self.code("GS"): self = .gammaScan
            case Self.code("GA"): self = .gammaAlarm
            case Self.code("NS"): self = .neutronScan
            case Self.code("NA"): self = .neutronAlarm
            case Self.code("SP"): self = .speed
            case Self.code("GX"): self = .end
            case Self.code("TT"): self = .tamper
            case Self.code("TC"): self = .tamperCleared
            case Self.code("SG1"), Self.code("SG2"), Self.code("SG3"), Self.code("SN1"), Self.code("SN2"):
                self = .setUp
            case Self.code("AA"), Self.code("AB1"), Self.code("AC"), Self.code("AM"), Self.code("AR"),
                Self.code("AS"), Self.code("AX"), Self.code("NB1"), Self.code("NC"), Self.code("NX"),
                Self.code("NZ"), Self.code("RW"):
                self = .vendor
            default: return nil
            }
        }

        @inline(__always)
        private static func code(_ name: StaticString) -> UInt32 {
            var code: UInt32 = 0
            for index in 0..<name.utf8CodeUnitCount { code = code << 8 | UInt32(name.utf8Start[index]) }
            return code
        }
    }

    typealias Field = Slice<UnsafeBufferPointer<UInt8>>

    /// Nil for a tag that nobody knows.
    let tag: Tag?
    /// The whole line, without CR and LF; it must outlive this.
    let bytes: UnsafeBufferPointer<UInt8>
    /// Where the first field begins; past the end where none follows the tag.
    private let start: Int

    /// - Parameter bytes: without LF.
    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
        var comma = 0
        while comma < bytes.count, bytes[comma] != UInt8(ascii: ",") { comma += 1 }
        tag = Tag(Self.trimmed(bytes[..<comma]))
        start = comma + 1
    }

    /// What stands between two commas, without white space around it; nil beyond the last.
    ///
    /// - Parameter number: from 0, which follows the tag.
    func field(_ number: Int) -> Field? {
        var place = start
        for _ in 0..<number { _ = next(&place) }
        return next(&place)
    }

    @inline(__always)
    private func next(_ place: inout Int) -> Field? {
        guard place <= bytes.count else { return nil }
        var end = place
        while end < bytes.count, bytes[end] != UInt8(ascii: ",") { end += 1 }
        defer { place = end + 1 }
        return Self.trimmed(bytes[place..<end])
    }

    /// The logger's clock at the end of the line, where the line carries it.
    var stamp: GateTime? { Self.stamp(of: bytes[...]) }

    /// The first four fields as counts; nil where there are fewer, or one is no whole number of at most 7 digits.
    var counts: (Int32, Int32, Int32, Int32)? {
        var place = start
        guard let first = next(&place).flatMap(Self.count), let second = next(&place).flatMap(Self.count),
            let third = next(&place).flatMap(Self.count), let fourth = next(&place).flatMap(Self.count)
        else { return nil }
        return (first, second, third, fourth)
    }

    static func count(_ field: some ByteSlice) -> Int32? {
        guard (1...7).contains(field.count) else { return nil }
        var value: Int32 = 0
        for byte in field {
            let digit = byte &- 48
            guard digit <= 9 else { return nil }
            value = value * 10 + Int32(digit)
        }
        return value
    }

    /// A decimal number with at most three places, in thousandths: `008.99` → 8,990.
    static func thousandths(_ field: some ByteSlice) -> Int32? {
        guard (1...12).contains(field.count) else { return nil }
        var value: Int64 = 0
        var places: Int?
        var digits = 0
        for byte in field {
            if byte == UInt8(ascii: "."), places == nil {
                places = 0
                continue
            }
            let digit = byte &- 48
            guard digit <= 9 else { return nil }
            digits += 1
            if let known = places {
                if known == 3 { continue }
                places = known + 1
            }
            value = value * 10 + Int64(digit)
        }
        guard digits > 0 else { return nil }
        for _ in (places ?? 0)..<3 { value *= 10 }
        return Int32(exactly: value)
    }

    @inline(__always)
    private static func trimmed<Bytes: ByteSlice>(_ field: Bytes) -> Bytes {
        var (start, end) = (field.startIndex, field.endIndex)
        while start < end, field[start] == 0x20 || field[start] == 0x09 { start += 1 }
        while start < end, case let last = field[end - 1], last == 0x20 || last == 0x09 || last == 0x0D { end -= 1 }
        return field[start..<end]
    }

    // MARK: Logs

    /// Whether a line looks like one of a portal's log: a known tag in front, a timestamp behind.
    static func isLogLine(_ line: some ByteSlice) -> Bool { fields(of: line) != nil && stamp(of: line) != nil }

    /// Whether a line begins with a known tag and a number.
    static func isTagged(_ line: some ByteSlice) -> Bool {
        fields(of: line)?.first.map { $0 &- 0x30 <= 9 } ?? false
    }

    /// What follows a known tag and its comma.
    private static func fields<Bytes: ByteSlice>(of line: Bytes) -> Bytes? {
        guard let comma = line.prefix(4).firstIndex(of: UInt8(ascii: ",")), Tag(line[..<comma]) != nil else {
            return nil
        }
        return line[(comma + 1)...]
    }

    /// The timestamp at the end of a line: `2016-05-31 09:30:00.899 -07`.
    static func stamp(of line: some ByteSlice) -> GateTime? {
        guard let comma = line.suffix(40).lastIndex(of: UInt8(ascii: ",")) else { return nil }
        return moment(trimmed(line[(comma + 1)...]))
    }

    /// A date, a time with or without a fraction, and a zone of hours (`-07`), or hours and minutes (`+0530`).
    static func moment(_ text: some ByteSlice) -> GateTime? {
        guard text.count >= 23, text.count <= 34 else { return nil }
        let at = text.startIndex
        func digits(_ offset: Int, _ count: Int) -> Int? {
            guard offset + count <= text.count else { return nil }
            var value = 0
            for byte in text[at + offset..<at + offset + count] {
                let digit = byte &- 48
                guard digit <= 9 else { return nil }
                value = value * 10 + Int(digit)
            }
            return value
        }
        func byte(_ offset: Int) -> UInt8 { offset < text.count ? text[at + offset] : 0 }
        guard byte(4) == UInt8(ascii: "-"), byte(7) == UInt8(ascii: "-"), byte(13) == UInt8(ascii: ":"),
            byte(16) == UInt8(ascii: ":"), byte(10) == 0x20 || byte(10) == UInt8(ascii: "T"),
            let year = digits(0, 4), let month = digits(5, 2), let day = digits(8, 2), let hour = digits(11, 2),
            let minute = digits(14, 2), let second = digits(17, 2),
            (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second < 61
        else { return nil }
        var offset = 19
        var millisecond = 0
        if byte(offset) == UInt8(ascii: ".") {
            offset += 1
            var scale = 100
            while let digit = digits(offset, 1) {
                millisecond += digit * scale
                scale /= 10
                offset += 1
            }
        }
        while byte(offset) == 0x20 { offset += 1 }
        let sign = byte(offset)
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), let hours = digits(offset + 1, 2), hours < 24
        else { return nil }
        offset += 3
        if byte(offset) == UInt8(ascii: ":") { offset += 1 }
        var minutes = hours * 60
        if offset < text.count {
            guard let more = digits(offset, 2), more < 60, offset + 2 == text.count else { return nil }
            minutes += more
        }
        return CivilTime(
            year: year, month: month, day: day, hour: hour, minute: minute, second: min(second, 59),
            millisecond: millisecond
        ).time(offsetMinutes: sign == UInt8(ascii: "-") ? -minutes : minutes)
    }
}

/// A part of an array or of memory, whose places count as those of the whole do.
protocol ByteSlice: RandomAccessCollection where Element == UInt8, Index == Int, SubSequence == Self {}

extension ArraySlice<UInt8>: ByteSlice {}
extension Slice<UnsafeBufferPointer<UInt8>>: ByteSlice {}
