/// Builds PNG files byte by byte, after the specification and without the library that is tested.
struct TinyPNG {
    var width = 3
    var height = 2
    var depth = 16
    var colour = 0
    var interlace = 0
    /// Rows as they stand in the file, without their filter bytes.
    var rows: [[UInt8]] = [[0, 0, 0x12, 0x34, 0xFF, 0xFF], [0, 1, 0x80, 0, 0xAB, 0xCD]]
    /// Chunks between the header and the pixels.
    var extra: [(String, [UInt8])] = []

    static func crc(_ bytes: [UInt8]) -> UInt32 {
        var crc: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? 0xEDB8_8320 ^ crc >> 1 : crc >> 1 }
        }
        return ~crc
    }

    static func number(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) } }

    static func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
        let body = Array(name.utf8) + data
        return number(UInt32(data.count)) + body + number(crc(body))
    }

    /// A zlib stream of stored blocks (RFC 1950, 1951).
    static func zlib(_ data: [UInt8]) -> [UInt8] {
        var (a, b): (UInt32, UInt32) = (1, 0)
        for byte in data {
            a = (a + UInt32(byte)) % 65_521
            b = (b + a) % 65_521
        }
        let length = UInt16(data.count)
        return [0x78, 0x01, 1, UInt8(length & 255), UInt8(length >> 8), UInt8(~length & 255), UInt8(~length >> 8)]
            + data + number(b << 16 | a)
    }

    var header: [UInt8] {
        Self.number(UInt32(width)) + Self.number(UInt32(height))
            + [UInt8(depth), UInt8(colour), 0, 0, UInt8(interlace)]
    }

    var bytes: [UInt8] {
        [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + Self.chunk("IHDR", header)
            + extra.flatMap { Self.chunk($0.0, $0.1) } + Self.chunk("IDAT", Self.zlib(rows.flatMap { [0] + $0 }))
            + Self.chunk("IEND", [])
    }

    /// What ``bytes`` of a `TinyPNG()` show.
    static let samples: [UInt16] = [0, 0x1234, 0xFFFF, 1, 0x8000, 0xABCD]
}
