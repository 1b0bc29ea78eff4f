/// Seeded random bits: xoshiro256** (Blackman and Vigna 2018, public domain), its state filled by SplitMix64.
///
/// One seed gives many independent substreams, one for each purpose and thing (the plate camera of truck 17), so
/// that one more draw in one place shifts nothing anywhere else.
public struct RandomSource: RandomNumberGenerator, Hashable, Sendable {
    @usableFromInline var s0: UInt64
    @usableFromInline var s1: UInt64
    @usableFromInline var s2: UInt64
    @usableFromInline var s3: UInt64

    public init(seed: UInt64) {
        var state = seed
        s0 = Self.split(&state)
        s1 = Self.split(&state)
        s2 = Self.split(&state)
        s3 = Self.split(&state)
    }

    /// The substream of one purpose, and of one thing among many with that purpose.
    public init(seed: UInt64, stream: UInt64, index: UInt64 = 0) {
        var a = seed
        var b = stream &+ 0x632B_E59B_D9B4_E019
        var c = index &+ 0x9E6C_63D0_876A_9A35
        self.init(seed: Self.split(&a) ^ (Self.split(&b) &* 3) ^ (Self.split(&c) &* 5))
    }

    /// One step of SplitMix64 (Steele, Lea and Flood 2014).
    @inlinable @inline(__always)
    static func split(_ state: inout UInt64) -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    @inlinable @inline(__always)
    public mutating func next() -> UInt64 {
        let scrambled = s1 &* 5
        let result = (scrambled << 7 | scrambled >> 57) &* 9
        let shifted = s1 << 17
        s2 ^= s0
        s3 ^= s1
        s1 ^= s2
        s0 ^= s3
        s2 ^= shifted
        s3 = s3 << 45 | s3 >> 19
        return result
    }
}
