import GateImages
import Testing

@Suite struct PGMTests {
    private func file(_ head: String, _ data: [UInt8] = []) -> [UInt8] { Array(head.utf8) + data }

    @Test func rawAndPlain() throws {
        let raw = try #require(decoded(file("P5 2 2 255\n", [0, 1, 128, 255])))
        #expect(raw.image == ScanImage(width: 2, height: 2, bitDepth: 8, high: [0, 257, 32_896, 65_535]))
        #expect(raw.format == .pgm)
        let wide = try #require(decoded(file("P5\n# a comment\n2 1 # another\n65535\n", [0x12, 0x34, 0xFF, 0xFF])))
        #expect(wide.image == ScanImage(width: 2, height: 1, high: [0x1234, 0xFFFF]))
        let plain = try #require(decoded(file("P2\n3 1\n4095\n0 2048\n# half\n4095\n")))
        #expect(plain.image == ScanImage(width: 3, height: 1, bitDepth: 12, high: [0, 32_776, 65_535]))
        #expect(plain.notes.isEmpty)
        #expect(decoded(file("P2 1 1 1 1"))?.image.bitDepth == 1)
    }

    @Test func whatIsWrongIsNamedWithItsPlace() {
        let table: [([UInt8], ScanImageFault.Code, Int?)] = [
            (file("P5 2 2 255\n", [0, 1, 2]), .truncated, 14),
            (file("P5 2 2 256\n", [0, 1, 2, 3, 4, 5, 6]), .truncated, 18),
            (file("P5 2 2 255"), .truncated, 10),
            (file("P5 2 2"), .truncated, 6),
            (file("P5"), .truncated, 2),
            (file("P5 # no end of the comment"), .truncated, 26),
            (file("P2 2 2 9 1 2 3"), .truncated, nil),
            (file("P2 2 1 9 1 x"), .malformed, 11),
            (file("P2 2 1 9 1 10"), .malformed, 13),
            (file("P5 1 1 100\n", [101]), .malformed, 11),
            (file("P5 -1 1 255\n"), .malformed, 3),
            (file("P52 2 255\n", [0, 0, 0, 0]), .malformed, 2),
            (file("P5 1 1 0\n", [0]), .malformed, 8),
            (file("P5 1 1 65536\n", [0, 0]), .malformed, 11),
            (file("P5 99999999999999999999 1 255\n"), .malformed, nil),
            (file("P5 0 1 255\n"), .zeroSize, 6),
            (file("P5 1 0 255\n"), .zeroSize, 6),
            (file("P5 6001 1500 255\n"), .tooManyPixels, 12),
            (file("P5 65536 1 255\n"), .tooManyPixels, nil),
            (file("P5 2147483647 2147483647 255\n"), .tooManyPixels, nil),
            (file("P5 1 1 255x", [0]), .malformed, 10),
            (file("P4 8 1\n", [0]), .notAnImage, 0),
            (file("P6 1 1 255\n", [0, 0, 0]), .notAnImage, 0),
            (file("GIF89a"), .notAnImage, 0),
            // BigTIFF.
            (file("II", [43, 0, 8, 0, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0]), .notAnImage, 0),
            (file(" P5 1 1 255\n", [0]), .notAnImage, 0),
        ]
        for (bytes, code, byte) in table {
            let fault = fault(bytes)
            #expect(fault?.code == code, "\(String(decoding: bytes, as: UTF8.self)): \(String(describing: fault))")
            if let byte { #expect(fault?.byte == byte, "\(String(describing: fault))") }
        }
    }

    @Test func everyTruncationIsRefused() {
        for bytes in [file("P5 2 2 65535\n", [0, 1, 2, 3, 4, 5, 6, 7]), file("P2 2 2 255 10 20 30 4")] {
            for count in 0..<bytes.count { #expect(fault(Array(bytes.prefix(count))) != nil, "\(count) bytes") }
            #expect(fault(bytes) == nil)
        }
    }

    @Test func whatFollowsIsSaid() {
        #expect(decoded(file("P5 1 1 255\n", [9, 1, 2]))?.notes == [.trailingBytes(2)])
        #expect(decoded(file("P2 1 1 255 9 \n"))?.notes == [])
        #expect(decoded(file("P2 1 1 255 9 8\n"))?.notes == [.trailingBytes(2)])
    }

    @Test func limitsCanBeSetWithinTheirBounds() {
        let bytes = file("P5 3 3 255\n", .init(repeating: 0, count: 9))
        #expect(fault(bytes, limits: ScanLimits(pixels: 8))?.code == .tooManyPixels)
        #expect(fault(bytes, limits: ScanLimits(pixels: 9)) == nil)
        #expect(fault(bytes, limits: ScanLimits(fileBytes: 19))?.code == .fileTooLarge)
        #expect(ScanLimits(fileBytes: .max, pixels: .max).pixels == ScanLimits.mostPixels)
        #expect(ScanLimits(fileBytes: .max).fileBytes == 256 << 20)
        #expect(ScanLimits(fileBytes: -1, pixels: -1).pixels == 1)
    }

    @Test func aFaultReadsLikeASentence() {
        #expect(
            fault(file("P5 0 1 255\n")).map { "\($0)" } == "zeroSize, PGM, byte 6: 0 x 1 pixels")
        #expect(fault([]).map { "\($0)" } == "empty: a file of no bytes")
    }
}
