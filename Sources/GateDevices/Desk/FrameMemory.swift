/// The last frames of one camera, so that a group which comes later can be told from its frames' vehicle.
///
/// It remembers what was heard, not what was made of it, so that a feed read again gives the same answers.
struct FrameMemory: Sendable {
    /// Frames kept: those of the last few vehicles, for a group comes within seconds.
    static let limit = 16

    /// Fingerprints of the frames' ids, and the frames, place by place.
    private var ids: [UInt64] = []
    private var frames: [[PlateSighting]] = []
    private var next = 0

    /// Keeps a frame's sightings, which share one id; without one they could never be found again. The array is shared, so
    /// this costs next to nothing.
    ///
    /// - Parameter sightings: without what was ``PlateSighting/heard`` before them, which is kept already.
    mutating func note(_ sightings: [PlateSighting]) {
        guard let id = sightings.first?.uuid, !id.isEmpty else { return }
        let fingerprint = PlateSighting.fingerprint(id.utf8)
        if frames.count < Self.limit {
            ids.append(fingerprint)
            frames.append(sightings)
        } else {
            ids[next] = fingerprint
            frames[next] = sightings
            next = (next + 1) % Self.limit
        }
    }

    /// What was heard under the ids of a sighting, newest first.
    func heard(of sighting: PlateSighting) -> [[PlateSighting]] {
        let wanted = sighting.frames
        let own = sighting.uuid.isEmpty ? nil : PlateSighting.fingerprint(sighting.uuid.utf8)
        var found: [[PlateSighting]] = []
        var place = next
        for _ in ids.indices {
            place = (place == 0 ? ids.count : place) - 1
            if ids[place] == own || wanted.contains(ids[place]) { found.append(frames[place]) }
        }
        return found
    }
}
