/// An agency (lực lượng chức năng) that may have to decide on a visit.
public enum Agency: UInt8, CaseIterable, Sendable, NamedCode {
    /// BP, biên phòng
    case borderGuard
    /// HQ, hải quan
    case customs
    /// YT, kiểm dịch y tế
    case health
    /// ĐV, kiểm dịch động vật
    case animal
    /// TV, kiểm dịch thực vật
    case plant
    /// BQL, ban quản lý cửa khẩu: yards and fees
    case board

    public static let names: [StaticString] = ["BP", "HQ", "YT", "DV", "TV", "BQL"]

    /// In which order agencies decide where a layout does not say: quarantine, health and the yard's fees first, then
    /// the border guard, customs last.
    public static let usualOrder: [Agency] = [.animal, .plant, .health, .board, .borderGuard, .customs]
}

/// An agency's place among those at work at a gate.
public struct AgencyPlace: FieldCoded, Hashable {
    public var agency = Agency.borderGuard

    public init() {}
    public init(_ agency: Agency) { self.agency = agency }

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.named("agency", &agency)
    }
}

extension Agency {
    /// An agency or none as one number: the raw value and one; 0, or what no agency has, stands for none.
    static func number(_ agency: Agency?) -> UInt8 { agency.map { $0.rawValue + 1 } ?? 0 }
    public init?(number: UInt8) {
        guard number > 0 else { return nil }
        self.init(rawValue: number - 1)
    }
}

/// A set of agencies, one bit each.
public struct AgencySet: OptionSet, Hashable, Sendable {
    public var rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    public init(_ agencies: Agency...) { rawValue = agencies.reduce(0) { $0 | 1 << $1.rawValue } }
    public func contains(_ agency: Agency) -> Bool { rawValue >> agency.rawValue & 1 == 1 }
    /// The members in order.
    public var members: [Agency] { Agency.allCases.filter { contains($0) } }
}

/// Who did something: a device, an officer at a post, or the gate's own rules.
public struct Actor: Hashable, Sendable {
    public enum Kind: UInt8, Sendable, CaseIterable, NamedCode {
        case rule, device, officer
        public static let names: [StaticString] = ["rule", "device", "officer"]
    }

    public var kind: Kind
    /// The officer's agency; nil for devices and rules.
    public var agency: Agency?
    /// The officer's name, the device's source, or the rule's id. At most 64 characters.
    public var name: String

    public init(kind: Kind, agency: Agency?, name: String) {
        self.kind = kind
        self.agency = agency
        self.name = name
    }

    public static func officer(_ name: String, _ agency: Agency) -> Actor {
        Actor(kind: .officer, agency: agency, name: name)
    }
    public static func device(_ source: String) -> Actor { Actor(kind: .device, agency: nil, name: source) }
    public static func rule(_ id: String) -> Actor { Actor(kind: .rule, agency: nil, name: id) }
}
