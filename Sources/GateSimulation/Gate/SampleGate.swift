public import GateModel

/// Hữu Nghị, simplified (domain.md, numbers for the simulated gate), for tests and for a first run.
public enum SampleGate {
    /// Six import and three export cargo lanes, an outbound fruit lane, an empty lane, a bus lane; weighbridges on
    /// lanes 1, 4 and 7; two scanners.
    public static func plan() -> GatePlan {
        var plan = GatePlan()
        plan.gate = "huu-nghi"
        plan.name = "Hữu Nghị"
        plan.calendar.offsetMinutes = 420
        plan.calendar.usual = OpenHours(opens: 7 * 60, closes: 19 * 60, fruitCloses: 20 * 60)
        plan.calendar.exceptions = [
            CalendarException(from: 20_270_205, until: 20_270_208, .shut, reason: "Tết Nguyên đán"),
            CalendarException(
                from: 20_270_612, until: 20_270_612, OpenHours(opens: 7 * 60, closes: 21 * 60, fruitCloses: 21 * 60),
                reason: "mùa vải thiều", by: "UBND tỉnh Lạng Sơn"),
        ]
        plan.gateClass = .international
        plan.neighbour = NeighbourGate(country: .china, name: "Hữu Nghị Quan", stripPlaces: 60)
        plan.agencies = Agency.usualOrder.map { AgencyPlace($0) }
        plan.weightTolerancePermille = 30
        plan.yardPlaces = 450
        plan.overflowPlaces = 800
        plan.inspectionBays = 10
        for number in 1...12 {
            guard let id = LaneID(number: Int64(number)) else { continue }
            let kind: LaneKind = number <= 9 ? .cargo : number == 10 ? .fruit : number == 11 ? .empty : .bus
            plan.lanes.append(
                Lane(id: id, direction: (7...10).contains(number) ? .outbound : .inbound, kind: kind))
        }
        for lane in plan.lanes { addDevices(of: lane, to: &plan) }
        add(.scanner, "scanner/1", nil, silentAfter: 0, to: &plan)
        add(.scanner, "scanner/2", nil, silentAfter: 0, to: &plan)
        add(.houseCamera, "house", nil, silentAfter: 180, to: &plan)
        add(.yardCamera, "yard", nil, silentAfter: 180, to: &plan)
        add(.manifestFeed, "manifest", nil, silentAfter: 0, to: &plan)
        for lane in plan.lanes { add(.terminal, "terminal/\(lane.id.number)", lane.id, silentAfter: 0, to: &plan) }
        add(.terminal, "terminal/house", nil, silentAfter: 0, to: &plan)
        add(.terminal, "terminal/console", nil, silentAfter: 0, to: &plan)
        add(.neighbourFeed, "neighbour", nil, silentAfter: 0, to: &plan)
        for lane in plan.lanes { add(.ratingPad, "lane/\(lane.id.number)/rating", lane.id, silentAfter: 0, to: &plan) }
        return plan
    }

    private static func addDevices(of lane: Lane, to plan: inout GatePlan) {
        let isLoaded = lane.kind == .cargo || lane.kind == .fruit
        let stem = "lane/\(lane.id.number)/"
        add(.frontCamera, stem + "front", lane.id, silentAfter: 180, to: &plan)
        add(.queueCamera, stem + "queue", lane.id, silentAfter: 180, to: &plan)
        if lane.kind != .bus { add(.rearCamera, stem + "rear", lane.id, silentAfter: 180, to: &plan) }
        if isLoaded {
            add(.containerCamera, stem + "container", lane.id, silentAfter: 0, to: &plan)
            add(.portal, stem + "portal", lane.id, silentAfter: 30, to: &plan)
        }
        add(.documentReader, stem + "document", lane.id, silentAfter: 0, to: &plan)
        if [1, 4, 7].contains(lane.id.number) { add(.weighbridge, stem + "scale", lane.id, silentAfter: 0, to: &plan) }
        add(.barrierIn, stem + "barrier-in", lane.id, silentAfter: 0, to: &plan)
        add(.barrierOut, stem + "barrier-out", lane.id, silentAfter: 0, to: &plan)
        add(.loopIn, stem + "loop-in", lane.id, silentAfter: 0, to: &plan)
        add(.loopOut, stem + "loop-out", lane.id, silentAfter: 0, to: &plan)
    }

    private static func add(
        _ kind: DeviceKind, _ path: String, _ lane: LaneID?, silentAfter: Int32, to plan: inout GatePlan
    ) {
        guard let id = DeviceID(number: Int64(plan.devices.count + 1)) else { return }
        plan.devices.append(
            Device(
                id: id, source: "/gate/\(plan.gate)/\(path)", kind: kind, lane: lane,
                silentAfterSeconds: silentAfter))
    }
}
