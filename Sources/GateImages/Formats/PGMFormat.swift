/// PGM, plain (P2) and raw (P5), to 65,535 greys: for tests and for small tools. One energy.
enum PGMFormat {
    static func decode(_ bytes: UnsafeBufferPointer<UInt8>, _ limits: ScanLimits) throws(ScanImageFault) -> DecodedScan
    {
        var reader = PGMReader(bytes: bytes, position: 2)
        let width = try reader.number(limit: Int(Int32.max))
        let height = try reader.number(limit: Int(Int32.max))
        try limits.check(.pgm, width: width, height: height, byte: reader.position)
        let greys = try reader.number(limit: 65_535)
        guard greys > 0 else {
            throw ScanImageFault(
                .malformed, "a largest grey of 0, expected 1…65535", format: .pgm, byte: reader.position)
        }
        let scale = PGMScale(greys: greys)
        let count = width * height
        let high = bytes[1] == UInt8(ascii: "5") ? try reader.raw(count, scale) : try reader.plain(count, scale)
        let rest = reader.rest()
        let depth = greys.bitWidth - greys.leadingZeroBitCount
        let image = ScanImage(width: width, height: height, bitDepth: depth, high: high)
        return DecodedScan(image: image, format: .pgm, notes: rest == 0 ? [] : [.trailingBytes(rest)])
    }
}

/// Brings samples of 0…`greys` to 0…65,535, rounded.
struct PGMScale {
    let greys: Int

    func sample(_ value: Int) -> UInt16 { UInt16((value * 65_535 + greys / 2) / greys) }
}

private struct PGMReader {
    let bytes: UnsafeBufferPointer<UInt8>
    var position: Int

    private func fault(_ code: ScanImageFault.Code, _ message: String) -> ScanImageFault {
        ScanImageFault(code, message, format: .pgm, byte: position)
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }

    /// White space and comments, which run from # to the line's end.
    private mutating func skipSpace() {
        while position < bytes.count {
            if bytes[position] == UInt8(ascii: "#") {
                while position < bytes.count, bytes[position] != 10, bytes[position] != 13 { position += 1 }
            } else if Self.isSpace(bytes[position]) {
                position += 1
            } else {
                return
            }
        }
    }

    /// A whole number after white space.
    mutating func number(limit: Int) throws(ScanImageFault) -> Int {
        let start = position
        skipSpace()
        guard position < bytes.count else { throw fault(.truncated, "the file ends where a number should stand") }
        guard position > start else { throw fault(.malformed, "no space before a number") }
        var value = 0
        let first = position
        while position < bytes.count, (0x30...0x39).contains(bytes[position]) {
            value = value * 10 + Int(bytes[position] - 0x30)
            guard value <= limit else { throw fault(.malformed, "a number above \(limit)") }
            position += 1
        }
        guard position > first else { throw fault(.malformed, "expected a number") }
        return value
    }

    mutating func raw(_ count: Int, _ scale: PGMScale) throws(ScanImageFault) -> [UInt16] {
        guard position < bytes.count else { throw fault(.truncated, "the file ends before the samples") }
        guard Self.isSpace(bytes[position]) else { throw fault(.malformed, "no space before the samples") }
        position += 1
        let size = scale.greys > 255 ? 2 : 1
        guard bytes.count - position >= count * size else {
            let there = (bytes.count - position) / size
            position = bytes.count
            throw fault(.truncated, "\(there) samples of \(count)")
        }
        let start = position
        position += count * size
        return try samples(count) { target in
            for index in 0..<count {
                let place = start + index * size
                let value = size == 2 ? Int(bytes[place]) << 8 | Int(bytes[place + 1]) : Int(bytes[place])
                guard value <= scale.greys else { return tooBright(value, scale, place) }
                target[index] = scale.sample(value)
            }
            return nil
        }
    }

    mutating func plain(_ count: Int, _ scale: PGMScale) throws(ScanImageFault) -> [UInt16] {
        // The shortest sample is a space and a digit: no memory for more than the file can hold.
        guard bytes.count - position >= count * 2 else {
            position = bytes.count
            throw fault(.truncated, "too few bytes for \(count) samples")
        }
        var result: [UInt16] = []
        result.reserveCapacity(count)
        for _ in 0..<count {
            let value = try number(limit: 65_535)
            guard value <= scale.greys else { throw tooBright(value, scale, position) }
            result.append(scale.sample(value))
        }
        return result
    }

    private func tooBright(_ value: Int, _ scale: PGMScale, _ place: Int) -> ScanImageFault {
        ScanImageFault(.malformed, "a sample of \(value), at most \(scale.greys)", format: .pgm, byte: place)
    }

    /// Bytes that follow; the white space with which a plain file ends does not count.
    mutating func rest() -> Int {
        if bytes[1] == UInt8(ascii: "2") { skipSpace() }
        return bytes.count - position
    }
}
