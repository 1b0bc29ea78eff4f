/// What the gate on the other side tells of a vehicle.
public enum NeighbourWord: UInt8, CaseIterable, Sendable, NamedCode {
    /// It has left there for this side.
    case departed
    /// One of its agencies has looked at it.
    case inspected
    /// It has come there from this side, and may go on.
    case accepted
    /// It was sent back to this side.
    case returned
    public static let names: [StaticString] = ["departed", "inspected", "accepted", "returned"]
}

/// What an inspection on the other side came to.
public enum NeighbourResult: UInt8, CaseIterable, Sendable, NamedCode {
    case none, passed, failed
    public static let names: [StaticString] = ["none", "passed", "failed"]
}

/// One statement of the other side about one vehicle: its own record, held against ours.
public struct NeighbourRecord: FieldCoded, Hashable {
    /// Records kept with a visit, the newest.
    public static let limit = 8

    /// The other side's number of the record, at most 40 characters; one said again with other words takes its place.
    public var number = ""
    public var word = NeighbourWord.departed
    /// Our declaration's number, where the other side knows it; normalised.
    public var declaration = ""
    /// As written there, normalised; empty where nothing is said.
    public var tractor = ""
    public var trailer = ""
    public var container = ""
    public var seal = ""
    public var goods = ""
    public var hsCode = ""
    /// The goods with their packing, in kilograms; 0 where nothing is said.
    public var grossKilograms: Int32 = 0
    /// Of an inspection: whose task it is on this side, and what came of it.
    public var agency = Agency.borderGuard
    public var result = NeighbourResult.none
    public var certificate = ""
    /// When it happened, by the other side's clock.
    public var at = GateTime.epoch
    public var receivedAt = GateTime.epoch
    /// It is about a visit that was over already, which it does not change.
    public var isLate = false

    public init() {}

    /// Whether it says no more than another one that came at another time.
    func says(_ other: NeighbourRecord) -> Bool {
        var same = other
        same.receivedAt = receivedAt
        same.isLate = isLate
        return same == self
    }

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.text("number", &number)
        try coder.named("word", &word)
        try coder.text("declaration", &declaration)
        try coder.text("tractor", &tractor)
        try coder.text("trailer", &trailer)
        try coder.text("container", &container)
        try coder.text("seal", &seal)
        try coder.text("goods", &goods)
        try coder.text("hs", &hsCode)
        try coder.number("grossKg", &grossKilograms)
        try coder.named("agency", &agency)
        try coder.named("result", &result)
        try coder.text("certificate", &certificate)
        try coder.time("at", &at)
        try coder.time("receivedAt", &receivedAt)
        try coder.flag("late", &isLate)
    }
}

extension VisitDocuments {
    /// Takes in a record of the other side: of one number the newest stands.
    mutating func note(_ record: NeighbourRecord) {
        if let known = neighbour.firstIndex(where: { $0.number == record.number }) {
            if neighbour[known].at <= record.at { neighbour[known] = record }
        } else {
            // The last word is what counts.
            neighbour.append(record, keepingLast: NeighbourRecord.limit)
        }
    }

    /// How it left the other side: the last word of it.
    public var departure: NeighbourRecord? {
        neighbour.filter { $0.word == .departed }.max { $0.at < $1.at }
    }

    /// The other side's last word that it has the vehicle, or had it and sent it back.
    public var takenOver: NeighbourRecord? {
        neighbour.filter { $0.word == .accepted || $0.word == .returned }.max { $0.at < $1.at }
    }

    /// What the other side's inspection for an agency's task came to: the last word of it.
    public func neighbourResult(for agency: Agency) -> NeighbourRecord? {
        neighbour.filter { $0.word == .inspected && $0.agency == agency }.max { $0.at < $1.at }
    }
}
