import GateModel

/// Which events of a journal are about one visit: its own, its alarms', its barriers'.
struct VisitTrail {
    let visit: VisitID
    private var alarms: Set<AlarmID> = []
    private var orders: Set<Order> = []
    private var complaints: Set<UInt32> = []

    private struct Order: Hashable {
        var lane: LaneID
        var end: LaneEnd
        var number: UInt32
    }

    init(_ visit: VisitID) { self.visit = visit }

    /// To be asked of every event, in order.
    mutating func holds(_ event: GateEvent) -> Bool {
        switch event {
        case .alarmRaised(let raised):
            guard raised.visit == visit else { return false }
            alarms.insert(raised.alarm)
            return true
        case .alarmAcknowledged(let changed), .alarmReturned(let changed): return alarms.contains(changed.alarm)
        case .barrierOrdered(let order):
            guard order.visit == visit else { return false }
            orders.insert(Order(lane: order.lane, end: order.end, number: order.number))
            return true
        case .barrierAnswered(let answer):
            return orders.contains(Order(lane: answer.lane, end: answer.end, number: answer.number))
        case .complaintLodged(let complaint):
            guard complaint.visit == visit else { return false }
            complaints.insert(complaint.number)
            return true
        case .complaintReviewed(let review): return complaints.contains(review.number)
        default: return event.visit == visit
        }
    }
}
