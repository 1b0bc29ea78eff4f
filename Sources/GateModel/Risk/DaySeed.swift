/// The day's number from which every draw follows. It is published, so that anybody can draw again.
public struct DaySeed: FieldCoded, Hashable {
    /// The local day as a number, `20260302`; 0 where none was published.
    public var day: Int32 = 0
    public var seed: UInt64 = 0

    public init() {}
    public init(day: Int32, seed: UInt64) {
        self.day = day
        self.seed = seed
    }

    /// A number from 0 to 9,999 for a declaration: FNV-1a (64 bits) of its number, plus the seed, through SplitMix64's
    /// finaliser, modulo 10,000. Nobody who does not know the seed when declaring can choose it.
    public func draw(_ declaration: String) -> Int32 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in declaration.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        var mixed = hash &+ seed
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int32((mixed ^ (mixed >> 31)) % 10_000)
    }

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.number("day", &day)
        var bits = Int64(bitPattern: seed)
        try coder.integer("seed", &bits)
        seed = UInt64(bitPattern: bits)
    }
}
