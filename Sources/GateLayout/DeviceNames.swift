import GateModel
import GateText

/// The names by which a layout's links refer to its devices, with those that a mistake elsewhere keeps out of the plan:
/// who refers to such a one makes no mistake of his own, and all else that he says can still be checked.
struct DeviceNames {
    enum Answer {
        /// Its kind; nil where a mistake told already leaves that open.
        case known(DeviceKind?)
        case unknown
    }

    /// The gate's id; empty where it could not be read, and any other may be meant.
    private let gate: String
    /// By the source without its gate.
    private var kinds: [String: DeviceKind] = [:]
    private var lost: Set<String> = []
    /// Lanes of which a device's name was wrong.
    private var lanesWithLost: Set<UInt32> = []
    /// A lane's number was wrong: it may be any.
    private(set) var hasLostLane = false

    init(gate: String) { self.gate = gate }

    // MARK: What is there

    mutating func add(_ device: Device) {
        if let name = name(of: device.source) { kinds[name] = device.kind }
    }

    /// A device's table was not understood.
    mutating func lose(_ source: String) {
        if let name = name(of: source) { lost.insert(name) }
    }

    /// A device of a lane has a wrong name.
    mutating func loseDevice(of lane: LaneID) { lanesWithLost.insert(lane.number) }

    /// A lane's number was wrong, or taken.
    mutating func loseLane() { hasLostLane = true }

    // MARK: What is asked for

    func find(_ source: String) -> Answer {
        guard let name = name(of: source) else { return .unknown }
        if let kind = kinds[name] { return .known(kind) }
        if lost.contains(name) { return .known(nil) }
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "lane", let lane = UInt32(parts[1]),
            let device = DeviceReader.laneDevices.first(where: { $0.tail == parts[2] }),
            hasLostLane || lanesWithLost.contains(lane)
        else { return .unknown }
        return .known(device.kind)
    }

    func nearest(to source: String) -> String? {
        let known = kinds.keys.sorted()
        if !gate.isEmpty { return NearestName.to(source, among: known.map { "/gate/\(gate)/\($0)" }) }
        guard let name = name(of: source), let near = NearestName.to(name, among: known) else { return nil }
        return source.dropLast(name.count) + near
    }

    /// A source without its gate; nil where it is none of this gate.
    private func name(of source: String) -> String? {
        let parts = source.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0].isEmpty, parts[1] == "gate" else { return nil }
        return gate.isEmpty || parts[2] == gate ? String(parts[3]) : nil
    }
}
