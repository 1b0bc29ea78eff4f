/// The last frames of one camera, so that a group which comes later can be told from its frames' vehicle.
///
/// It remembers what was heard, not what was made of it, so that a feed read again gives the same answers.
struct FrameMemory: Sendable {
    /// Frames kept: those of several vehicles.
    static let limit = 64

    private var frames: [[PlateSighting]] = []
    private var next = 0

    /// Keeps a frame's sightings. The array is shared, so this costs next to nothing.
    ///
    /// - Parameter sightings: without what was ``PlateSighting/heard`` before them, which is kept already.
    mutating func note(_ sightings: [PlateSighting]) {
        if frames.count < Self.limit {
            frames.append(sightings)
        } else {
            frames[next] = sightings
            next = (next + 1) % Self.limit
        }
    }

    /// What was heard under the ids that a group names, newest first, at most ``PlateSighting/frameLimit``.
    func sightings(of group: PlateSighting) -> [PlateSighting] {
        let ids = Set(group.frames + [group.uuid]).subtracting([""])
        if ids.isEmpty { return [] }
        let inOrder = frames[next...] + frames[..<next]
        return Array(inOrder.reversed().joined().filter { ids.contains($0.uuid) }.prefix(PlateSighting.frameLimit))
    }
}
