public import GateModel
import GateText
import TOMLKit

#if canImport(Glibc)
    import Glibc
#endif

/// A gate's layout: its lanes and devices as a TOML file, checked whole before anything uses it.
public enum GateLayoutFile {
    /// The format written today; a newer one is refused, an older one is read.
    public static let format = 1
    /// Longest file read, in bytes.
    public static let sizeLimit = 4 << 20

    /// Reads and checks a layout.
    ///
    /// - Throws: ``LayoutProblems`` with every mistake found, each with file, line, field and nearest known name.
    public static func load(path: String) throws(LayoutProblems) -> GatePlan {
        try parse(try TextFile.read(path, limit: sizeLimit), file: path)
    }

    /// Reads and checks the text of a layout; `file` is for messages only.
    public static func parse(_ text: String, file: String) throws(LayoutProblems) -> GatePlan {
        let document = LayoutDocument(file: file, text: text)
        let root = TableReader(try TextFile.toml(text, file: file), path: "", document: document)
        let version = root.integer("format", 1...Int(Int32.max))
        guard version <= format else {
            root.report("format", "\(version) is newer than this program knows (\(format)); use a newer smartgate")
            throw LayoutProblems(problems: document.problems)
        }
        var plan = GatePlan()
        if let gate = root.table("gate") { readGate(gate, into: &plan) }
        var silence: [String: Int] = [:]
        if root.has("silent_after_seconds"), let table = root.table("silent_after_seconds") {
            silence = table.numbers(known: DeviceKind.allCases.map(\.name), 0...86_400)
            table.finish()
        }
        var sources: Set<String> = []
        for reader in root.tables("lane") { readLane(reader, silence, &sources, into: &plan) }
        for reader in root.tables("device") { readDevice(reader, &sources, into: &plan) }
        root.finish()
        if plan.lanes.isEmpty { document.report(line: 0, field: "lane", "a gate needs at least one [[lane]]") }
        guard document.problems.isEmpty else {
            throw LayoutProblems(problems: document.problems.sorted { $0.line < $1.line })
        }
        plan.lanes.sort { $0.id < $1.id }
        return plan
    }

    private static func readGate(_ gate: TableReader, into plan: inout GatePlan) {
        plan.gate = gate.text("id", maximum: 40)
        plan.name = gate.text("name", maximum: 60)
        plan.utcOffsetMinutes = Int32(gate.integer("utc_offset_minutes", -720...840, fallback: 420))
        plan.opensMinute = Int32(gate.clock("opens"))
        plan.closesMinute = Int32(gate.clock("closes"))
        plan.fruitClosesMinute = gate.has("fruit_closes") ? Int32(gate.clock("fruit_closes")) : plan.closesMinute
        if plan.opensMinute >= plan.closesMinute { gate.report("closes", "must be later than opens") }
        plan.yardPlaces = Int32(gate.integer("yard_places", 0...100_000, fallback: 0))
        plan.overflowPlaces = Int32(gate.integer("overflow_places", 0...100_000, fallback: 0))
        plan.inspectionBays = Int32(gate.integer("inspection_bays", 0...1000, fallback: 0))
        plan.weightTolerancePermille = Int32(gate.integer("weight_tolerance_permille", 0...1000, fallback: 30))
        gate.finish()
    }

    /// The last part of a lane device's source, and what it is.
    private static let laneDevices: [(tail: String, kind: DeviceKind)] = [
        ("queue", .queueCamera), ("front", .frontCamera), ("rear", .rearCamera), ("container", .containerCamera),
        ("portal", .portal), ("document", .documentReader), ("scale", .weighbridge), ("barrier-in", .barrierIn),
        ("barrier-out", .barrierOut), ("loop-in", .loopIn), ("loop-out", .loopOut),
    ]

    private static func readLane(
        _ reader: TableReader, _ silence: [String: Int], _ sources: inout Set<String>, into plan: inout GatePlan
    ) {
        let number = reader.integer("number", 1...255)
        let direction = reader.choice("direction", among: Direction.allCases.map(\.name))
        let kind = reader.choice("kind", among: LaneKind.allCases.map(\.name))
        guard let id = LaneID(number: Int64(number)) else { return }
        if plan.lanes.contains(where: { $0.id == id }) { reader.report("number", "lane \(number) stands twice") }
        plan.lanes.append(
            Lane(
                id: id, direction: direction.flatMap { Direction(name: $0) } ?? .inbound,
                kind: kind.flatMap { LaneKind(name: $0) } ?? .cargo))
        for name in reader.texts("devices") {
            guard let known = laneDevices.first(where: { $0.tail == name }) else {
                reader.report(
                    "devices", "'\(name)' is no device of a lane",
                    suggestion: NearestName.to(name, among: laneDevices.map(\.tail)))
                continue
            }
            let source = "/gate/\(plan.gate)/lane/\(number)/\(name)"
            add(
                reader, "devices", source, known.kind, lane: id, silentAfter: silence[known.kind.name] ?? 0, &sources,
                into: &plan)
        }
        reader.finish()
    }

    private static func readDevice(
        _ reader: TableReader, _ sources: inout Set<String>, into plan: inout GatePlan
    ) {
        let source = reader.text("source", maximum: 96)
        let kind = reader.choice("kind", among: DeviceKind.allCases.map(\.name)).flatMap { DeviceKind(name: $0) }
        let silentAfter = reader.integer("silent_after_seconds", 0...86_400, fallback: 0)
        var lane: LaneID?
        if reader.has("lane") {
            lane = LaneID(number: Int64(reader.integer("lane", 1...255)))
            if !plan.lanes.contains(where: { $0.id == lane }) { reader.report("lane", "there is no such lane") }
        }
        if let kind, !source.isEmpty {
            add(reader, "source", source, kind, lane: lane, silentAfter: silentAfter, &sources, into: &plan)
        }
        reader.finish()
    }

    private static func add(
        _ reader: TableReader, _ key: String, _ source: String, _ kind: DeviceKind, lane: LaneID?, silentAfter: Int,
        _ sources: inout Set<String>, into plan: inout GatePlan
    ) {
        guard sources.insert(source).inserted else {
            reader.report(key, "the source '\(source)' stands twice")
            return
        }
        guard let id = DeviceID(number: Int64(plan.devices.count) + 1) else {
            reader.report(key, "more than 65,535 devices")
            return
        }
        plan.devices.append(
            Device(id: id, source: source, kind: kind, lane: lane, silentAfterSeconds: Int32(silentAfter)))
    }
}

/// Reads a text file, or says in one problem why it cannot be.
enum TextFile {
    static func read(_ path: String, limit: Int) throws(LayoutProblems) -> String {
        guard let handle = fopen(path, "rb") else {
            throw LayoutProblems(problems: [
                LayoutProblem(
                    file: path, line: 0, field: "file", problem: "cannot be opened: \(String(cString: strerror(errno)))"
                )
            ])
        }
        defer { fclose(handle) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&chunk, 1, chunk.count, handle)
            if count == 0 { break }
            bytes.append(contentsOf: chunk[..<count])
            guard bytes.count <= limit else {
                throw LayoutProblems(problems: [
                    LayoutProblem(file: path, line: 0, field: "file", problem: "is longer than \(limit) bytes")
                ])
            }
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw LayoutProblems(problems: [
                LayoutProblem(file: path, line: 0, field: "file", problem: "is not UTF-8 text")
            ])
        }
        return text
    }

    static func toml(_ text: String, file: String) throws(LayoutProblems) -> TOMLTable {
        do {
            return try TOMLTable(string: text)
        } catch let error as TOMLParseError {
            let line = Int(error.source.begin.line)
            throw LayoutProblems(problems: [
                LayoutProblem(file: file, line: line, field: "syntax", problem: error.description)
            ])
        } catch {
            throw LayoutProblems(problems: [LayoutProblem(file: file, line: 0, field: "syntax", problem: "\(error)")])
        }
    }
}
