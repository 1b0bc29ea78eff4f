/// Mettler-Toledo continuous frames of one vehicle on a weighbridge: seventeen bytes, about seven a second
/// (formats.md, weighbridge). The gateway sends them a second at a time, and only while something stands on the
/// scale.
struct ScaleFrames: Sendable {
    /// Frames a second.
    static let rate = 7
    /// The scale's division in kilograms.
    static let division = 20

    /// Gross weight of the vehicle in kilograms.
    let kilograms: Int
    /// Seconds from the first axle to the last one off.
    let seconds: Int
    private let random: RandomSource

    init(kilograms: Int, random source: RandomSource) {
        var random = source
        self.kilograms = kilograms
        seconds = random.within(12...17)
        self.random = random
    }

    /// The frames of one second: rolling on (4 s), swinging (2 s), still, rolling off (2 s).
    func second(_ second: Int, to writer: inout ByteWriter) {
        var random = random
        random = RandomSource(seed: random.next(), stream: UInt64(second))
        for frame in 0..<Self.rate {
            let time = Double(second) + Double(frame) / Double(Self.rate)
            let share: Double
            var swing = 0.0
            if time < 4 {
                // Axle by axle: a step about each second.
                share = min(1, (time / 4 * 5).rounded(.down) / 5 + 0.04)
                swing = 0.02
            } else if time < 6 {
                share = 1
                swing = 0.004 * (6 - time)
            } else if time < Double(seconds - 2) {
                share = 1
            } else {
                share = max(0, Double(seconds) - time) / 2
                swing = 0.02
            }
            let weight = Double(kilograms) * (share + swing * random.nearlyNormal())
            let shown = Int((weight / Double(Self.division)).rounded()) * Self.division
            write(max(0, shown), inMotion: swing > 0, to: &writer)
        }
    }

    private func write(_ kilograms: Int, inMotion: Bool, to writer: inout ByteWriter) {
        writer.byte(0x02)
        // SWA: decimal position 2 (× 1), increment 2, bit 5 always set.
        writer.byte(0b0011_0010)
        // SWB: gross, kilograms (bit 4), bit 3 in motion, bit 5 always set.
        writer.byte(inMotion ? 0b0011_1000 : 0b0011_0000)
        writer.byte(0x20)
        writer.padded(kilograms, width: 6, filler: 0x20)
        writer.padded(0, width: 6, filler: 0x20)
        writer.byte(0x0D)
    }
}
