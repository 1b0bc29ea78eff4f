/// How strictly a declarant's vehicles are drawn, by what was found before.
public enum SamplingRegime: UInt8, CaseIterable, Sendable, NamedCode {
    case normal, tightened, loosened
    public static let names: [StaticString] = ["normal", "tightened", "loosened"]
}

/// How many vehicles that no rule hits are drawn all the same, and when that changes (`data/risk/sampling.toml`). The switching
/// between three regimes follows ISO 2859-1, 9.3, with figures of its own.
public struct SamplingLaw: DatedLaw {
    public var from: Int32 = 0
    public var until: Int32 = 0
    public var source = ""
    public var article = ""
    /// Of ten thousand vehicles so many are drawn, in each regime.
    public var normal: Int32 = 0
    public var tightened: Int32 = 0
    public var loosened: Int32 = 0
    /// Findings among a declarant's last five inspections that tighten.
    public var tightenAfter: Int32 = 0
    /// Inspections without any finding, one after the other, that loosen; as many bring a tightened one back to normal.
    public var loosenAfter: Int32 = 0
    /// What a drawn vehicle gets.
    public var channel = Channel.none

    public init() {}

    public func rate(_ regime: SamplingRegime) -> Int32 {
        switch regime {
        case .normal: normal
        case .tightened: tightened
        case .loosened: loosened
        }
    }

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try codeDays(&coder)
        try coder.number("normal", &normal)
        try coder.number("tightened", &tightened)
        try coder.number("loosened", &loosened)
        try coder.number("tightenAfter", &tightenAfter)
        try coder.number("loosenAfter", &loosenAfter)
        try coder.named("channel", &channel)
    }
}

/// What inspections of one declarant's vehicles found at this gate.
public struct DeclarantRecord: FieldCoded, Hashable {
    /// Declarants remembered; whoever was inspected longest ago makes room.
    public static let limit = 5_000
    /// Inspections that count for tightening.
    private static let window: UInt8 = 0b1_1111

    public var company = ""
    public var inspections: Int64 = 0
    /// Inspections since the last finding.
    public var clean: Int32 = 0
    /// The last five, the newest in bit 0; 1 where something was found.
    public var recent: UInt8 = 0
    public var regime = SamplingRegime.normal
    /// When the regime began, and when a vehicle was inspected last.
    public var since = GateTime.epoch
    public var at = GateTime.epoch

    public init() {}

    /// How many of the last five inspections found something.
    public var findings: Int { recent.nonzeroBitCount }

    /// An inspection ended.
    mutating func note(found: Bool, at now: GateTime, by law: SamplingLaw?) {
        inspections += 1
        recent = (recent << 1 | (found ? 1 : 0)) & Self.window
        clean = found ? 0 : clean + 1
        at = now
        guard let law else { return }
        let next: SamplingRegime =
            if law.tightenAfter > 0, findings >= law.tightenAfter {
                .tightened
            } else if found {
                // One finding ends what was loosened, and leaves what was tightened.
                regime == .loosened ? .normal : regime
            } else if law.loosenAfter > 0, clean >= law.loosenAfter {
                regime == .tightened ? .normal : .loosened
            } else {
                regime
            }
        guard next != regime else { return }
        // From tightened to loosened the way is twice as long.
        if regime == .tightened { clean = 0 }
        regime = next
        since = now
    }

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.text("company", &company)
        try coder.integer("inspections", &inspections)
        try coder.number("clean", &clean)
        try coder.number("recent", &recent)
        try coder.named("regime", &regime)
        try coder.time("since", &since)
        try coder.time("at", &at)
    }
}

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
