/// The lines of one radiation portal of the Rapiscan / TSA kind (formats.md, radiation portal), as they come over the
/// wire: CRLF, no times.
///
/// Levels and proportions follow two public recordings: a background of 340–420 counts per detector and second, about
/// 3 neutron counts, 58–63 gamma scans of 200 ms in an occupancy.
struct PortalLines: Sendable {
    /// What the load does to the counts.
    enum Load: UInt8, Sendable {
        /// It only shields the detectors from the ground.
        case inert
        /// Naturally radioactive goods below the alarm level.
        case elevated
        /// Naturally radioactive goods in alarm.
        case alarm
    }

    /// Buffered scans sent at once when an occupancy begins.
    static let buffered = 5

    private var random: RandomSource
    /// Gamma background of the four detectors in counts per second, and the level each was installed at.
    private var background: [Double]
    private let installed: [Double]
    private let vendorConstant: (Int64, Int64)
    private(set) var occupancy: Int

    // The occupancy under way.
    private(set) var isOccupied = false
    private var load = Load.inert
    private var peak = 1.0
    private var shielding = 0.86
    private var scans = 60
    private var scan = 0
    private var contrast: [Double] = [-100, 150, 400, 300, 1000]

    init(random source: RandomSource) {
        var random = source
        installed = (0..<4).map { _ in random.uniform(340, 420) }
        background = installed
        vendorConstant = (900_000_000 + random.nextMillionths(90), -90_000_000 - random.nextMillionths(19))
        occupancy = 1 + random.below(400)
        self.random = random
    }

    // MARK: Empty

    /// The block sent every 5 s while nothing stands in the portal.
    mutating func backgroundBlock(to writer: inout ByteWriter) {
        for detector in 0..<4 {
            background[detector] +=
                (installed[detector] - background[detector]) * 0.02 + 1.5 * random.nearlyNormal()
        }
        fractions("NC", [-545_000_000 + jitter(20_000_000), 62_000_000 + jitter(2_000_000)], places: 8, &writer)
        fractions("NX", [vendorConstant.0, vendorConstant.1], places: 8, &writer)
        counts("NB", 3, 0, 2, 0, &writer)
        fractions("NB1", [380_000_000 + jitter(9_000_000), 0, 258_000_000 + jitter(9_000_000), 0], places: 8, &writer)
        counts("GB", Int(background[0]), Int(background[1]), Int(background[2]), Int(background[3]), &writer)
        counts("RW", 0, 0, 0, 0, &writer)
        fractions("AC", [131_000_000 + jitter(3_000_000), 178_000_000 + jitter(3_000_000)], places: 8, &writer)
        let bands = Self.bands.map { Int64(background[0] * $0 * 1e8) + jitter(200_000_000) }
        fractions("AB1", bands, places: 8, &writer)
        let ratios = [2750 + jitter(30), 3660 + jitter(30), 1850 + jitter(30), 1740 + jitter(30)]
        fractions("AR", ratios, places: 4, &writer)
    }

    /// Share of the background that falls into each of the vendor's four energy bands.
    private static let bands = [1.12, 1.52, 0.76, 0.72]

    // MARK: Occupied

    /// A vehicle breaks the beam. Returns how many gamma scans will be sent.
    mutating func enter(_ load: Load) -> Int {
        isOccupied = true
        self.load = load
        scans = random.within(58...63)
        scan = 0
        shielding = random.uniform(0.80, 0.93)
        switch load {
        case .inert: peak = 0
        case .elevated: peak = random.uniform(0.12, 0.22)
        case .alarm: peak = random.uniform(1.4, 7)
        }
        return scans
    }

    /// Writes the lines due until `count` gamma scans have been sent: what one read of the port returns.
    mutating func read(upTo count: Int, to writer: inout ByteWriter) {
        while scan < min(count, scans) {
            // A neutron line a second, the first of them before anything else.
            if scan == 0 || (scan > Self.buffered && (scan - Self.buffered) % 5 == 0) { neutronLine(&writer) }
            let counts = gammaLine(&writer)
            if scan == Self.buffered {
                for _ in 0..<15 { bandLine(counts, &writer) }
                vendorLines(&writer)
            } else if scan > Self.buffered {
                bandLine(counts, &writer)
                vendorLines(&writer)
            }
            if load == .alarm, inAlarm(scan) { alarmLines(&writer) }
            speedLine(after: scan, &writer)
            scan += 1
        }
    }

    /// The vehicle has left: GX with the occupancy's number and the neutron background × 1000.
    mutating func leave(to writer: inout ByteWriter) {
        counts("GX", occupancy, 6_450 + random.below(480), 0, 0, &writer)
        occupancy = occupancy % 999_999 + 1
        isOccupied = false
    }

    /// Gamma level over the background at a scan, 1 = background.
    private func level(_ scan: Int) -> Double {
        let place = Double(scan) / Double(scans)
        let shade = place < 0.12 || place > 0.93 ? 1 : shielding
        let off = (place - 0.52) / 0.17
        return shade + peak / (1 + off * off * off * off)
    }

    private func inAlarm(_ scan: Int) -> Bool { level(scan) > 1.3 }

    private mutating func gammaLine(_ writer: inout ByteWriter) -> (Double, Double, Double, Double) {
        let level = level(scan)
        // Detectors on the side of the goods see more of them; two stand low and two high.
        let extra = max(0, level - 1)
        let a = count(background[0] * 0.2 * (min(level, 1) + extra * 1.2))
        let b = count(background[1] * 0.2 * (min(level, 1) + extra * 0.4))
        let c = count(background[2] * 0.2 * (min(level, 1) + extra))
        let d = count(background[3] * 0.2 * (min(level, 1) + extra * 0.3))
        counts(load == .alarm && inAlarm(scan) ? "GA" : "GS", Int(a), Int(b), Int(c), Int(d), &writer)
        return (a, b, c, d)
    }

    private mutating func neutronLine(_ writer: inout ByteWriter) {
        let score = jitter(300_000_000) - 80_000_000
        fractions("NZ", [score, score], places: 8, &writer)
        counts("NS", few(mean: 3.2), 0, few(mean: 2.4), 0, &writer)
    }

    private mutating func bandLine(_ gamma: (Double, Double, Double, Double), _ writer: inout ByteWriter) {
        let sum = (gamma.0 + gamma.1 + gamma.2 + gamma.3) / 4
        counts(
            "AS", Int(count(sum * 1.14)), Int(count(sum * 1.5)), Int(count(sum * 0.74)), Int(count(sum * 0.66)),
            &writer)
    }

    private mutating func vendorLines(_ writer: inout ByteWriter) {
        writer.text("AX")
        for index in contrast.indices {
            contrast[index] += Double(index + 1) * 45 * random.nearlyNormal()
            contrast[index] *= 0.98
            writer.byte(UInt8(ascii: ","))
            writer.fraction(Int64(contrast[index] * 10), places: 4, width: 8)
        }
        writer.text("\r\n")
        let level = level(max(0, scan - 4))
        counts(
            "AM", Int(168 * level) + random.below(5), Int(222 * (0.7 + level * 0.3)) + random.below(5),
            Int(104 / level) + random.below(4), Int(96 / level) + random.below(4), &writer)
    }

    private mutating func alarmLines(_ writer: inout ByteWriter) {
        let deep = level(scan)
        for line in 1...(deep > 2.2 ? 3 : deep > 1.7 ? 2 : 1) {
            writer.text("AA,")
            for _ in 0..<3 {
                writer.padded(line, width: 6)
                writer.byte(UInt8(ascii: ","))
            }
            writer.text("11111A\r\n")
        }
    }

    /// Four to six speed lines; the first and the last are sensible, those between catch the gap behind the tractor.
    private mutating func speedLine(after scan: Int, _ writer: inout ByteWriter) {
        switch scan {
        case 6: speed(random.within(1320...1460), &writer)
        case 14: speed(random.chance(0.5) ? random.within(1...60) : random.within(850...950), &writer)
        case 17: speed(random.within(70...490), &writer)
        case 18 where random.chance(0.5): speed(random.within(1...50), &writer)
        case 19 where random.chance(0.5): speed(random.within(24...26), &writer)
        case 24: speed(random.within(1330...1450), &writer)
        default: break
        }
    }

    /// - Parameter tenThousandths: seconds per foot × 10,000. 99.999 mph means saturated.
    private func speed(_ tenThousandths: Int, _ writer: inout ByteWriter) {
        let milesThousandths = min(99_999, 6_818_182 / max(1, tenThousandths))
        writer.text("SP,")
        writer.fraction(Int64(tenThousandths), places: 4)
        writer.byte(UInt8(ascii: ","))
        writer.padded(milesThousandths / 1000, width: 2)
        writer.byte(UInt8(ascii: "."))
        writer.padded(milesThousandths % 1000, width: 3)
        writer.byte(UInt8(ascii: ","))
        let kilometresHundredths = milesThousandths * 1_609_344 / 10_000_000
        writer.padded(kilometresHundredths / 100, width: 3)
        writer.byte(UInt8(ascii: "."))
        writer.padded(kilometresHundredths % 100, width: 2)
        writer.text(",000000\r\n")
    }

    // MARK: Parts

    /// A count around `mean` with Poisson spread.
    @inline(__always)
    private mutating func count(_ mean: Double) -> Double {
        max(0, (mean + mean.squareRoot() * random.nearlyNormal()).rounded())
    }

    /// A small Poisson count (Knuth).
    private mutating func few(mean: Double) -> Int {
        var product = random.uniform()
        var count = 0
        // e^−3.2 and e^−2.4
        let limit = mean > 3 ? 0.0408 : 0.0907
        while product > limit, count < 14 {
            product *= random.uniform()
            count += 1
        }
        return count
    }

    private mutating func jitter(_ half: Int) -> Int64 { Int64(random.within(-half...half)) }

    @inline(__always)
    private func counts(_ tag: StaticString, _ a: Int, _ b: Int, _ c: Int, _ d: Int, _ writer: inout ByteWriter) {
        writer.text(tag)
        writer.sixDigits(a)
        writer.sixDigits(b)
        writer.sixDigits(c)
        writer.sixDigits(d)
        writer.text("\r\n")
    }

    private func fractions(_ tag: StaticString, _ values: [Int64], places: Int, _ writer: inout ByteWriter) {
        writer.text(tag)
        for value in values {
            writer.byte(UInt8(ascii: ","))
            writer.fraction(value, places: places)
        }
        writer.text("\r\n")
    }
}
