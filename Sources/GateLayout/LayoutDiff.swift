public import GateModel

/// What a changed layout would do to a gate at work, in words for people at a shell.
public struct LayoutDiff: Sendable {
    /// One thing that changes.
    public struct Change: Hashable, Sendable {
        public enum Sign: String, Sendable { case added = "+", removed = "-", changed = "~" }

        public var sign: Sign
        /// `lane 3 import cargo`, `lane 7 direction import → export`.
        public var text: String
        /// Why it is refused, or may be; empty where it takes effect at once.
        public var objection = ""
    }

    public private(set) var changes: [Change] = []
    /// Whether a gate at work would refuse the layout as things stand.
    public private(set) var isRefused = false

    /// - Parameters:
    ///   - links: whether the old links are known; a journal holds none.
    ///   - state: of the gate at work; nil where its vehicles are not known.
    public init(
        from old: GateLayoutFile.Contents, to new: GateLayoutFile.Contents, links: Bool = true, state: GateState? = nil
    ) {
        gate(old.plan, new.plan)
        hours(old.plan.calendar, new.plan.calendar)
        lanes(old.plan, new.plan, state)
        devices(old.plan, new.plan)
        if links {
            self.links(old.links, new.links)
            brokers(old.links, new.links)
        }
        traffic(old.traffic, new.traffic)
        compare("scan images", old.images ?? "nowhere", new.images ?? "nowhere")
    }

    private mutating func add(_ sign: Change.Sign, _ text: String, _ objection: String = "") {
        changes.append(Change(sign: sign, text: text, objection: objection))
    }

    private mutating func compare(_ what: String, _ old: String, _ new: String, _ objection: String = "") {
        if old != new { add(.changed, "\(what) \(old) → \(new)", objection) }
    }

    // MARK: The gate

    private mutating func gate(_ old: GatePlan, _ new: GatePlan) {
        if old.gate != new.gate {
            isRefused = true
            compare("gate", old.gate, new.gate, "a journal is of one gate: begin a new one")
        }
        func place(_ neighbour: NeighbourGate) -> String {
            neighbour.name.isEmpty ? "unstated" : "\(neighbour.name) (\(neighbour.country.name))"
        }
        func permille(_ share: Int32) -> String { "\(share / 10).\(share % 10) %" }
        compare("name", old.name, new.name)
        compare("class", old.gateClass.name, new.gateClass.name)
        compare("neighbour", place(old.neighbour), place(new.neighbour))
        compare("places between the gates", "\(old.neighbour.stripPlaces)", "\(new.neighbour.stripPlaces)")
        compare(
            "agencies", old.agencyOrder.map(\.name).joined(separator: ", "),
            new.agencyOrder.map(\.name).joined(separator: ", "))
        compare("yard places", "\(old.yardPlaces)", "\(new.yardPlaces)")
        compare("overflow places", "\(old.overflowPlaces)", "\(new.overflowPlaces)")
        compare("inspection bays", "\(old.inspectionBays)", "\(new.inspectionBays)")
        compare("weight tolerance", permille(old.weightTolerancePermille), permille(new.weightTolerancePermille))
        laws("weight limits of", old.weightLaws, new.weightLaws, \.text)
        laws("clocks of", old.clockLaws, new.clockLaws, \.dayText)
        laws("suspensions of", old.suspensionLaws, new.suspensionLaws, \.dayText)
        laws("unit by", old.unitRules, new.unitRules) { "\($0.id) (\($0.dayText))" }
        laws("abroad by", old.abroadLaws, new.abroadLaws, \.dayText)
        laws("corrections by", old.correctionLaws, new.correctionLaws, \.dayText)
        laws("risk rule", old.risk.rules, new.risk.rules) { "\($0.id) (\($0.dayText))" }
        laws("watched:", old.risk.watch, new.risk.watch) { "\($0.id) (\($0.dayText))" }
        laws("declarant", old.risk.declarants, new.risk.declarants) { "\($0.company) (\($0.dayText))" }
        laws("sampling by", old.risk.sampling, new.risk.sampling, \.dayText)
    }

    private mutating func laws<Law: DatedLaw>(
        _ what: String, _ old: [Law], _ new: [Law], _ text: (Law) -> String
    ) {
        for law in old where !new.contains(law) { add(.removed, "\(what) \(text(law))") }
        for law in new where !old.contains(law) { add(.added, "\(what) \(text(law))") }
    }

    private mutating func hours(_ old: GateCalendar, _ new: GateCalendar) {
        compare("clocks", old.zone, new.zone)
        compare("hours", old.usual.text, new.usual.text)
        for weekday in Weekday.allCases {
            func own(_ calendar: GateCalendar) -> String {
                calendar.weekdays.first { $0.weekday == weekday }?.hours.text ?? "as usual"
            }
            compare("hours on \(weekday.name)", own(old), own(new))
        }
        for exception in old.exceptions where !new.exceptions.contains(exception) {
            add(.removed, "hours on \(exception.text)")
        }
        for exception in new.exceptions where !old.exceptions.contains(exception) {
            add(.added, "hours on \(exception.text)")
        }
    }

    // MARK: Lanes and devices

    private mutating func lanes(_ old: GatePlan, _ new: GatePlan, _ state: GateState?) {
        for lane in old.lanes {
            let text = "lane \(lane.id.number)"
            guard let next = new.lanes.first(where: { $0.id == lane.id }) else {
                add(.removed, "\(text) \(lane.direction.name) \(lane.kind.name)", objection(lane.id, state))
                continue
            }
            let turned = lane.direction == next.direction ? "" : objection(lane.id, state)
            compare("\(text) direction", lane.direction.name, next.direction.name, turned)
            compare("\(text) kind", lane.kind.name, next.kind.name)
        }
        for lane in new.lanes where !old.lanes.contains(where: { $0.id == lane.id }) {
            add(.added, "lane \(lane.id.number) \(lane.direction.name) \(lane.kind.name)")
        }
    }

    /// Why a lane may not go or turn.
    private mutating func objection(_ lane: LaneID, _ state: GateState?) -> String {
        guard let state else { return "refused while vehicles stand in it or are called to it" }
        let vehicles = state.vehicles(of: lane)
        guard vehicles > 0 else { return "" }
        isRefused = true
        return vehicles == 1
            ? "a vehicle stands in it or is called to it: let it finish first"
            : "\(vehicles) vehicles stand in it or are called to it: let them finish first"
    }

    private mutating func devices(_ old: GatePlan, _ new: GatePlan) {
        func lane(_ device: Device) -> String { device.lane.map { "lane \($0.number)" } ?? "no lane" }
        func silence(_ device: Device) -> String {
            device.silentAfterSeconds == 0 ? "may be silent" : "\(device.silentAfterSeconds) s"
        }
        func post(_ device: Device) -> String {
            device.agencies.isEmpty ? "any agency" : device.agencies.members.map(\.name).joined(separator: ", ")
        }
        var known: [String: Device] = [:]
        for device in old.devices { known[device.source] = device }
        var kept: Set<String> = []
        for device in new.devices {
            guard let before = known[device.source] else {
                add(.added, "device \(device.source) \(device.kind.name)")
                continue
            }
            kept.insert(device.source)
            compare("device \(device.source) kind", before.kind.name, device.kind.name)
            compare("device \(device.source) of", lane(before), lane(device))
            compare("device \(device.source) silent after", silence(before), silence(device))
            compare("device \(device.source) is the post of", post(before), post(device))
        }
        for device in old.devices where !kept.contains(device.source) {
            add(.removed, "device \(device.source) \(device.kind.name)")
        }
    }

    // MARK: Links

    private struct Way: Hashable {
        var link: LinkPlan
        var member: LinkPlan.Member

        /// The server, or the broker.
        var place: String { "\(link.transport.rawValue) \(link.host):\(link.port)" }

        var address: String { place + member.path + (member.topic.isEmpty ? "" : " \(member.topic)") }
    }

    private static func ways(_ links: [LinkPlan]) -> [(source: String, way: Way)] {
        links.flatMap { link in link.members.map { ($0.source, Way(link: link, member: $0)) } }
    }

    private mutating func links(_ old: [LinkPlan], _ new: [LinkPlan]) {
        let known = Dictionary(Self.ways(old), uniquingKeysWith: { first, _ in first })
        let after = Dictionary(Self.ways(new), uniquingKeysWith: { first, _ in first })
        for (source, way) in Self.ways(old) where after[source] == nil {
            add(.removed, "link of \(source): \(way.address) closes once all it has heard is taken in")
        }
        for (source, way) in Self.ways(new) {
            guard let before = known[source] else {
                add(.added, "link of \(source): \(way.address) \(way.member.type)")
                continue
            }
            compare("link of \(source): connects anew,", before.address, way.address)
            compare("link of \(source): state topic", before.member.stateTopic, way.member.stateTopic)
            compare("link of \(source): format", before.member.type, way.member.type)
            compare("link of \(source): overflow", before.member.overflow.rawValue, way.member.overflow.rawValue)
            compare("link of \(source): waiting", "\(before.member.capacity)", "\(way.member.capacity)")
            compare("link of \(source): limit", "\(before.member.limit) bytes", "\(way.member.limit) bytes")
        }
    }

    private mutating func brokers(_ old: [LinkPlan], _ new: [LinkPlan]) {
        for link in new {
            guard let broker = link.broker,
                let before = old.first(where: { $0.host == link.host && $0.port == link.port })?.broker
            else { continue }
            let place = "broker \(link.host):\(link.port): connects anew,"
            compare(place + " client", before.clientID, broker.clientID)
            let (from, to) = (Self.files(before.certificates), Self.files(broker.certificates))
            compare(place + " certificates", from, to)
        }
    }

    private static func files(_ certificates: LinkPlan.Certificates?) -> String {
        guard let certificates else { return "none" }
        return [certificates.authority, certificates.certificate, certificates.key].filter { !$0.isEmpty }
            .joined(separator: " ")
    }

    private mutating func traffic(_ old: GateLayoutFile.SimulatedTraffic, _ new: GateLayoutFile.SimulatedTraffic) {
        func percent(_ share: Int?) -> String { share.map { "\($0) %" } ?? "as usual" }
        let later = "from the next start"
        compare(
            "simulated vehicles", old.vehicles.map(String.init) ?? "as usual",
            new.vehicles.map(String.init) ?? "as usual", later)
        compare("simulated imports", percent(old.importPercent), percent(new.importPercent), later)
        compare("simulated harvest", percent(old.harvestPercent), percent(new.harvestPercent), later)
    }

    /// A line for each change, and one that sums up.
    public var lines: [String] {
        guard !changes.isEmpty else { return ["no change"] }
        let told = changes.map {
            "\($0.sign.rawValue) \($0.text)" + ($0.objection.isEmpty ? "" : "  [\($0.objection)]")
        }
        let count = changes.count == 1 ? "1 change" : "\(changes.count) changes"
        let isSure = changes.allSatisfy(\.objection.isEmpty)
        return told + [
            isRefused
                ? "\(count): refused as things stand"
                : "\(count): a gate at work takes \(isSure ? "all" : "all but what brackets say") at once"
        ]
    }
}
