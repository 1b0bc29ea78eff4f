import GateDevices
import GateInsight
import GateModel

/// Ties what a camera read to the visit it is most likely about. `decide` chooses; this searches.
///
/// First the camera's text, then its other candidates, as they stand, against what open visits declared. A text that is
/// neither is ranked among all of them, those that the lane is waiting for in front; it is tied to the first by itself
/// only at a small risk of a wrong match (``MatchPolicy/automaticRisk``), else the ranking is for a person. The whole
/// registry is never searched: there most unknown plates still find a neighbour.
struct VisitMatcher {
    let state: GateState
    let vehicles: OpenVehicles

    func match(
        _ sighting: PlateSighting, lane: LaneID?, receivedAt: GateTime
    ) -> (read: PlateRead, visit: VisitID?) {
        var read = PlateRead(
            text: sighting.text, confidence: sighting.confidence, uuid: sighting.uuid,
            at: Self.moment(of: sighting, receivedAt: receivedAt))
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
        let ranked = rank(sighting.text, sighting.characters, lane: lane)
        read.ranked = ranked.map {
            MatchProposal(
                visit: $0.visit.id, identifier: $0.candidate.identifier, risk: $0.candidate.riskPermille,
                edits: $0.candidate.edits)
        }
        if let visit = taken(ranked, lane: lane) {
            read.match = .nearest
            return (read, visit.id)
        }
        // One more of the reads of a vehicle that the camera names by one id all the while.
        return (read, sighting.isGroup ? nil : seenBefore(sighting, lane: lane, at: read.at)?.id)
    }

    /// How far the time a camera tells may be after the receipt of its message: what a working clock is allowed.
    private static let clockLimit = GateSpan.seconds(60)

    /// When the plate was seen. A camera's word counts where it can be true: the moment of an event, and which reads belong
    /// together, must not hang on a clock that was never set.
    private static func moment(of sighting: PlateSighting, receivedAt: GateTime) -> GateTime {
        guard let told = sighting.deviceTime, told <= receivedAt + clockLimit, told >= receivedAt - sameVehicle else {
            return receivedAt
        }
        return told
    }

    /// A container code: the declared one it is, or, where it is weak, most probably is.
    func match(_ sent: ContainerRead) -> (read: ContainerRead, visit: VisitID?) {
        if let visit = state.expected(sent.text) { return (sent, visit) }
        vehicles.follow(state)
        var read = sent
        guard let best = vehicles.containers.rank(sent.text).first else { return (read, nil) }
        if !read.isValid, best.risk <= Self.likely { read.suggestion = best.identifier }
        return (read, best.risk <= MatchPolicy.declared.automaticRisk ? state.expected(best.identifier) : nil)
    }

    /// A declared container is suggested for a broken code while it is the likelier half.
    private static let likely = 0.5

    /// The visit of a movement record: by its declarations, open visits first, and where it names none by the vehicle. One
    /// of whose declarations some are yet to come waits for them rather than be about a visit that is over.
    func match(_ message: MovementMessage) -> (record: MovementRecord, visit: VisitID?) {
        var record = message.record
        let named = message.declarations.compactMap { number in
            state.visit(ofDeclaration: number).map { (number, $0) }
        }
        let open = named.first { state.visit($0.1)?.state.isClosed == false }
        if let found = open ?? (named.count == message.declarations.count ? named.first : nil) {
            record.declaration = found.0
            return (record, found.1)
        }
        record.declaration = message.declarations.first ?? ""
        record.others = message.declarations.dropFirst().map { DocumentWord($0) }
        guard message.declarations.isEmpty else { return (record, nil) }
        for plate in [record.plate] + message.trailers + message.containers where !plate.isEmpty {
            if let visit = state.expected(plate) { return (record, visit) }
        }
        return (record, nil)
    }

    /// The visit of a record of the other side: by our declaration's number, else by the vehicle, while it is expected or on
    /// its way over.
    func match(_ record: NeighbourRecord) -> VisitID? {
        if !record.declaration.isEmpty { return state.visit(ofDeclaration: record.declaration) }
        func isMeant(_ id: VisitID) -> Bool {
            guard let declared = state.visit(id)?.declaration else { return false }
            let isNamed =
                !record.tractor.isEmpty && declared.tractor == record.tractor
                || !record.container.isEmpty && declared.container == record.container
            return isNamed && declared.direction == record.word.direction
        }
        let here = [record.tractor, record.container].lazy.compactMap { state.expected($0) }.first { isMeant($0) }
        // Who goes over is expected here no longer.
        return here ?? state.strip.first { isMeant($0.visit) }?.visit
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
            guard let visit = taken(rank(frame.text, frame.characters, lane: lane), lane: lane), visit.lane == lane,
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
        } else if [visit.declaration.tractor, visit.declaration.trailer].contains(where: { resembles(sighting, $0) }) {
            read.match = .nearest
        }
    }

    /// One error, however rare, or two common ones; in thousandths of a nat.
    private static let resemblance: Int32 = 11_000

    private func resembles(_ sighting: PlateSighting, _ declared: String) -> Bool {
        guard !declared.isEmpty else { return false }
        let model = vehicles.plates.model
        let reason = model.explain(declared: declared, read: sighting.text, confidences: sighting.characters)
        return reason.map { $0.cost <= Self.resemblance } ?? false
    }

    // MARK: Weak reads

    private typealias Ranked = (visit: Visit, candidate: DeclaredMatcher.Candidate)

    /// Share of a lane's vehicles that come from its own queue, or stand in it (assumed: the rest are not where they were
    /// sent).
    private static let ownShare = 0.9

    private func rank(_ text: String, _ characters: [Int32], lane: LaneID?) -> [Ranked] {
        vehicles.follow(state)
        var favoured: DeclaredMatcher.Favoured?
        if let lane = lane.flatMap({ state.lane($0) }) {
            let here = (lane.queue.prefix(4) + lane.control.suffix(3)).compactMap { state.visit($0)?.declaration }
            favoured = .init(share: Self.ownShare, identifiers: Set(here.flatMap { [$0.tractor, $0.trailer] }))
        }
        return vehicles.plates.rank(text, confidences: characters, favoured: favoured).compactMap { candidate in
            guard let visit = state.expected(candidate.identifier).flatMap({ state.visit($0) }) else { return nil }
            return (visit, candidate)
        }
    }

    /// The first of a ranking, where no person need look at it. One that another lane has under control cannot be here,
    /// unless its very plate says so.
    private func taken(_ ranked: [Ranked], lane: LaneID?) -> Visit? {
        guard let best = ranked.first, best.candidate.risk <= MatchPolicy.declared.automaticRisk else { return nil }
        let isElsewhere = lane != nil && best.visit.lane != lane && best.visit.state.isUnderControl
        return isElsewhere ? nil : best.visit
    }
}
