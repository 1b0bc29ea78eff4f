import GateModel
import GateText

/// Reads the `[[lane]]` and `[[device]]` tables of a layout.
struct DeviceReader {
    private(set) var plan: GatePlan
    private let silence: [String: Int]
    private var sources: Set<String> = []
    private(set) var names: DeviceNames

    /// - Parameters:
    ///   - plan: with the gate's id and its agencies.
    ///   - silence: seconds after which a silent device is presumed dead, by kind.
    init(plan: GatePlan, silence: [String: Int]) {
        self.plan = plan
        self.silence = silence
        names = DeviceNames(gate: plan.gate)
    }

    /// Whether a byte may stand in a part of a source.
    static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default: false
        }
    }

    // MARK: [[lane]]

    /// The last part of a lane device's source, and what it is.
    static let laneDevices: [(tail: String, kind: DeviceKind)] = [
        ("queue", .queueCamera), ("front", .frontCamera), ("rear", .rearCamera), ("container", .containerCamera),
        ("portal", .portal), ("document", .documentReader), ("scale", .weighbridge), ("axles", .axleWeigher),
        ("barrier-in", .barrierIn), ("barrier-out", .barrierOut), ("loop-in", .loopIn), ("loop-out", .loopOut),
    ]

    mutating func readLane(_ reader: TableReader) {
        let number = reader.number("number", 1...255)
        let direction = reader.choice("direction", among: Direction.allCases.map(\.name))
        let kind = reader.choice("kind", among: LaneKind.allCases.map(\.name))
        var id = number.flatMap { LaneID(number: Int64($0)) }
        if let taken = id, plan.lanes.contains(where: { $0.id == taken }) {
            reader.report("number", "lane \(taken.number) stands twice")
            id = nil
        }
        if let id {
            plan.lanes.append(
                Lane(
                    id: id, direction: direction.flatMap { Direction(name: $0) } ?? .inbound,
                    kind: kind.flatMap { LaneKind(name: $0) } ?? .cargo))
        } else {
            names.loseLane()
        }
        for name in reader.texts("devices") {
            guard let known = Self.laneDevices.first(where: { $0.tail == name }) else {
                reader.report(
                    "devices", "\(TableReader.shown(name)) is no device of a lane",
                    suggestion: NearestName.to(name, among: Self.laneDevices.map(\.tail)))
                if let id { names.loseDevice(of: id) }
                continue
            }
            guard let id else { continue }
            var device = Device()
            device.source = "/gate/\(plan.gate)/lane/\(id.number)/\(name)"
            device.kind = known.kind
            device.lane = id
            device.silentAfterSeconds = Int32(silence[known.kind.name] ?? 0)
            add(device, reader, "devices")
        }
        reader.finish()
    }

    // MARK: [[device]]

    mutating func readDevice(_ reader: TableReader) {
        var device = Device()
        device.source = source(reader)
        let kind = reader.choice("kind", among: DeviceKind.allCases.map(\.name)).flatMap { DeviceKind(name: $0) }
        device.silentAfterSeconds = Int32(
            reader.integer("silent_after_seconds", 0...86_400, fallback: kind.flatMap { silence[$0.name] } ?? 0))
        if reader.has("lane") {
            device.lane = reader.number("lane", 1...255).flatMap { LaneID(number: Int64($0)) }
            if let lane = device.lane, !names.hasLostLane, !plan.lanes.contains(where: { $0.id == lane }) {
                reader.report("lane", "there is no such lane")
            }
        }
        if reader.has("agencies") { device.agencies = agencies(reader, kind) }
        reader.finish(known: ["lane", "agencies"])
        guard !device.source.isEmpty else { return }
        guard let kind else {
            names.lose(device.source)
            return
        }
        device.kind = kind
        add(device, reader, "source")
    }

    /// Whose post a terminal is.
    private func agencies(_ reader: TableReader, _ kind: DeviceKind?) -> AgencySet {
        let atWork = plan.agencyOrder
        if let kind, kind != .terminal {
            reader.report("agencies", "a \(kind.name) is nobody's post: only a terminal is")
        }
        return reader.choices("agencies", among: atWork.map(\.name)).compactMap { Agency(name: $0) }
            .reduce(into: AgencySet()) { $0.formUnion(AgencySet($1)) }
    }

    /// A device's own source; empty and a report where no message or no journal could carry it.
    private func source(_ reader: TableReader) -> String {
        let source = reader.text("source", maximum: 96)
        if source.isEmpty { return "" }
        guard source.utf8.allSatisfy({ Self.isPlain($0) || $0 == UInt8(ascii: "/") }) else {
            reader.report("source", "'\(source)': letters a–z, digits, '-', '_', '.' and '/' only")
            return ""
        }
        // Without a known id every source would look foreign.
        if !plan.gate.isEmpty, !source.hasPrefix("/gate/\(plan.gate)/") || source.hasSuffix("/") {
            reader.report("source", "'\(source)' is no device of this gate: expected /gate/\(plan.gate)/…")
        }
        return source
    }

    /// Numbers a device and adds it to the plan.
    private mutating func add(_ device: Device, _ reader: TableReader, _ key: String) {
        guard sources.insert(device.source).inserted else {
            reader.report(key, "the source '\(device.source)' stands twice")
            return
        }
        guard plan.devices.count < GateLayoutFile.deviceLimit,
            let id = DeviceID(number: Int64(plan.devices.count) + 1)
        else {
            reader.report(key, "more than \(GateLayoutFile.deviceLimit) devices")
            return
        }
        var device = device
        device.id = id
        plan.devices.append(device)
        names.add(device)
    }
}
