/// A vehicle registered in Viet Nam that has crossed and has not come back.
public struct AbroadVehicle: FieldCoded, Hashable {
    /// Vehicles kept; the one that crossed first makes room.
    public static let limit = 2_000

    /// Of so many there is an alarm each, those that left first: more than that nobody could act on.
    static let told = 20

    /// Normalised.
    public var tractor = ""
    /// As which it left.
    public var visit = VisitID.first
    public var since = GateTime.epoch
    /// It carries goods both ways, as its declaration says.
    public var isTwoWay = false

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.text("tractor", &tractor)
        try coder.identifier("visit", &visit)
        try coder.time("since", &since)
        try coder.flag("twoWay", &isTwoWay)
    }
}

/// How long a vehicle that has come back was on the other side.
public struct AbroadStay: FieldCoded, Hashable {
    /// The epoch for one that did not leave by this gate.
    public var from = GateTime.epoch
    public var until = GateTime.epoch
    public var isTwoWay = false

    public init() {}

    public var length: GateSpan { until - from }

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.time("from", &from)
        try coder.time("until", &until)
        try coder.flag("twoWay", &isTwoWay)
    }
}

extension GatePlan {
    /// How long a vehicle that crossed at a moment may stay, and by which law; nil where no law says so.
    public func abroadLimit(since time: GateTime, isTwoWay: Bool) -> (limit: GateSpan, law: AbroadLaw)? {
        inForce(abroadLaws, at: time).map { (.hours(Int64(isTwoWay ? $0.twoWayHours : $0.hours)), $0) }
    }
}

extension GateState {
    /// A vehicle that has not been seen for so long has come back by another gate, or others look for it (assumed).
    public static let abroadForgottenAfter = GateSpan.hours(7 * 24)

    /// Vehicles that have been on the other side for longer than the law lets them, the first that left in front.
    public func overdueAbroad(at now: GateTime) -> [AbroadVehicle] {
        abroad.filter { vehicle in
            now - vehicle.since <= Self.abroadForgottenAfter
                && plan.abroadLimit(since: vehicle.since, isTwoWay: vehicle.isTwoWay).map {
                    now - vehicle.since > $0.limit
                }
                    == true
        }
    }

    mutating func goAbroad(_ id: VisitID) {
        guard let declaration = visits.look(at: id.number, { $0.declaration }),
            (try? Plate(declaration.tractor))?.country == .vietnam
        else { return }
        let now = clock
        abroad.removeAll {
            $0.tractor == declaration.tractor || now - $0.since > Self.abroadForgottenAfter
        }
        var vehicle = AbroadVehicle()
        vehicle.tractor = declaration.tractor
        vehicle.visit = id
        vehicle.since = now
        vehicle.isTwoWay = declaration.isTwoWay
        abroad.append(vehicle, keepingLast: AbroadVehicle.limit)
    }

    /// An inbound vehicle is here: it is abroad no longer.
    mutating func comeBack(_ id: VisitID) {
        guard let tractor = visits.look(at: id.number, { $0.declaration.tractor }),
            let index = abroad.firstIndex(where: { $0.tractor == tractor })
        else { return }
        let vehicle = abroad.remove(at: index)
        let now = clock
        visits.update(id.number) {
            $0.stay.from = vehicle.since
            $0.stay.until = now
            $0.stay.isTwoWay = vehicle.isTwoWay
        }
    }
}

extension Deliberation {
    /// Whoever is over there for too long is told of once; that ends when the vehicle is back.
    mutating func watchAbroad() {
        let overdue = state.overdueAbroad(at: now).prefix(AbroadVehicle.told).map(\.tractor)
        for tractor in overdue { raise(.abroadOverdue, detail: tractor) }
        returnAlarms { $0.kind == .abroadOverdue && !overdue.contains($0.detail) }
    }
}
