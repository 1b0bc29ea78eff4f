internal import GateModel

/// A gate plan with its devices found once, by lane and kind, as indices; −1 where a lane has none.
struct GateSite: Sendable {
    struct LaneDevices: Sendable {
        let lane: Lane
        var front = -1
        var rear = -1
        var container = -1
        var portal = -1
        var document = -1
        var queue = -1
        var scale = -1
        var barrierIn = -1
        var barrierOut = -1
        var loopIn = -1
        var loopOut = -1
        var terminal = -1
    }

    var lanes: [LaneDevices]
    var yard = -1
    var house = -1
    var manifest = -1
    /// The terminal of the joint control house and of the management board.
    var houseTerminal = -1
    var scanners: [Int] = []

    init(_ plan: GatePlan) {
        lanes = plan.lanes.map { LaneDevices(lane: $0) }
        for (index, device) in plan.devices.enumerated() {
            guard let lane = lanes.firstIndex(where: { $0.lane.id == device.lane }) else {
                switch device.kind {
                case .yardCamera: yard = index
                case .houseCamera: house = index
                case .manifestFeed: manifest = index
                case .terminal: if houseTerminal < 0 { houseTerminal = index }
                case .scanner: scanners.append(index)
                default: break
                }
                continue
            }
            switch device.kind {
            case .frontCamera: lanes[lane].front = index
            case .rearCamera: lanes[lane].rear = index
            case .containerCamera: lanes[lane].container = index
            case .portal: lanes[lane].portal = index
            case .documentReader: lanes[lane].document = index
            case .queueCamera: lanes[lane].queue = index
            case .weighbridge: lanes[lane].scale = index
            case .barrierIn: lanes[lane].barrierIn = index
            case .barrierOut: lanes[lane].barrierOut = index
            case .loopIn: lanes[lane].loopIn = index
            case .loopOut: lanes[lane].loopOut = index
            case .terminal: lanes[lane].terminal = index
            case .scanner: scanners.append(index)
            case .yardCamera, .houseCamera, .manifestFeed, .light, .board, .tagReader, .vehicleTracker: break
            }
        }
        if houseTerminal < 0 { houseTerminal = lanes.first { $0.terminal >= 0 }?.terminal ?? -1 }
        for index in lanes.indices where lanes[index].terminal < 0 { lanes[index].terminal = houseTerminal }
    }
}
