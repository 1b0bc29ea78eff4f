/// What the axles of one vehicle carry, from the front, in steps of 20 kg; together they are its gross weight.
struct AxleWeights: Sendable {
    let axles: [Int]

    /// A vehicle has as many axles as its load asks for: 6.8 t each, 8 t in a combination (assumed). One in seventy
    /// drives on two fewer, overloaded (assumed). The steering axle carries a quarter less than the others.
    init(kilograms: Int, hasTrailer: Bool, random source: RandomSource) {
        var random = source
        let (load, fewest, most) = hasTrailer ? (8_000, 3, 6) : (6_800, 2, 5)
        let needed = (kilograms + load - 1) / load
        let isOverloaded = random.chance(1.0 / 70)
        let count = min(most, max(fewest, needed - (isOverloaded ? 2 : 0)))
        var shares = (0..<count).map { ($0 == 0 ? 0.75 : 1) * random.uniform(0.96, 1.04) }
        let sum = shares.reduce(0, +)
        shares = shares.map { $0 / sum }
        var axles = shares.dropLast().map { max(20, Int(Double(kilograms) * $0 / 20) * 20) }
        axles.append(max(20, kilograms - axles.reduce(0, +)))
        self.axles = axles
    }
}
