/// What a driver or a trader complains of.
public enum ComplaintKind: UInt8, CaseIterable, Sendable, NamedCode {
    case none
    /// The time was drawn out.
    case delay
    /// Money or goods were asked for.
    case payment
    case conduct
    /// Papers were asked for that nobody may ask for.
    case papers
    case decision, damage, other
    public static let names: [StaticString] = [
        "none", "delay", "payment", "conduct", "papers", "decision", "damage", "other",
    ]
}

/// What the review of a complaint came to.
public enum ComplaintOutcome: UInt8, CaseIterable, Sendable, NamedCode {
    /// Nobody has looked at it.
    case open
    case upheld, partlyUpheld, unfounded
    /// It is for somebody else to look at: an inspectorate, the police.
    case passedOn
    public static let names: [StaticString] = ["open", "upheld", "partlyUpheld", "unfounded", "passedOn"]
}

/// A complaint about one visit.
public struct Complaint: FieldCoded, Hashable {
    /// Complaints kept; the oldest that was settled makes room.
    public static let limit = 500

    /// From 1.
    public var number: UInt32 = 0
    public var visit = VisitID.first
    public var kind = ComplaintKind.none
    public var at = GateTime.epoch
    public var outcome = ComplaintOutcome.open
    public var reviewedBy = ""
    public var reviewedAt = GateTime.epoch

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.number("number", &number)
        try coder.identifier("visit", &visit)
        try coder.named("kind", &kind)
        try coder.time("at", &at)
        try coder.named("outcome", &outcome)
        try coder.text("reviewedBy", &reviewedBy)
        try coder.time("reviewedAt", &reviewedAt)
    }
}

public struct ComplaintLodged: FieldCoded, Hashable {
    public var number: UInt32 = 0
    public var visit = VisitID.first
    public var kind = ComplaintKind.none

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.number("number", &number)
        try coder.identifier("visit", &visit)
        try coder.named("kind", &kind)
    }
}

public struct ComplaintReviewed: FieldCoded, Hashable {
    public var number: UInt32 = 0
    public var outcome = ComplaintOutcome.open

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.number("number", &number)
        try coder.named("outcome", &outcome)
    }
}

extension GateState {
    /// The visit that a driver's code names, if it has come to this gate.
    public func visit(ofComplaint code: String) -> Visit? {
        ComplaintCode(code).flatMap { visit($0.visit) }.flatMap { $0.arrivedAt > .epoch ? $0 : nil }
    }

    /// Complaints that nobody has settled, the oldest first.
    public var openComplaints: [Complaint] { complaints.filter { $0.outcome == .open } }

    mutating func complain(_ lodged: ComplaintLodged) {
        if complaints.count >= Complaint.limit {
            complaints.remove(at: complaints.firstIndex { $0.outcome != .open } ?? 0)
        }
        var complaint = Complaint()
        complaint.number = lodged.number
        complaint.visit = lodged.visit
        complaint.kind = lodged.kind
        complaint.at = clock
        complaints.append(complaint)
        lastComplaint = lodged.number
        gateVersion += 1
    }

    mutating func settle(_ reviewed: ComplaintReviewed, by actor: Actor) {
        gateVersion += 1
        guard let index = complaints.lastIndex(where: { $0.number == reviewed.number }) else {
            anomalies += 1
            return
        }
        complaints[index].outcome = reviewed.outcome
        complaints[index].reviewedBy = actor.name
        complaints[index].reviewedAt = clock
    }
}
