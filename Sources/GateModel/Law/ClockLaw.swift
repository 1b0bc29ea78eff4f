/// How long the law gives customs, while one law is in force. Working time: the gate's calendar decides.
public struct ClockLaw: DatedLaw {
    public var from: Int32 = 0
    public var until: Int32 = 0
    public var source = ""
    public var article = ""
    /// For checking a full dossier, in working minutes (Customs Law 54/2014, article 23: two hours).
    public var dossierMinutes: Int32 = 0
    /// For inspecting goods that were fully presented, in working minutes (eight hours).
    public var goodsMinutes: Int32 = 0
    /// The most by which the inspection may be extended, in days of the calendar.
    public var extensionDays: Int32 = 0
    /// Who may extend it, in the law's own words.
    public var extensionBy = ""

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try codeDays(&coder)
        try coder.number("dossier", &dossierMinutes)
        try coder.number("goods", &goodsMinutes)
        try coder.number("extensionDays", &extensionDays)
        try coder.text("extensionBy", &extensionBy)
    }
}

/// Who may order that a gate is suspended.
public enum GateAuthority: UInt8, CaseIterable, Sendable, NamedCode {
    case none
    /// đồn trưởng đồn biên phòng cửa khẩu
    case postCommander
    /// chỉ huy trưởng biên phòng tỉnh
    case provincialCommander
    /// chủ tịch ủy ban nhân dân tỉnh
    case provincialChairman
    /// Thủ tướng Chính phủ
    case primeMinister
    public static let names: [StaticString] = [
        "none", "postCommander", "provincialCommander", "provincialChairman", "primeMinister",
    ]
}

/// What one authority may do to gates of one class.
public struct SuspensionPower: FieldCoded, Hashable {
    public var gateClass = GateClass.unstated
    public var authority = GateAuthority.none
    /// At most so many minutes of the clock; 0 for as long as it orders.
    public var minutes: Int32 = 0

    public init() {}
    public init(_ gateClass: GateClass, _ authority: GateAuthority, minutes: Int32) {
        self.gateClass = gateClass
        self.authority = authority
        self.minutes = minutes
    }

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.named("class", &gateClass)
        try coder.named("authority", &authority)
        try coder.number("minutes", &minutes)
    }
}

/// Who may suspend a gate and for how long, while one law is in force (Border Guard Law 66/2020, article 11).
public struct SuspensionLaw: DatedLaw {
    public var from: Int32 = 0
    public var until: Int32 = 0
    public var source = ""
    public var article = ""
    public var powers: [SuspensionPower] = []

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try codeDays(&coder)
        try coder.list("powers", &powers)
    }

    /// What an authority may do to a gate of a class; nil where it has no power over it.
    public func power(of authority: GateAuthority, over gateClass: GateClass) -> SuspensionPower? {
        powers.first { $0.authority == authority && $0.gateClass == gateClass }
    }
}
