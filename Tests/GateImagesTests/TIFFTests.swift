import GateImages
import Testing

@Suite struct TIFFTests {
    static let samples: [UInt16] = [0, 0x1234, 0xFFFF, 1, 0x8000, 0xABCD]
    static let others: [UInt16] = [9, 8, 7, 600, 500, 400]

    @Test(arguments: TinyTIFF.Packing.allCases, [true, false])
    func stripsAndTilesOfEitherByteOrder(packing: TinyTIFF.Packing, isLittleEndian: Bool) throws {
        var file = TinyTIFF(packing: packing, isLittleEndian: isLittleEndian)
        for rows in [1, 2, 5] {
            file.rowsPerStrip = rows
            let scan = try #require(decoded(file.bytes), "\(rows) rows a strip: \(outcome(file.bytes))")
            #expect(scan.image == ScanImage(width: 3, height: 2, high: Self.samples))
            #expect(scan.format == .tiff)
            #expect(scan.notes.isEmpty)
        }
        file.tile = (16, 16)
        #expect(decoded(file.bytes)?.image.high == Self.samples, "tiles: \(outcome(file.bytes))")
        let wide = someImage(width: 37, height: 35, energies: 1, seed: 3)
        file = TinyTIFF(
            width: 37, height: 35, packing: packing, isLittleEndian: isLittleEndian, tile: (16, 32),
            pages: [[wide.high]])
        #expect(decoded(file.bytes)?.image == wide)
    }

    @Test(arguments: TinyTIFF.Packing.allCases) func twoEnergiesInOnePixel(packing: TinyTIFF.Packing) throws {
        var file = TinyTIFF(
            samplesPerPixel: 2, packing: packing, rowsPerStrip: 2, extraSample: 0, pages: [[Self.samples, Self.others]])
        let image = ScanImage(width: 3, height: 2, high: Self.samples, low: Self.others)
        #expect(decoded(file.bytes)?.image == image)
        file.isPlanar = true
        #expect(decoded(file.bytes)?.image == image)
        file.tile = (16, 16)
        #expect(decoded(file.bytes)?.image == image)
        file.isPlanar = false
        #expect(decoded(file.bytes)?.image == image)
        // Many writers leave out what the second sample is: libtiff warns, and so do we.
        file.extraSample = nil
        let scan = try #require(decoded(file.bytes))
        #expect(scan.image == image)
        #expect(scan.notes.count == 1)
    }

    @Test func twoEnergiesInTwoPages() throws {
        let file = TinyTIFF(pages: [[Self.samples], [Self.others]])
        let scan = try #require(decoded(file.bytes), "\(outcome(file.bytes))")
        #expect(scan.image == ScanImage(width: 3, height: 2, high: Self.samples, low: Self.others))
        #expect(scan.image.energies == 2)
    }

    @Test func eightBitsSpanTheWholeScale() throws {
        let scan = try #require(decoded(TinyTIFF(bits: 8, pages: [[[0, 1, 2, 128, 254, 255]]]).bytes))
        #expect(scan.image.high == [0, 0x101, 0x202, 0x8080, 0xFEFE, 0xFFFF])
        #expect(scan.image.bitDepth == 8)
    }

    @Test func whiteForNothingIsTurnedRoundAndSaid() throws {
        let scan = try #require(decoded(TinyTIFF(photometric: 0).bytes))
        #expect(scan.image.high == Self.samples.map { ~$0 })
        #expect(scan.notes == [.inverted])
    }

    @Test func whatIsNoGreyImageIsRefusedByName() {
        let plane = Self.samples
        let table: [(TinyTIFF, ScanImageFault.Code, String)] = [
            (TinyTIFF(bits: 8, samplesPerPixel: 3, photometric: 2, pages: [[plane, plane, plane]]), .colour, "kind 2"),
            (TinyTIFF(bits: 8, photometric: 3, tags: [320: .init(repeating: 0, count: 768)]), .colour, "palette"),
            (TinyTIFF(samplesPerPixel: 2, extraSample: 1, pages: [[plane, plane]]), .alpha, "alpha"),
            (TinyTIFF(samplesPerPixel: 2, extraSample: 2, pages: [[plane, plane]]), .alpha, "alpha"),
            (TinyTIFF(samplesPerPixel: 3, pages: [[plane, plane, plane]]), .tooManyEnergies, "3 samples"),
            (TinyTIFF(pages: [[plane], [plane], [plane]]), .tooManyEnergies, "two pages"),
            (
                TinyTIFF(samplesPerPixel: 2, extraSample: 0, pages: [[plane, plane], [plane, plane]]), .tooManyEnergies,
                "4"
            ),
            (TinyTIFF(tags: [258: [32]]), .sampleType, "32 bits"),
            (TinyTIFF(tags: [258: [1]]), .sampleType, "1 bits"),
            (TinyTIFF(sampleFormat: 2), .sampleType, "format 2"),
            (TinyTIFF(sampleFormat: 3), .sampleType, "format 3"),
            (TinyTIFF(tags: [259: [7]]), .compression, "compression 7"),
            (TinyTIFF(tags: [259: [34_712]]), .compression, "34712"),
            (TinyTIFF(orientation: 3), .orientation, "orientation 3"),
            (TinyTIFF(orientation: 6), .orientation, "orientation 6"),
            (TinyTIFF(tags: [256: [6001], 257: [1500]]), .tooManyPixels, "9000000"),
            (TinyTIFF(tags: [256: [0xFFFF_FFFF]]), .tooManyPixels, "65535"),
            (TinyTIFF(tile: (16, 16), tags: [322: [0x8000_0000], 323: [0x8000_0000]]), .malformed, ""),
            (TinyTIFF(tile: (16, 16), tags: [322: [60_000], 323: [60_000]]), .tooManyPixels, "tiles"),
        ]
        for (file, code, word) in table {
            let fault = fault(file.bytes)
            #expect(fault?.code == code, "\(file): \(String(describing: fault))")
            #expect(fault?.message.contains(word) == true, "\(String(describing: fault))")
            #expect(fault?.format == .tiff)
        }
        // libtiff has its own words for these.
        for tags: [UInt16: [UInt32]] in [
            [256: [0]], [257: [0]], [278: [0]], [273: [0]], [273: [0, 0]], [273: [8, 0xFFFF_FFF0]], [277: [0]],
            [279: [12, 0xFFFF_FFFF]], [279: [0, 0]], [256: [0xFFFF_FFFF], 257: [0xFFFF_FFFF]], [257: [0xFFFF_FFFF]],
        ] {
            #expect(fault(TinyTIFF(tags: tags).bytes) != nil, "\(tags)")
        }
    }

    /// libtiff works out the length of a single unpacked strip where the directory has none; that is said.
    @Test func aLengthThatWasWorkedOutIsSaid() throws {
        let scan = try #require(decoded(TinyTIFF(rowsPerStrip: 2, tags: [279: [0]]).bytes))
        #expect(scan.image.high == Self.samples)
        #expect(scan.notes.count == 1)
    }

    @Test func pagesOfDifferentSizesAreNoTwoEnergies() {
        let small = TinyTIFF(width: 2, height: 2, pages: [[[1, 2, 3, 4]]]).bytes
        // A second directory, made by hand, at the end of a whole file: its page is that of the first file's bytes.
        var bytes = TinyTIFF().bytes
        let base = bytes.count
        let directory = Int(small[4]) | Int(small[5]) << 8
        bytes += small
        let link = base - 4
        let place = base + directory
        bytes[link] = UInt8(place & 255)
        bytes[link + 1] = UInt8(place >> 8)
        #expect(fault(bytes)?.code == .energiesDiffer)
    }

    @Test func aDirectoryThatPointsAtItselfEnds() {
        var bytes = TinyTIFF().bytes
        let start = bytes[4...7]
        bytes.replaceSubrange(bytes.count - 4..<bytes.count, with: start)
        #expect(fault(bytes) != nil)
    }

    @Test(arguments: TinyTIFF.Packing.allCases) func everyTruncationIsRefused(packing: TinyTIFF.Packing) {
        let bytes = TinyTIFF(packing: packing).bytes
        for count in 0..<bytes.count {
            let fault = fault(Array(bytes.prefix(count)))
            #expect(fault != nil, "\(count) bytes")
            if count == 0 { #expect(fault?.code == .empty) }
            if (1..<4).contains(count) { #expect(fault?.code == .notAnImage) }
        }
    }

    /// Samples cut off at the file's end: the directory stands in front.
    @Test func truncatedSamplesAreCalledTruncated() throws {
        let image = someImage(width: 60, height: 40, energies: 2, seed: 5)
        var file = try ScanEncoder.tiff(image)
        // libtiff writes the samples of the first page right behind the header.
        file.removeSubrange(200..<file.count)
        #expect(fault(file)?.code == .truncated)
    }

    @Test func whatIsWrittenIsReadBack() throws {
        for (width, height, energies) in [(1, 1, 1), (1, 1, 2), (7, 3, 2), (300, 141, 2), (64, 64, 1), (1, 500, 2)] {
            let image = someImage(width: width, height: height, energies: energies, seed: UInt64(width))
            let bytes = try ScanEncoder.tiff(image)
            #expect(decoded(bytes)?.image == image, "\(outcome(bytes))")
            #expect(decoded(bytes)?.notes == [])
            #expect(try ScanEncoder.tiff(image) == bytes)
        }
    }
}
