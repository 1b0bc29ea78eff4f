/// One officer's time at one post, while it lasts.
public struct Shift: FieldCoded, Hashable {
    /// Shifts that may run at once.
    public static let limit = 256
    /// Decisions of which the time is kept: the newest.
    public static let paceLimit = 500

    public var officer = ""
    public var agency = Agency.borderGuard
    /// Nil for a post of the whole gate.
    public var lane: LaneID?
    public var from = GateTime.epoch
    /// Results that the officer gave: passed, held, failed, waived.
    public var decided: Int32 = 0
    /// Of these, taken back by the officer.
    public var takenBack: Int32 = 0
    /// Passes that a colleague of the same agency has turned into a hold or a failure.
    public var overruled: Int32 = 0
    /// Seconds from the officer's own beginning to the officer's own result, the newest last.
    public var pace: [Int32] = []

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.text("officer", &officer)
        try coder.named("agency", &agency)
        try coder.identifier("lane", &lane)
        try coder.time("from", &from)
        try coder.number("decided", &decided)
        try coder.number("takenBack", &takenBack)
        try coder.number("overruled", &overruled)
        try coder.integers("pace", &pace)
    }
}

/// What one shift leaves to the next one at its post.
public struct Handover: FieldCoded, Hashable {
    /// Handovers kept: of each post those that nobody has taken over, or the last. Of further ones the oldest that was taken
    /// over makes room.
    public static let limit = 256
    /// Items that are carried one by one; of more the number is kept.
    public static let itemLimit = 40
    /// Characters of a note.
    public static let noteLimit = 500

    /// From 1.
    public var number: UInt32 = 0
    public var agency = Agency.borderGuard
    public var lane: LaneID?
    public var officer = ""
    public var from = GateTime.epoch
    public var until = GateTime.epoch
    public var note = ""
    public var items: [OpenItem] = []
    /// Items that were open, also those beyond ``itemLimit``.
    public var itemCount: Int32 = 0
    public var takenBy = ""
    public var takenAt = GateTime.epoch

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.number("number", &number)
        try coder.named("agency", &agency)
        try coder.identifier("lane", &lane)
        try coder.text("officer", &officer)
        try coder.time("from", &from)
        try coder.time("until", &until)
        try coder.text("note", &note)
        try coder.list("items", &items)
        try coder.number("itemCount", &itemCount)
        try coder.text("takenBy", &takenBy)
        try coder.time("takenAt", &takenAt)
    }
}

public struct ShiftBegan: FieldCoded, Hashable {
    public var agency = Agency.borderGuard
    public var lane: LaneID?
    /// The handover that was read; 0 where there was none.
    public var handover: UInt32 = 0

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.named("agency", &agency)
        try coder.identifier("lane", &lane)
        try coder.number("handover", &handover)
    }
}

public struct ShiftEnded: FieldCoded, Hashable {
    public var agency = Agency.borderGuard
    public var handover: UInt32 = 0
    public var note = ""
    public var items: [OpenItem] = []
    public var itemCount: Int32 = 0

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.named("agency", &agency)
        try coder.number("handover", &handover)
        try coder.text("note", &note)
        try coder.list("items", &items)
        try coder.number("itemCount", &itemCount)
    }
}
