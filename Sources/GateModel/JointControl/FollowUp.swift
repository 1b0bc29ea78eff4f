/// What is still to be done after a conditional pass.
public enum FollowUp: UInt8, CaseIterable, Sendable, NamedCode {
    case none
    /// The result of a sample.
    case sampleResult
    /// The original of a document.
    case originalDocument
    /// Disinfection or another treatment.
    case treatment
    /// An inspection at the place where the goods go.
    case inlandInspection
    case payment
    public static let names: [StaticString] = [
        "none", "sampleResult", "originalDocument", "treatment", "inlandInspection", "payment",
    ]
}

/// On what a waiver rests: a result that is not to be repeated.
public enum WaiverBasis: UInt8, CaseIterable, Sendable, NamedCode {
    case none
    /// The other side of the border inspected it (mutual recognition).
    case neighbourResult
    /// Another agency's result covers it.
    case otherAgency
    /// The declarant's record of compliance.
    case compliance
    /// Drawn out of the sample by its plan.
    case notSampled
    /// A legal exemption.
    case exempt
    public static let names: [StaticString] = [
        "none", "neighbourResult", "otherAgency", "compliance", "notSampled", "exempt",
    ]
}

/// A follow-up of a conditional pass that is still open; it outlives the visit.
public struct FollowUpTask: FieldCoded, Hashable {
    public var visit = VisitID.first
    public var agency = Agency.borderGuard
    public var kind = FollowUp.none
    /// The declaration, so that it can be found when the vehicle has long gone.
    public var declaration = ""
    public var due = GateTime.epoch
    public var since = GateTime.epoch

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.identifier("visit", &visit)
        try coder.named("agency", &agency)
        try coder.named("kind", &kind)
        try coder.text("declaration", &declaration)
        try coder.time("due", &due)
        try coder.time("since", &since)
    }
}

/// A follow-up was done.
public struct FollowUpDone: FieldCoded, Hashable {
    public var visit = VisitID.first
    public var agency = Agency.borderGuard
    public var kind = FollowUp.none

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.identifier("visit", &visit)
        try coder.named("agency", &agency)
        try coder.named("kind", &kind)
    }
}

/// An agency took its own decision back.
public struct DecisionUndone: FieldCoded, Hashable {
    public var visit = VisitID.first
    public var agency = Agency.borderGuard
    /// What stands again.
    public var decision = AgencyDecision.notRequired

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.identifier("visit", &visit)
        try coder.named("agency", &agency)
        try coder.named("decision", &decision)
    }
}

/// Customs' inspection of a visit's goods was given more time.
public struct ClockExtended: FieldCoded, Hashable {
    public var visit = VisitID.first
    public var days: Int32 = 0
    public var by = ""
    public var reason = Reason.none

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.identifier("visit", &visit)
        try coder.number("days", &days)
        try coder.text("by", &by)
        try coder.named("reason", &reason)
    }
}
