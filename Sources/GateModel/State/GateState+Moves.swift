/// A visit's way from state to state, and the lists that follow from it: a truck is in one place.
extension GateState {
    mutating func move(_ moved: VisitMoved) {
        let now = clock
        let line = entry(.visitMoved, detail: moved.to.rawValue)
        var before = Before()
        let known = visits.update(moved.visit.number) { visit in
            before = Before(visit, isClosing: moved.to.isClosed)
            // What a hold ends with, or a release is taken back to, is where the vehicle stood: never the one in the other,
            // nor the way out, which only a release opens.
            if moved.to == .held {
                visit.stateBeforeHold = visit.state.isLeaving ? visit.stateBeforeRelease : visit.state
            }
            if moved.to == .released {
                visit.stateBeforeRelease = visit.state == .held ? visit.stateBeforeHold : visit.state
            }
            if moved.to == .scanQueued || moved.to == .scanned || moved.to == .inJointControl,
                visit.presentedAt == .epoch
            {
                visit.presentedAt = now
            }
            visit.state = moved.to
            visit.lane = moved.lane ?? visit.lane
            visit.stateSince = now
            if moved.reason != .none || moved.to == .released { visit.reason = moved.reason }
            if moved.to.isOnGround, visit.arrivedAt == .epoch { visit.arrivedAt = now }
            // Known, by whatever way.
            if moved.to == .identified || moved.to == .channelled && visit.risk.channel == .none {
                visit.isRiskDue = true
            }
            if moved.to == .inQueue { visit.queuedAt = now }
            if moved.to == .atBarrierIn || (moved.to == .inLane && visit.atBoothAt == .epoch) { visit.atBoothAt = now }
            if moved.to.isClosed { visit.closedAt = now }
            visit.version += 1
            visit.note(line)
        }
        guard known else {
            anomalies += 1
            return
        }
        visitsByState[Int(before.state.rawValue)] -= 1
        visitsByState[Int(moved.to.rawValue)] += 1
        place(before, moved)
        count(before, moved)
        // A vehicle that is known now is no stranger any more, nor is one that another has followed or that has left.
        if moved.to == .atBarrierIn || moved.to == .inLane || moved.to == .identified || moved.to == .crossed,
            let lane = moved.lane, let index = laneIndex(lane)
        {
            lanes[index].unknownPlate = ""
            lanes[index].unknownRanked = []
        }
        // What was to follow its goods goes with them.
        if moved.to == .turnedBack || moved.to == .seized { tasks.removeAll { $0.visit == moved.visit } }
        if moved.to.isClosed {
            if let declaration = before.closing {
                forgetIdentifiers(of: declaration, as: moved.visit)
                noteInspection(declaration.company, before.channel, moved)
            }
            if let index = open.firstIndex(of: moved.visit) { open.remove(at: index) }
        }
    }

    /// Takes the visit off the list it stood on and puts it on the one it now belongs to.
    private mutating func place(_ before: Before, _ moved: VisitMoved) {
        let oldPlace = Place(before.state)
        let newPlace = Place(moved.to)
        let newLane = moved.lane ?? before.lane
        if oldPlace == newPlace, newLane == before.lane { return }
        if let lane = before.lane, let index = laneIndex(lane) {
            switch oldPlace {
            case .queue: lanes[index].queue.removeAll { $0 == moved.visit }
            case .control: lanes[index].control.removeAll { $0 == moved.visit }
            case .elsewhere: break
            }
        }
        guard newPlace != .elsewhere, let lane = newLane else { return }
        guard let index = laneIndex(lane) else {
            anomalies += 1
            return
        }
        if newPlace == .queue {
            // A vehicle sent back from barrier 1 is still the next one.
            let place = before.state == .atBarrierIn ? 0 : lanes[index].queue.count
            lanes[index].queue.insert(moved.visit, at: place)
        } else {
            lanes[index].control.append(moved.visit)
        }
    }

    /// What an inspected vehicle's end says of its declarant. Who was sent back for want of a paper was not found out.
    private mutating func noteInspection(_ company: String, _ channel: Channel, _ moved: VisitMoved) {
        guard channel == .yellow || channel == .red else { return }
        switch moved.to {
        case .crossed: noteInspection(of: company, found: false)
        case .seized: noteInspection(of: company, found: true)
        case .turnedBack where moved.reason.isFinding: noteInspection(of: company, found: true)
        default: break
        }
    }

    private mutating func count(_ before: Before, _ moved: VisitMoved) {
        if moved.to.isOnGround, before.arrivedAt == .epoch {
            entered += 1
            if before.direction == .inbound { comeBack(moved.visit) }
            withToday { counts, quarter in
                counts.arrived += 1
                counts.arrivalsByQuarter[quarter] += 1
            }
        }
        if moved.to.isClosed, before.arrivedAt > .epoch {
            left += 1
            withToday { counts, _ in counts.left += 1 }
        }
        if moved.to == .turnedBack { withToday { counts, _ in counts.turnedBack += 1 } }
        if moved.to == .crossed {
            withToday { counts, quarter in
                counts.crossingsByQuarter[quarter] += 1
                if before.direction == .inbound {
                    counts.crossedInbound += 1
                } else {
                    counts.crossedOutbound += 1
                }
                if before.goodsClass == .fruit { counts.crossedFruit += 1 }
            }
            if let lane = before.lane, let index = laneIndex(lane) { lanes[index].crossed += 1 }
            if before.direction == .outbound {
                goAbroad(moved.visit)
                enterStrip(moved.visit)
            } else {
                countMirror(of: moved.visit)
            }
        }
        let reachedBooth = moved.to == .atBarrierIn || (moved.to == .inLane && before.state != .atBarrierIn)
        if reachedBooth, before.state != .held, let lane = moved.lane ?? before.lane, let index = laneIndex(lane) {
            lanes[index].lastBoothAt = clock
            guard before.queuedAt > .epoch else { return }
            let wait = (clock - before.queuedAt).seconds
            lanes[index].recentWaits.append(Int32(clamping: wait), keepingLast: LaneState.waitLimit)
        }
    }
}

/// What a move needs of the visit as it was: copying a whole visit would retain some thirty texts and lists.
private struct Before {
    var state = VisitState.declared
    var lane: LaneID?
    var arrivedAt = GateTime.epoch
    var queuedAt = GateTime.epoch
    var direction = Direction.inbound
    var goodsClass = GoodsClass.general
    var channel = Channel.none
    /// Of a visit that closes: its identifiers are forgotten.
    var closing: Declaration?

    init() {}
    init(_ visit: borrowing Visit, isClosing: Bool) {
        state = visit.state
        lane = visit.lane
        arrivedAt = visit.arrivedAt
        queuedAt = visit.queuedAt
        direction = visit.declaration.direction
        goodsClass = visit.declaration.goodsClass
        channel = visit.channel
        if isClosing { closing = visit.declaration }
    }
}

/// Which of a lane's lists a visit in a given state stands on.
private enum Place {
    case queue, control, elsewhere

    init(_ state: VisitState) {
        switch state {
        case .inQueue: self = .queue
        case .atBarrierIn, .inLane, .identified, .channelled, .scanQueued, .scanned, .imageRead, .inJointControl,
            .released, .held, .atBarrierOut:
            self = .control
        default: self = .elsewhere
        }
    }
}
