/// What was inspected of a visit, together and once: the doors were opened so many times, and who saw what.
public struct InspectionBundle: FieldCoded, Hashable {
    /// Times the doors of the load were opened; one is the aim.
    public var openings: Int32 = 0
    public var openedAt = GateTime.epoch
    /// Who stood there when the doors were opened.
    public var atDoors = AgencySet()
    /// Photographs taken.
    public var photographs: Int32 = 0
    /// By ``Agency/rawValue``, as sets of ``Sight``.
    private var seen = [Int32](repeating: 0, count: Agency.allCases.count)

    public init() {}

    /// What an agency has seen.
    public func seen(by agency: Agency) -> SightSet {
        SightSet(rawValue: UInt16(truncatingIfNeeded: seen[Int(agency.rawValue)]))
    }

    /// Whether anybody has seen it.
    public func isSeen(_ sight: Sight) -> Bool { Agency.allCases.contains { seen(by: $0).contains(sight) } }

    mutating func add(_ inspected: Inspected, at time: GateTime) {
        for agency in inspected.present.members {
            seen[Int(agency.rawValue)] |= Int32(inspected.seen.rawValue)
        }
        photographs = photographs.addingReportingOverflow(max(0, inspected.photographs)).partialValue
        if inspected.opensDoors {
            openings += 1
            openedAt = time
            atDoors.formUnion(inspected.present)
        }
    }

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.number("openings", &openings)
        try coder.time("openedAt", &openedAt)
        try coder.number("atDoors", &atDoors.rawValue)
        try coder.number("photographs", &photographs)
        try coder.integers("seen", &seen)
        guard seen.count == Agency.allCases.count else {
            throw FieldFault(field: "seen", byte: 0, problem: "one set an agency is expected")
        }
    }
}

/// An inspection took place: what was shown, and to whom.
public struct Inspected: FieldCoded, Hashable {
    public var visit = VisitID.first
    public var agency = Agency.borderGuard
    public var present = AgencySet()
    public var seen = SightSet()
    public var opensDoors = false
    public var photographs: Int32 = 0
    /// Why the doors were opened once more; none the first time.
    public var reason = Reason.none

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.identifier("visit", &visit)
        try coder.named("agency", &agency)
        try coder.number("present", &present.rawValue)
        try coder.number("seen", &seen.rawValue)
        try coder.flag("opensDoors", &opensDoors)
        try coder.number("photographs", &photographs)
        try coder.named("reason", &reason)
    }
}

extension GatePlan {
    /// What an agency must see of a visit, and the rules that say so; empty where it need not see anything.
    public func sights(of visit: Visit, for agency: Agency) -> SightSet {
        guard visit[agency].decision != .notRequired else { return [] }
        switch agency {
        case .borderGuard: return visit.channel == .red ? SightSet(.driver, .cab) : SightSet(.driver)
        case .customs:
            switch visit.channel {
            case .none, .green: return []
            case .yellow: return SightSet(.documents)
            case .red: return SightSet(.documents, .seal, .doors, .goods, .count)
            }
        case .board: return SightSet(.fees)
        case .health, .animal, .plant:
            let rules = units(for: visit.declaration.hsCode, at: visit.declaredAt).rules.filter { $0.lead == agency }
            if !rules.isEmpty { return rules.reduce([]) { $0.union($1.sights) } }
            return Self.usualSights(agency)
        }
    }

    /// Where no rule of the tables says what a unit must see.
    private static func usualSights(_ agency: Agency) -> SightSet {
        switch agency {
        case .health: SightSet(.driver, .temperature)
        case .animal: SightSet(.doors, .animals)
        default: SightSet(.doors, .goods, .pests)
        }
    }

    /// Everything that somebody must see: one opening of the doors serves them all.
    public func bundle(of visit: Visit) -> SightSet {
        Agency.allCases.reduce([]) { $0.union(sights(of: visit, for: $1)) }
    }
}
