/// A small seeded generator: the same seed gives the same numbers on every machine.
///
/// Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014 (constants as published
/// at prng.di.unimi.it/splitmix64.c).
public struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(seed: UInt64) { state = seed }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }

    /// True in `thousandths` of 1,000 cases. Always uses one number, so that changing a rate moves no later choice.
    mutating func chance(_ thousandths: Int) -> Bool {
        Int(next() % 1000) < thousandths
    }

    /// A number of 0..<`bound`; `bound` must be positive. Its bias, below 2⁻³², does not matter here.
    mutating func below(_ bound: Int) -> Int {
        Int((next() >> 32) % UInt64(bound))
    }
}
