/// Writes device bytes without going through `String`: a day is some seventy megabytes of them.
struct ByteWriter: Sendable {
    private(set) var bytes: [UInt8] = []

    init(reserving capacity: Int = 4096) { bytes.reserveCapacity(capacity) }

    /// Hands the bytes over in an array of just their size and begins anew in the same memory.
    mutating func take() -> [UInt8] {
        let exact = bytes.withUnsafeBufferPointer { [UInt8]($0) }
        bytes.removeAll(keepingCapacity: true)
        return exact
    }

    @inline(__always)
    mutating func byte(_ byte: UInt8) { bytes.append(byte) }

    @inline(__always)
    mutating func text(_ text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    mutating func text(_ text: String) { bytes.append(contentsOf: text.utf8) }

    mutating func raw(_ other: [UInt8]) { bytes.append(contentsOf: other) }

    /// A whole number, as short as it goes.
    mutating func decimal(_ value: Int64) {
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        digits(value.magnitude, least: 1, filler: UInt8(ascii: "0"))
    }

    /// A number that is not negative in at least `width` places, with leading zeros or another filler.
    @inline(__always)
    mutating func padded(_ value: Int, width: Int, filler: UInt8 = UInt8(ascii: "0")) {
        digits(UInt64(max(0, value)), least: width, filler: filler)
    }

    /// A comma and six digits, as most portal lines have them.
    @inline(__always)
    mutating func sixDigits(_ value: Int) {
        var rest = UInt32(truncatingIfNeeded: min(max(0, value), 999_999))
        var packed: UInt64 = 0
        for _ in 0..<6 {
            packed = packed << 8 | UInt64(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        }
        packed = packed << 8 | UInt64(UInt8(ascii: ","))
        withUnsafeBytes(of: packed.littleEndian) { seven in
            bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: seven[0..<7]))
        }
    }

    /// A decimal fraction: `scaled` counts units of the last place. With a `width` it is filled with spaces.
    mutating func fraction(_ scaled: Int64, places: Int, width: Int = 0) {
        var unit: UInt64 = 1
        for _ in 0..<places { unit *= 10 }
        let whole = scaled.magnitude / unit
        var length = places + 2 + (scaled < 0 ? 1 : 0)
        var rest = whole / 10
        while rest > 0 {
            length += 1
            rest /= 10
        }
        while length < width {
            bytes.append(UInt8(ascii: " "))
            length += 1
        }
        if scaled < 0 { bytes.append(UInt8(ascii: "-")) }
        digits(whole, least: 1, filler: UInt8(ascii: "0"))
        bytes.append(UInt8(ascii: "."))
        digits(scaled.magnitude % unit, least: places, filler: UInt8(ascii: "0"))
    }

    private mutating func digits(_ value: UInt64, least: Int, filler: UInt8) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 24) { scratch in
            var start = 24
            var rest = value
            repeat {
                start -= 1
                scratch[start] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest > 0
            while 24 - start < min(least, 24) {
                start -= 1
                scratch[start] = filler
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: UnsafeBufferPointer(scratch)[start..<24]))
        }
    }
}
