import Foundation
import GateImages
import TestSupport
import Testing

/// Damaged files: no trap, no hang, no memory beyond what the limits allow. `make prove` runs a million.
@Suite struct FuzzTests {
    static let runs = ProcessInfo.processInfo.environment["SMARTGATE_FUZZ"].flatMap(Int.init) ?? 40_000

    static let seeds: [[UInt8]] = {
        let two = someImage(width: 23, height: 17, energies: 2, seed: 9)
        let plane = two.high
        var files: [[UInt8]] = [
            TinyPNG().bytes, TinyPNG(extra: [("tRNS", [0, 1])]).bytes, Array("P5 3 2 255\n      ".utf8),
            Array("P2 3 2 9 1 2 3 4 5 6\n".utf8), TinyTIFF(pages: [[plane.dropLast(385).map { $0 }]]).bytes,
        ]
        for packing in TinyTIFF.Packing.allCases {
            files.append(TinyTIFF(packing: packing).bytes)
            files.append(TinyTIFF(packing: packing, isLittleEndian: false, tile: (16, 16)).bytes)
            files.append(
                TinyTIFF(
                    width: 23, height: 17, samplesPerPixel: 2, packing: packing, rowsPerStrip: 4, isPlanar: true,
                    extraSample: 0, pages: [[two.high, two.low]]
                ).bytes)
        }
        if let png = try? ScanEncoder.png(two) { files.append(png) }
        if let tiff = try? ScanEncoder.tiff(two) { files.append(tiff) }
        return files
    }()

    /// Resident memory at its highest, in kilobytes.
    private static func peak() -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
        return line.split(separator: " ").compactMap { Int($0) }.first ?? 0
    }

    @Test func damagedFilesAreRefusedOrReadAndNothingElse() {
        // Small limits: what a lying header makes the reader take is then visible in the peak.
        let limits = ScanLimits(fileBytes: 1 << 20, pixels: 1 << 16)
        let before = Self.peak()
        var (read, refused) = (0, 0)
        for run in 0..<Self.runs {
            var random = SeededRandom(seed: UInt64(run))
            var bytes = random.pick(Self.seeds)
            for _ in 0...random.below(6) {
                guard !bytes.isEmpty else { break }
                switch random.below(6) {
                case 0: bytes = Array(bytes.prefix(random.below(bytes.count + 1)))
                case 1: bytes[random.below(bytes.count)] = UInt8(truncatingIfNeeded: random.next())
                case 2: bytes[random.below(bytes.count)] ^= 1 << UInt8(random.below(8))
                case 3: bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: random.below(bytes.count + 1))
                case 4: bytes.remove(at: random.below(bytes.count))
                default:
                    // Lengths and counts lie in words.
                    let place = random.below(bytes.count)
                    let word = random.pick([0x00, 0x7F, 0x80, 0xFF] as [UInt8])
                    for index in place..<min(place + 4, bytes.count) { bytes[index] = word }
                }
            }
            switch outcome(bytes, limits: limits) {
            case .success(let scan):
                read += 1
                if scan.image.width * scan.image.height > limits.pixels { Issue.record("seed \(run)") }
            case .failure(let fault):
                refused += 1
                if fault.message.isEmpty { Issue.record("seed \(run): \(fault)") }
            }
        }
        #expect(refused > Self.runs / 2)
        #expect(read > 0)
        // An image of these limits takes 256 KiB; the tests beside this one, and the library's tables, some megabytes.
        let grown = Self.peak() - before
        #expect(grown < 128 << 10, "\(grown) kB more after \(Self.runs) files")
    }
}
