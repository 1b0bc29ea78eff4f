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
        var axles = -1
        var barrierIn = -1
        var barrierOut = -1
        var loopIn = -1
        var loopOut = -1
        var ratingPad = -1
    }

    var lanes: [LaneDevices]
    var yard = -1
    var house = -1
    var manifest = -1
    var neighbour = -1
    var scanners: [Int] = []
    /// Where each agency sits, by its number: for each lane, and last for the joint control house and the board.
    private var posts: [[Int]] = []

    init(_ plan: GatePlan) {
        lanes = plan.lanes.map { LaneDevices(lane: $0) }
        for (index, device) in plan.devices.enumerated() {
            guard let lane = lanes.firstIndex(where: { $0.lane.id == device.lane }) else {
                switch device.kind {
                case .yardCamera: yard = index
                case .houseCamera: house = index
                case .manifestFeed: manifest = index
                case .neighbourFeed: neighbour = index
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
            case .axleWeigher: lanes[lane].axles = index
            case .barrierIn: lanes[lane].barrierIn = index
            case .barrierOut: lanes[lane].barrierOut = index
            case .loopIn: lanes[lane].loopIn = index
            case .loopOut: lanes[lane].loopOut = index
            case .ratingPad: lanes[lane].ratingPad = index
            case .scanner: scanners.append(index)
            case .yardCamera, .houseCamera, .manifestFeed, .terminal, .light, .board, .tagReader, .vehicleTracker,
                .phones, .neighbourFeed:
                break
            }
        }
        // The console is a person's own: the day's officers sit there only where there is no other.
        let terminals = plan.devices.indices.filter { plan.devices[$0].kind == .terminal }
        let others = terminals.filter { !plan.devices[$0].source.hasSuffix("/console") }
        let manned = others.isEmpty ? terminals : others
        for place in lanes.map(\.lane.id) + [nil] as [LaneID?] {
            posts.append(Agency.allCases.map { Self.post(of: $0, at: place, among: manned, plan) })
        }
    }

    /// An agency's own terminal at a place, else a shared one there, else one of the house, else any.
    private static func post(of agency: Agency, at lane: LaneID?, among terminals: [Int], _ plan: GatePlan) -> Int {
        func rank(_ index: Int) -> Int {
            let device = plan.devices[index]
            let distance = device.lane == lane ? 0 : device.lane == nil ? 2 : 4
            let isForeign = !device.agencies.isEmpty && !device.agencies.contains(agency)
            return distance + (isForeign ? 10 : device.agencies.isEmpty ? 1 : 0)
        }
        return terminals.min { (rank($0), $0) < (rank($1), $1) } ?? -1
    }

    /// The terminal of an agency at a lane, or at the house for −1; −1 for a gate that has none.
    func terminal(of agency: Agency, lane: Int) -> Int {
        posts[lanes.indices.contains(lane) ? lane : lanes.count][Int(agency.rawValue)]
    }
}
