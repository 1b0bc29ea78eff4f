/// What randomness is drawn for. Each has a substream of its own, so that one more draw here shifts nothing there.
/// Numbers are part of what "the same seed, the same bytes" means: add at the end, never renumber.
enum Purpose: UInt64 {
    case arrivals = 1, declaration, plates, fate, manifest, yard, arch, booth, scanner, house, exit, portal, scale
    case container, clock, latency, faults, yardCamera, queueCamera, frontCamera, rearCamera, houseCamera, heartbeat,
        axles, documents, neighbour, rating
}

extension RandomSource {
    init(_ seed: UInt64, _ purpose: Purpose, _ index: Int = 0) {
        self.init(seed: seed, stream: purpose.rawValue, index: UInt64(truncatingIfNeeded: index))
    }
}
