/// A small seeded generator (SplitMix64; Steele, Lea and Flood 2014): the same seed, the same test. Tests print the
/// seed, which is all that is needed to see a failure again.
public struct SeededRandom: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(seed: UInt64) { state = seed }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// 0..<bound, or 0 for a bound of 0.
    public mutating func below(_ bound: Int) -> Int {
        bound <= 0 ? 0 : Int(next() % UInt64(bound))
    }

    /// True in so many cases of a hundred.
    public mutating func chance(_ percent: Int) -> Bool { below(100) < percent }

    public mutating func pick<Values: RandomAccessCollection>(_ values: Values) -> Values.Element
    where Values.Index == Int {
        values[values.startIndex + below(values.count)]
    }

    public mutating func pick<Case: CaseIterable>(_ type: Case.Type) -> Case { pick(Array(Case.allCases)) }
}
