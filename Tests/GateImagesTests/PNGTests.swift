import GateImages
import Testing

@Suite struct PNGTests {
    @Test func sixteenBitsAreReadAsTheyStand() throws {
        let scan = try #require(decoded(TinyPNG().bytes))
        #expect(scan.format == .png)
        #expect(scan.image == ScanImage(width: 3, height: 2, high: TinyPNG.samples))
        #expect(scan.notes.isEmpty)
    }

    @Test func eightBitsSpanTheWholeScale() throws {
        let scan = try #require(
            decoded(TinyPNG(width: 3, height: 1, depth: 8, rows: [[0, 0x80, 0xFF]]).bytes))
        #expect(scan.image.high == [0, 0x8080, 0xFFFF])
        #expect(scan.image.bitDepth == 8)
        #expect(scan.image.energies == 1)
    }

    @Test func whatIsNoGreyImageIsRefusedByName() {
        let table: [(TinyPNG, ScanImageFault.Code, String)] = [
            (
                TinyPNG(depth: 8, colour: 2, rows: .init(repeating: .init(repeating: 0, count: 9), count: 2)), .colour,
                "colour"
            ),
            (
                TinyPNG(
                    depth: 8, colour: 3, rows: .init(repeating: .init(repeating: 0, count: 3), count: 2),
                    extra: [("PLTE", [1, 2, 3])]), .colour, "palette"
            ),
            (TinyPNG(colour: 4, rows: .init(repeating: .init(repeating: 0, count: 12), count: 2)), .alpha, "alpha"),
            (
                TinyPNG(depth: 8, colour: 6, rows: .init(repeating: .init(repeating: 0, count: 12), count: 2)), .colour,
                "colour"
            ),
            (TinyPNG(extra: [("tRNS", [0, 1])]), .alpha, "transparent"),
            (TinyPNG(depth: 4, rows: [[0, 0], [0, 0]]), .sampleType, "4 bits"),
            (TinyPNG(depth: 1, rows: [[0], [0]]), .sampleType, "1 bits"),
            (TinyPNG(interlace: 1), .interlaced, "interlaced"),
            (TinyPNG(width: 0), .zeroSize, "0 x 2"),
            (TinyPNG(height: 0), .zeroSize, "3 x 0"),
            (TinyPNG(width: 0x7FFF_FFFF, height: 0x7FFF_FFFF), .tooManyPixels, "2147483647"),
            (TinyPNG(width: 6001, height: 1500), .tooManyPixels, "9000000"),
            (TinyPNG(width: 9_000_000, height: 1), .tooManyPixels, "65535"),
            (TinyPNG(width: 0x7FFF_FFFF, height: 0x7FFF_FFFF, interlace: 1), .tooManyPixels, "2147483647"),
        ]
        for (file, code, word) in table {
            let fault = fault(file.bytes)
            #expect(fault?.code == code, "\(file): \(String(describing: fault))")
            #expect(fault?.message.contains(word) == true, "\(String(describing: fault))")
            #expect(fault?.format == .png)
        }
    }

    @Test func everyTruncationIsRefused() {
        let bytes = TinyPNG().bytes
        for count in 0..<bytes.count {
            let fault = fault(Array(bytes.prefix(count)))
            let expected: ScanImageFault.Code = count == 0 ? .empty : count < 8 ? .notAnImage : .truncated
            #expect(fault?.code == expected, "\(count) bytes: \(String(describing: fault))")
        }
    }

    /// Every bit of the file is covered by a checksum, a length or the signature.
    @Test func everyFlippedBitIsRefused() {
        let bytes = TinyPNG().bytes
        for index in bytes.indices {
            for bit in 0..<8 {
                var flipped = bytes
                flipped[index] ^= 1 << UInt8(bit)
                #expect(fault(flipped) != nil, "byte \(index), bit \(bit)")
            }
        }
    }

    @Test func aWrongChecksumIsCalledOne() {
        let good = TinyPNG().bytes
        // The last byte of IDAT's checksum, of IHDR's, and the stream's own.
        for index in [good.count - 13, 32] {
            var bytes = good
            bytes[index] ^= 1
            #expect(fault(bytes)?.code == .badChecksum, "byte \(index)")
        }
        let file = TinyPNG()
        var stream = TinyPNG.zlib(file.rows.flatMap { [0] + $0 })
        stream[stream.count - 1] ^= 1
        let bytes = good.prefix(33) + TinyPNG.chunk("IDAT", stream) + TinyPNG.chunk("IEND", [])
        #expect(fault(Array(bytes))?.code == .badChecksum)
    }

    @Test func aStreamOfMoreOrLessThanTheImageIsRefused() {
        let head = TinyPNG().bytes.prefix(33)
        for count in [13, 15, 5_000] {
            let stream = TinyPNG.zlib([UInt8](repeating: 0, count: count))
            let bytes = head + TinyPNG.chunk("IDAT", stream) + TinyPNG.chunk("IEND", [])
            #expect(fault(Array(bytes)) != nil, "\(count) bytes of pixels")
        }
        #expect(fault(Array(head + TinyPNG.chunk("IEND", []))) != nil)
    }

    @Test func whatFollowsTheEndIsSaid() throws {
        let scan = try #require(decoded(TinyPNG().bytes + [1, 2, 3]))
        #expect(scan.image.high == TinyPNG.samples)
        #expect(scan.notes == [.trailingBytes(3)])
    }

    /// A text that would unpack to a gigabyte is not unpacked at all.
    @Test func ancillaryChunksArePassedOver() throws {
        let text = Array("Comment".utf8) + [0, 0] + TinyPNG.zlib(.init(repeating: 65, count: 60_000))
        let scan = try #require(
            decoded(TinyPNG(extra: [("zTXt", text), ("gAMA", [0, 0, 0, 0]), ("teSt", [9])]).bytes))
        #expect(scan.image.high == TinyPNG.samples)
        var broken = TinyPNG(extra: [("teSt", [9])]).bytes
        broken[41] ^= 1
        #expect(fault(broken)?.code == .badChecksum)
    }

    @Test func whatIsWrittenIsReadBack() throws {
        for (width, height) in [(1, 1), (7, 3), (300, 41), (1, 500)] {
            let image = someImage(width: width, height: height, energies: 1, seed: UInt64(width))
            let bytes = try ScanEncoder.png(image)
            #expect(decoded(bytes)?.image == image)
            #expect(decoded(bytes)?.notes == [])
            #expect(try ScanEncoder.png(image) == bytes)
        }
        let two = someImage(width: 20, height: 9, energies: 2, seed: 1)
        #expect(decoded(try ScanEncoder.png(two))?.image == two.highAlone)
        #expect(decoded(try ScanEncoder.png(try #require(two.lowAlone)))?.image == two.lowAlone)
    }
}
