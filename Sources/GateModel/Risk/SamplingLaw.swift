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
