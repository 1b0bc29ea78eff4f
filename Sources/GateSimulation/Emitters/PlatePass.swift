/// One vehicle's pass before one plate camera: what each frame read and how sure the camera was.
///
/// Made anew from the same substream for every frame and for the group, so it need not be kept.
struct PlatePass: Sendable {
    /// Share of passes whose best read is the plate itself (formats.md: 86–91 %, counted 86.0 %).
    static let exactShare = 0.885
    /// Share of misread passes that offer the true plate among the other candidates (assumed).
    static let truthOfferedShare = 0.85
    /// Milliseconds between frames.
    static let framePeriod: Int64 = 420

    let truth: PlateText
    /// The read of the best frame, which the group repeats.
    let best: PlateText
    let frames: Int
    let bestFrame: Int
    /// Millionths of a per cent: 91_700_233 is 91.700233.
    let bestConfidence: Int64
    /// For whatever a frame still needs to draw.
    var random: RandomSource

    var isExact: Bool { best == truth }

    /// - Parameter isSure: the best read is the plate itself.
    init(truth: PlateText, frames range: ClosedRange<Int>, random source: RandomSource, isSure: Bool = false) {
        var random = source
        self.truth = truth
        let exact = random.chance(Self.exactShare) || isSure
        best = exact ? truth : PlateErrors.misread(truth, &random)
        frames = random.within(range)
        bestFrame = max(0, frames - 1 - random.below(2))
        bestConfidence = exact ? 84_000_000 + random.nextMillionths(11) : 74_000_000 + random.nextMillionths(14)
        self.random = random
    }

    /// What one frame read, and its confidence in millionths of a per cent, never above that of the best frame.
    func read(frame: Int) -> (plate: PlateText, confidence: Int64, random: RandomSource) {
        var random = random
        for _ in 0...frame { _ = random.next() }
        random = RandomSource(seed: random.next(), stream: UInt64(frame))
        guard frame != bestFrame else { return (best, bestConfidence, random) }
        // A plate far off or half out of the picture is read worse.
        let lower = bestConfidence - 3_000_000 - random.nextMillionths(16)
        let plate: PlateText
        if random.chance(0.65) {
            plate = best
        } else if !isExact, random.chance(0.4) {
            plate = truth
        } else {
            plate = PlateErrors.misread(truth, &random)
        }
        return (plate, lower, random)
    }

    /// Reads offered beside the best one, from likelier to less likely.
    func candidates(of read: PlateText, _ random: inout RandomSource) -> [PlateText] {
        var candidates = [read]
        let wanted = 3 + random.below(5)
        if read != truth, random.chance(Self.truthOfferedShare) { candidates.append(truth) }
        for _ in 0..<12 where candidates.count < wanted {
            let other = PlateErrors.misread(read, &random)
            if !candidates.contains(other) { candidates.append(other) }
        }
        if candidates.count > 2, random.chance(0.3) { candidates.swapAt(1, 2) }
        return candidates
    }
}

extension RandomSource {
    /// A whole number below `whole` millions.
    mutating func nextMillionths(_ whole: Int) -> Int64 { Int64(below(whole * 1_000_000)) }
}
