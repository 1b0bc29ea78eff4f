/// Builds TIFF files byte by byte, after the specification (TIFF 6.0) and without the library that is tested.
struct TinyTIFF {
    enum Packing: UInt16, CaseIterable { case none = 1, lzw = 5, deflate = 8, packBits = 32_773 }

    var width = 3
    var height = 2
    var bits = 16
    /// Samples of one pixel in a row.
    var samplesPerPixel = 1
    var photometric = 1
    var packing = Packing.none
    var isLittleEndian = true
    /// Rows of a strip.
    var rowsPerStrip = 1
    /// Sides of a tile instead of strips.
    var tile: (width: Int, height: Int)?
    var isPlanar = false
    var orientation = 1
    var sampleFormat = 1
    /// Of the second sample of a pixel; nil leaves the tag out.
    var extraSample: Int?
    /// Further tags, or others in the place of those above.
    var tags: [UInt16: [UInt32]] = [:]
    /// One plane for each sample of a pixel.
    var pages: [[[UInt16]]] = [[[0, 0x1234, 0xFFFF, 1, 0x8000, 0xABCD]]]

    private func short(_ value: Int) -> [UInt8] {
        let (high, low) = (UInt8(value >> 8 & 255), UInt8(value & 255))
        return isLittleEndian ? [low, high] : [high, low]
    }

    private func long(_ value: Int) -> [UInt8] {
        isLittleEndian ? short(value & 0xFFFF) + short(value >> 16) : short(value >> 16) + short(value & 0xFFFF)
    }

    private func packed(_ data: [UInt8]) -> [UInt8] {
        switch packing {
        case .none: data
        case .deflate: TinyPNG.zlib(data)
        case .packBits:
            stride(from: 0, to: data.count, by: 128).flatMap { start in
                let run = data[start..<min(start + 128, data.count)]
                return [UInt8(run.count - 1)] + run
            }
        case .lzw: Self.lzw(data)
        }
    }

    /// Nothing but literals of 9 bits: the table is cleared before it would need 10.
    static func lzw(_ data: [UInt8]) -> [UInt8] {
        var codes: [Int] = []
        for (index, byte) in data.enumerated() {
            if index % 200 == 0 { codes.append(256) }
            codes.append(Int(byte))
        }
        codes.append(257)
        var bytes: [UInt8] = []
        var (held, bits) = (0, 0)
        for code in codes {
            held = held << 9 | code
            bits += 9
            while bits >= 8 {
                bytes.append(UInt8(held >> (bits - 8) & 255))
                bits -= 8
            }
            held &= (1 << bits) - 1
        }
        if bits > 0 { bytes.append(UInt8(held << (8 - bits) & 255)) }
        return bytes
    }

    /// The strips or tiles of one page, packed; where the last column or row is short, a tile is filled with 77.
    private func chunks(_ planes: [[UInt16]]) -> [[UInt8]] {
        let (chunkWidth, chunkHeight) = tile ?? (width, rowsPerStrip)
        let groups = isPlanar ? planes.map { [$0] } : [planes]
        var chunks: [[UInt8]] = []
        for group in groups {
            for top in stride(from: 0, to: height, by: chunkHeight) {
                for left in stride(from: 0, to: width, by: chunkWidth) {
                    var data: [UInt8] = []
                    for y in top..<(tile == nil ? min(top + chunkHeight, height) : top + chunkHeight) {
                        for x in left..<left + chunkWidth {
                            for plane in group {
                                let value = x < width && y < height ? Int(plane[y * width + x]) : 77
                                data += bits == 8 ? [UInt8(value & 255)] : short(value)
                            }
                        }
                    }
                    chunks.append(packed(data))
                }
            }
        }
        return chunks
    }

    var bytes: [UInt8] {
        var file: [UInt8] = (isLittleEndian ? [0x49, 0x49] : [0x4D, 0x4D]) + short(42) + long(0)
        var pointer = 4
        for page in pages {
            var offsets: [UInt32] = []
            let chunks = chunks(page)
            for chunk in chunks {
                offsets.append(UInt32(file.count))
                file += chunk
            }
            if file.count % 2 == 1 { file.append(0) }
            var entries: [UInt16: [UInt32]] = [
                256: [UInt32(width)], 257: [UInt32(height)],
                258: .init(repeating: UInt32(bits), count: samplesPerPixel),
                259: [UInt32(packing.rawValue)], 262: [UInt32(photometric)], 274: [UInt32(orientation)],
                277: [UInt32(samplesPerPixel)], 284: [isPlanar ? 2 : 1],
                339: .init(repeating: UInt32(sampleFormat), count: samplesPerPixel),
                tile == nil ? 273 : 324: offsets, tile == nil ? 279 : 325: chunks.map { UInt32($0.count) },
            ]
            if let tile {
                entries[322] = [UInt32(tile.width)]
                entries[323] = [UInt32(tile.height)]
            } else {
                entries[278] = [UInt32(rowsPerStrip)]
            }
            if let extraSample { entries[338] = [UInt32(extraSample)] }
            entries.merge(tags) { _, other in other }
            // Values that do not fit their entry stand before the directory.
            var directory = short(entries.count)
            for tag in entries.keys.sorted() {
                let values = entries[tag] ?? []
                let isShort = [258, 259, 262, 274, 277, 284, 320, 338, 339].contains(tag)
                let data = values.flatMap { isShort ? short(Int($0)) : long(Int($0)) }
                directory += short(Int(tag)) + short(isShort ? 3 : 4) + long(values.count)
                if data.count <= 4 {
                    directory += data + [UInt8](repeating: 0, count: 4 - data.count)
                } else {
                    directory += long(file.count)
                    file += data
                    if file.count % 2 == 1 { file.append(0) }
                }
            }
            file.replaceSubrange(pointer..<pointer + 4, with: long(file.count))
            pointer = file.count + directory.count
            file += directory + long(0)
        }
        return file
    }
}
