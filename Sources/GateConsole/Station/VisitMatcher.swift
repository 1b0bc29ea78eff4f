import GateDevices
import GateModel

/// Ties what a camera read to the visit it is most likely about. `decide` chooses; this searches.
///
/// First form: the camera's text, then its other candidates, against the identifiers declared by open visits; on a
/// lane's own cameras also the vehicles that lane is waiting for, one character off, if only one of them is that near.
/// The whole registry is never searched: there most unknown plates still find a neighbour.
struct VisitMatcher {
    let state: GateState

    func match(
        _ sighting: PlateSighting, lane: LaneID?, receivedAt: GateTime
    ) -> (read: PlateRead, visit: VisitID?) {
        var read = PlateRead(
            text: sighting.text, confidence: sighting.confidence, uuid: sighting.uuid,
            at: sighting.deviceTime ?? receivedAt)
        read.characters = sighting.characters
        read.isGroup = sighting.isGroup
        // A group is about the vehicle whose frames it sums up, whatever it makes of their text.
        if sighting.isGroup, let visit = seenBefore(sighting, lane: lane, at: read.at) {
            compare(&read, sighting, with: visit)
            return (read, visit.id)
        }
        if let visit = state.expected(sighting.text) {
            read.match = .exact
            return (read, visit)
        }
        for candidate in sighting.candidates {
            guard let visit = state.expected(candidate.text) else { continue }
            read.match = .candidate
            take(candidate, &read)
            return (read, visit)
        }
        if let lane, let visit = nearest(sighting.text, lane: lane) {
            read.match = .nearest
            return (read, visit)
        }
        // One more of the reads of a vehicle that the camera names by one id all the while.
        return (read, sighting.isGroup ? nil : seenBefore(sighting, lane: lane, at: read.at)?.id)
    }

    /// The visit of a movement record: by its declarations, open visits first, and where it names none by the vehicle.
    func match(_ message: MovementMessage) -> (record: MovementRecord, visit: VisitID?) {
        var record = message.record
        let named = message.declarations.compactMap { number in
            state.visit(ofDeclaration: number).map { (number, $0) }
        }
        if let found = named.first(where: { state.visit($0.1)?.state.isClosed == false }) ?? named.first {
            record.declaration = found.0
            return (record, found.1)
        }
        record.declaration = message.declarations.first ?? ""
        guard message.declarations.isEmpty else { return (record, nil) }
        for plate in [record.plate] + message.trailers + message.containers where !plate.isEmpty {
            if let visit = state.expected(plate) { return (record, visit) }
        }
        return (record, nil)
    }

    private func take(_ candidate: PlateSighting.Candidate, _ read: inout PlateRead) {
        guard candidate.text != read.text else { return }
        read.text = candidate.text
        read.confidence = candidate.confidence
        // They were counted along another text.
        read.characters = []
    }

    /// How long a camera may speak of one vehicle.
    private static let sameVehicle = GateSpan.minutes(10)

    /// The visit that the camera has spoken of before under one of the sighting's ids; of several the one whose plate the
    /// sighting names.
    private func seenBefore(_ sighting: PlateSighting, lane: LaneID?, at time: GateTime) -> Visit? {
        let found = recorded(sighting, lane: lane, at: time) + heard(sighting, lane: lane)
        return found.first { isNamed($0, by: sighting) } ?? found.first
    }

    /// Whether a sighting's text, or one of its candidates, is what a visit declared.
    private func isNamed(_ visit: Visit, by sighting: PlateSighting) -> Bool {
        state.expected(sighting.text) == visit.id
            || sighting.candidates.contains { state.expected($0.text) == visit.id }
    }

    /// Visits that have a read with one of the sighting's ids.
    private func recorded(_ sighting: PlateSighting, lane: LaneID?, at time: GateTime) -> [Visit] {
        let ids = ([sighting.uuid] + sighting.heard.compactMap(\.first?.uuid)).filter { !$0.isEmpty }
        guard !ids.isEmpty else { return [] }
        func isOne(_ read: PlateRead) -> Bool {
            !read.uuid.isEmpty && ids.contains(read.uuid)
                && max(time - read.at, read.at - time) < Self.sameVehicle
        }
        let place = lane.flatMap { state.lane($0) }
        return (place.map { $0.control.reversed() + $0.queue } ?? state.open).compactMap { id in
            guard let visit = state.visit(id), isOne(visit.front) || isOne(visit.rear) else { return nil }
            return visit
        }
    }

    /// Visits that the frames of a group named: for certain, or, where one has come into the lane on it, nearly.
    private func heard(_ group: PlateSighting, lane: LaneID?) -> [Visit] {
        var found: [Visit] = []
        for frame in group.heard.joined() {
            let certain = ([frame.text] + frame.candidates.map(\.text)).lazy.compactMap { state.expected($0) }.first
            if let visit = certain.flatMap({ state.visit($0) }) { found.append(visit) }
        }
        guard found.isEmpty, let lane else { return found }
        return group.heard.joined().compactMap { frame in
            guard let visit = nearest(frame.text, lane: lane).flatMap({ state.visit($0) }), visit.lane == lane,
                visit.state.isUnderControl
            else { return nil }
            return visit
        }
    }

    /// What a group's text says of the vehicle whose frames it sums up.
    private func compare(_ read: inout PlateRead, _ sighting: PlateSighting, with visit: Visit) {
        if state.expected(sighting.text) == visit.id {
            read.match = .exact
        } else if let candidate = sighting.candidates.first(where: { state.expected($0.text) == visit.id }) {
            read.match = .candidate
            take(candidate, &read)
        } else if Self.isOneEdit(sighting.text, visit.declaration.tractor)
            || Self.isOneEdit(sighting.text, visit.declaration.trailer)
        {
            read.match = .nearest
        }
    }

    /// The one vehicle this lane waits for whose plate is a single insertion, deletion or substitution away.
    private func nearest(_ text: String, lane: LaneID) -> VisitID? {
        guard let lane = state.lane(lane) else { return nil }
        let waiting = lane.queue.prefix(4) + lane.control.suffix(3)
        let near = waiting.filter { id in
            guard let declaration = state.visit(id)?.declaration else { return false }
            return Self.isOneEdit(text, declaration.tractor) || Self.isOneEdit(text, declaration.trailer)
        }
        return near.count == 1 ? near.first : nil
    }

    /// Whether two texts differ by exactly one character substituted, lost or added.
    static func isOneEdit(_ left: String, _ right: String) -> Bool {
        let (a, b) = (Array(left.unicodeScalars), Array(right.unicodeScalars))
        guard !a.isEmpty, !b.isEmpty, abs(a.count - b.count) <= 1, a != b else { return false }
        var start = 0
        while start < min(a.count, b.count), a[start] == b[start] { start += 1 }
        var end = 0
        while end < min(a.count, b.count) - start, a[a.count - 1 - end] == b[b.count - 1 - end] { end += 1 }
        return max(a.count, b.count) - start - end <= 1
    }
}
