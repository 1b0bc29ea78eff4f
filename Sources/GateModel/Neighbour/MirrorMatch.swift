/// What both sides write down of one vehicle, and may differ in.
public enum MirrorField: UInt8, CaseIterable, Sendable, NamedCode {
    case tractor, trailer, container, seal, goods, weight
    public static let names: [StaticString] = ["tractor", "trailer", "container", "seal", "goods", "weight"]
}

/// One thing that the other side says otherwise.
public struct MirrorDifference: Hashable, Sendable {
    public var field: MirrorField
    /// Either may be empty: one side says something, the other nothing.
    public var ours: String
    public var theirs: String
}

extension GatePlan {
    /// The other side's record of a vehicle held against what was declared here. What the record leaves out differs in
    /// nothing; nor do the seal and the weight of goods where our declaration states none. Of everything else what our
    /// declaration leaves out differs.
    ///
    /// The weight may differ by the gate's own tolerance; goods are compared by the six digits of the Harmonised System
    /// that all countries share.
    public func differences(of record: NeighbourRecord, from visit: Visit) -> [MirrorDifference] {
        let declared = visit.declaration
        let lodged = visit.documents.lodged
        var found: [MirrorDifference] = []
        func compare(_ field: MirrorField, _ ours: String, _ theirs: String) {
            if !theirs.isEmpty, ours != theirs {
                found.append(MirrorDifference(field: field, ours: ours, theirs: theirs))
            }
        }
        compare(.tractor, declared.tractor, record.tractor)
        compare(.trailer, declared.trailer, record.trailer)
        compare(.container, declared.container, record.container)
        let seals = lodged.seals.map(\.text)
        if !seals.isEmpty, !seals.contains(record.seal) {
            compare(.seal, seals.joined(separator: " "), record.seal)
        }
        let digits = min(6, declared.hsCode.count, record.hsCode.count)
        if declared.hsCode.prefix(digits) != record.hsCode.prefix(digits) || declared.hsCode.isEmpty {
            compare(.goods, declared.hsCode, record.hsCode)
        }
        let gross = lodged.grossKilograms
        let apart = abs(Int64(record.grossKilograms) - Int64(gross)) * 1000
        if gross > 0, record.grossKilograms > 0, apart > Int64(gross) * Int64(weightTolerancePermille) {
            compare(.weight, "\(gross)", "\(record.grossKilograms)")
        }
        return found
    }

    /// What the other side says otherwise of a vehicle that has left it for here.
    public func mirror(_ visit: Visit) -> [MirrorDifference] {
        visit.documents.departure.map { differences(of: $0, from: visit) } ?? []
    }
}

/// Something on one side without its like on the other.
public struct MirrorGap: Hashable, Sendable {
    /// What tells it from the others, whatever comes up beside it.
    public struct Key: Hashable, Sendable {
        public var kind: Kind
        public var tractor: String
        public var visit: VisitID?
        public var record: String
    }

    public enum Kind: UInt8, CaseIterable, Sendable, NamedCode {
        /// Both sides have it, with other words.
        case differs
        /// It left there, and nobody has declared it here.
        case undeclared
        /// It left there long since, and has not come.
        case notHere
        /// It came, and the other side has not said that it left.
        case notThere
        /// The other side has it, as accepted or sent back, and here it has not left.
        case stillHere
        /// It crossed to the other side long since, which has not said that it came.
        case notAccepted
        /// A vehicle registered here that is over there for longer than the law lets it.
        case abroadOverdue
        public static let names: [StaticString] = [
            "differs", "undeclared", "notHere", "notThere", "stillHere", "notAccepted", "abroadOverdue",
        ]
    }

    public var kind: Kind
    public var visit: VisitID?
    public var tractor: String
    public var since: GateTime
    public var differences: [MirrorDifference] = []
    /// Where nobody here has the vehicle: the number of the other side's record, and the container that it names. Empty
    /// otherwise.
    public var record = ""
    public var container = ""

    public var key: Key { Key(kind: kind, tractor: tractor, visit: visit, record: record) }
}

extension GateState {
    /// A vehicle that has left the other side should be here within this time, and one that has crossed should be accepted
    /// there (both assumed).
    public static let arrivesWithin = GateSpan.hours(4)
    public static let acceptedWithin = GateSpan.minutes(60)

    /// Whether the other side tells this one what it knows.
    public var hearsNeighbour: Bool { plan.device(.neighbourFeed, lane: nil) != nil }

    /// Where the two sides' records do not agree now: by kind, the oldest first.
    public func mirrorGaps(at now: GateTime) -> [MirrorGap] {
        var gaps = unclaimed.filter { $0.kind == .neighbour && $0.neighbour.word == .departed }.map {
            MirrorGap(
                kind: .undeclared, visit: nil, tractor: $0.neighbour.tractor, since: $0.neighbour.at,
                record: $0.neighbour.number, container: $0.neighbour.container)
        }
        for id in open {
            // Every open visit, whenever the page is drawn: few are copied.
            let isSuspect = visits.look(at: id.number) {
                !$0.documents.neighbour.isEmpty || $0.declaration.direction == .inbound && $0.arrivedAt > .epoch
            }
            if isSuspect == true, let gap = visit(id).flatMap({ gap(of: $0, at: now) }) { gaps.append(gap) }
        }
        for vehicle in strip
        where now - vehicle.since > Self.acceptedWithin && now - vehicle.since <= Self.stripForgottenAfter {
            let tractor = visit(vehicle.visit)?.declaration.tractor ?? ""
            gaps.append(
                MirrorGap(kind: .notAccepted, visit: vehicle.visit, tractor: tractor, since: vehicle.since))
        }
        gaps += overdueAbroad(at: now).map {
            MirrorGap(kind: .abroadOverdue, visit: $0.visit, tractor: $0.tractor, since: $0.since)
        }
        return gaps.sorted { ($0.kind.rawValue, $0.since, $0.tractor) < ($1.kind.rawValue, $1.since, $1.tractor) }
    }

    private func gap(of visit: Visit, at now: GateTime) -> MirrorGap? {
        guard hearsNeighbour else { return nil }
        let tractor = visit.declaration.tractor
        guard visit.declaration.direction == .inbound else {
            // Let through, it may be over there before its barrier is seen to close.
            guard let taken = visit.documents.takenOver,
                !visit.state.isLeaving || now - taken.at > Self.acceptedWithin
            else { return nil }
            return MirrorGap(kind: .stillHere, visit: visit.id, tractor: tractor, since: taken.at)
        }
        guard let departure = visit.documents.departure else {
            guard visit.arrivedAt > .epoch, neighbourSpokeAt > .epoch else { return nil }
            return MirrorGap(kind: .notThere, visit: visit.id, tractor: tractor, since: visit.arrivedAt)
        }
        let differences = plan.differences(of: departure, from: visit)
        if !differences.isEmpty {
            return MirrorGap(
                kind: .differs, visit: visit.id, tractor: tractor, since: departure.at, differences: differences)
        }
        guard visit.arrivedAt == .epoch, now - departure.at > Self.arrivesWithin else { return nil }
        return MirrorGap(kind: .notHere, visit: visit.id, tractor: tractor, since: departure.at)
    }
}
