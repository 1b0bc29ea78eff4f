internal import GateModel

/// The texts of N42 elements: durations, moments, lists of counts.
enum N42Text {
    /// Channels a spectrum may claim; the finest detectors have 16,384.
    static let channelLimit: Int64 = 1 << 20
    /// Counts beyond any detector's, which keeps every sum within `Int64`.
    static let countLimit = 1e12

    /// An XML Schema duration without years and months, `PT0.250S`, in milliseconds; nil for anything else or for more
    /// than 31 days.
    static func milliseconds(_ text: some Collection<UInt8>) -> Int64? {
        var rest = Array(text)[...]
        guard rest.popFirst() == UInt8(ascii: "P"), !rest.isEmpty else { return nil }
        var total = 0.0
        var isTime = false
        var isEmpty = true
        while let byte = rest.first {
            if byte == UInt8(ascii: "T"), !isTime {
                isTime = true
                rest.removeFirst()
                continue
            }
            let digits = rest.prefix { $0 &- 0x30 <= 9 || $0 == UInt8(ascii: ".") }
            guard let value = number(digits) else { return nil }
            rest = rest.dropFirst(digits.count)
            switch (rest.popFirst(), isTime) {
            case (UInt8(ascii: "D"), false): total += value * 86_400
            case (UInt8(ascii: "H"), true): total += value * 3_600
            case (UInt8(ascii: "M"), true): total += value * 60
            case (UInt8(ascii: "S"), true): total += value
            default: return nil
            }
            isEmpty = false
        }
        guard !isEmpty, total <= 31 * 86_400 else { return nil }
        return Int64((total * 1000).rounded())
    }

    /// A moment with its zone; nil without one, since the gate cannot guess where an instrument thinks it is.
    static func moment(_ text: [UInt8]) -> GateTime? {
        if text.last == UInt8(ascii: "Z") { return PortalLine.moment((text.dropLast() + Array("+00:00".utf8))[...]) }
        return PortalLine.moment(text[...])
    }

    /// A finite number that is not negative; nil for anything else.
    static func number(_ text: some Collection<UInt8>) -> Double? {
        guard (1...40).contains(text.count) else { return nil }
        var whole = 0.0
        for byte in text {
            let digit = byte &- 0x30
            guard digit <= 9 else {
                guard let value = Double(String(decoding: text, as: UTF8.self)), value.isFinite, value >= 0 else {
                    return nil
                }
                return value
            }
            whole = whole * 10 + Double(digit)
        }
        return whole
    }

    static func flag(_ text: [UInt8]) -> Bool? {
        switch String(decoding: text, as: UTF8.self).lowercased() {
        case "1", "true": true
        case "0", "false": false
        default: nil
        }
    }

    /// The sum of a list of counts parted by white space.
    ///
    /// - Parameter isCompressed: counted zeroes; after a 0 comes the number of zeroes in a row, itself included.
    /// - Throws: a fault without a place: malformed, truncated (a 0 without its number), out of range.
    static func sum(_ text: [UInt8], isCompressed: Bool) throws(DeviceFault) -> Int64 {
        var sum = 0.0
        var channels: Int64 = 0
        var awaitsZeroes = false
        var index = 0
        while index < text.count {
            guard text[index] > 0x20 else {
                index += 1
                continue
            }
            let start = index
            while index < text.count, text[index] > 0x20 { index += 1 }
            let word = text[start..<index]
            guard let value = number(word) else {
                throw DeviceFault(.malformed, "'\(String(decoding: word.prefix(20), as: UTF8.self))' is no count")
            }
            if awaitsZeroes {
                guard value >= 1, value <= Double(channelLimit), value == value.rounded() else {
                    throw DeviceFault(.outOfRange, "a run of zeroes has 1…\(channelLimit) of them")
                }
                channels += Int64(value)
                awaitsZeroes = false
            } else if isCompressed, value == 0 {
                awaitsZeroes = true
            } else {
                sum += value
                channels += 1
            }
            guard channels <= channelLimit, sum <= countLimit else {
                throw DeviceFault(.outOfRange, "more channels or counts than any detector has")
            }
        }
        guard !awaitsZeroes else { throw DeviceFault(.truncated, "a zero without the number of zeroes") }
        return Int64(sum.rounded())
    }
}
