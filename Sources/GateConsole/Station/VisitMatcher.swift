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
        if let visit = state.expected(sighting.text) {
            read.match = .exact
            return (read, visit)
        }
        for candidate in sighting.candidates {
            guard let visit = state.expected(candidate.text) else { continue }
            read.match = .candidate
            read.text = candidate.text
            read.confidence = candidate.confidence
            return (read, visit)
        }
        if let lane, let visit = nearest(sighting.text, lane: lane) {
            read.match = .nearest
            return (read, visit)
        }
        return (read, nil)
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
