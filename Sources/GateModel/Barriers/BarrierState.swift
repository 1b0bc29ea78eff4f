/// What a barrier is told to do.
public enum BarrierCommand: UInt8, CaseIterable, Sendable, NamedCode {
    case open, close
    public static let names: [StaticString] = ["open", "close"]
}

/// What became of an order to a barrier.
public enum OrderOutcome: UInt8, CaseIterable, Sendable, NamedCode {
    /// There was no order.
    case none
    /// Sent, and not answered yet.
    case sent
    /// The barrier has taken it, or has begun to move.
    case accepted
    /// The arm stands where it was ordered to.
    case done
    /// The barrier said no, or stands elsewhere after its time was up.
    case refused
    /// No answer in time: whether it was carried out is not known.
    case timedOut
    /// It never left the gate: the barrier's link is down.
    case unsent
    public static let names: [StaticString] = ["none", "sent", "accepted", "done", "refused", "timedOut", "unsent"]
}

/// The last order to one barrier.
public struct BarrierOrder: FieldCoded, Hashable {
    /// A barrier that says nothing for this long after an order does not hear.
    public static let answerWithin = GateSpan.seconds(5)
    /// An arm that has not come to where it was ordered by then does not move (assumed; road barriers take 2–6 s).
    public static let doneWithin = GateSpan.seconds(20)

    /// An order that was not answered may still be on its way for this long; until then a closed arm proves nothing
    /// (assumed; a TCP connection that carries nothing is given up after 10 s).
    public static let lostAfter = GateSpan.seconds(60)

    /// Counts the orders to this barrier, from 1; 0 before the first. A barrier refuses a number below one it has
    /// heard, so that an order that was on its way for too long does nothing.
    public var number: UInt32 = 0
    public var command = BarrierCommand.open
    public var outcome = OrderOutcome.none
    /// For whom it was opened.
    public var visit: VisitID?
    public var at = GateTime.epoch
    /// The barrier's own words about it; at most 80 characters.
    public var detail = ""

    public init() {}

    /// It may still be carried out.
    public var isPending: Bool { outcome == .sent || outcome == .accepted }

    /// When patience with it ends; nil once it has ended.
    public var deadline: GateTime? {
        switch outcome {
        case .sent: at + Self.answerWithin
        case .accepted: at + Self.doneWithin
        case .none, .done, .refused, .timedOut, .unsent: nil
        }
    }

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.number("number", &number)
        try coder.named("command", &command)
        try coder.named("outcome", &outcome)
        try coder.identifier("visit", &visit)
        try coder.time("at", &at)
        try coder.text("detail", &detail)
    }
}

/// What is known of one barrier of a lane.
public struct BarrierState: FieldCoded, Hashable {
    public var position = BarrierPosition.unknown
    public var order = BarrierOrder()

    public init() {}

    /// An order to open has been given since the arm was last known to be down and to stay there.
    public var mayHaveOpened = false

    /// It is closed, and nothing that was ordered may still open it. What is not known is not shut.
    public var isShut: Bool { position == .closed && !mayHaveOpened }

    /// The arm is up or on its way.
    public var isOpen: Bool { position == .opening || position == .open || position == .closing }

    mutating func ordered(_ new: BarrierOrder) {
        order = new
        // Whatever it said before, it may be opening now, even where it only answers and never says where its arm is.
        if new.command == .open { mayHaveOpened = true }
    }

    mutating func answered(_ outcome: OrderOutcome, _ detail: String) {
        order.outcome = outcome
        order.detail = detail
        // It never left the gate, or the barrier itself will not carry it out.
        if outcome == .unsent || outcome == .refused { mayHaveOpened = false }
    }

    /// Where the arm is tells what became of the order, whether the barrier answers it or not.
    mutating func moved(to position: BarrierPosition, at time: GateTime) {
        self.position = position
        let (goal, begun): (BarrierPosition, BarrierPosition) =
            order.command == .open ? (.open, .opening) : (.closed, .closing)
        switch order.outcome {
        // An arm that was down before the order to close came says nothing: an order to open may be just before it.
        case .sent where position == .closed && order.command == .close && mayHaveOpened: break
        case .sent, .accepted:
            if position == goal { order.outcome = .done } else if position == begun { order.outcome = .accepted }
        case .timedOut where position == goal || position == begun: order.outcome = .done
        case .timedOut where time - order.at >= BarrierOrder.lostAfter: order.outcome = .refused
        case .timedOut, .none, .done, .refused, .unsent: break
        }
        // Down before it has opened means little; down after it has, or by a newer order to close, means shut.
        if position == .closed, !order.isPending, order.outcome != .timedOut { mayHaveOpened = false }
    }

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.named("position", &position)
        try coder.object("order", &order)
        try coder.flag("mayHaveOpened", &mayHaveOpened)
    }
}

/// What a barrier says: where its arm is, what became of an order, or both.
public struct BarrierReport: Hashable, Sendable {
    /// Nil where it says nothing of its arm.
    public var position: BarrierPosition?
    /// The order it answers; 0 for none.
    public var order: UInt32 = 0
    public var outcome = OrderOutcome.none
    /// Its own words; at most 80 characters.
    public var detail = ""

    public init() {}

    public static func at(_ position: BarrierPosition) -> BarrierReport {
        var report = BarrierReport()
        report.position = position
        return report
    }
}
