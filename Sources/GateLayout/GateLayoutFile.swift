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

    /// What a layout says: the gate, which is recorded in its journal, and how its devices are reached, which is not.
    public struct Contents: Hashable, Sendable {
        public var plan = GatePlan()
        /// Empty where the devices are simulated.
        public var links: [LinkPlan] = []
    }

    /// Reads and checks a layout.
    ///
    /// - Throws: ``LayoutProblems`` with every mistake found, each with file, line, field and nearest known name.
    public static func load(path: String) throws(LayoutProblems) -> Contents {
        try parse(try TextFile.read(path, limit: sizeLimit), file: path)
    }

    /// Reads and checks the text of a layout; `file` is for messages only.
    public static func parse(_ text: String, file: String) throws(LayoutProblems) -> Contents {
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
        var links = LinkReader(plan: plan, file: file)
        for reader in root.tables("link") { links.read(reader) }
        root.finish()
        if plan.lanes.isEmpty { document.report(line: 0, field: "lane", "a gate needs at least one [[lane]]") }
        guard document.problems.isEmpty else {
            throw LayoutProblems(problems: document.problems.sorted { $0.line < $1.line })
        }
        plan.lanes.sort { $0.id < $1.id }
        return Contents(plan: plan, links: links.links)
    }

    private static func readGate(_ gate: TableReader, into plan: inout GatePlan) {
        plan.gate = readID(gate)
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

    /// The gate's id; empty and a report where it cannot stand in a source.
    private static func readID(_ gate: TableReader) -> String {
        let id = gate.text("id", maximum: 40)
        guard id.utf8.allSatisfy({ isPlain($0) }) else {
            gate.report("id", "'\(id)' stands in every source: letters a–z, digits, '-', '_' and '.' only")
            return ""
        }
        return id
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default: false
        }
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
        let number = reader.number("number", 1...255)
        let direction = reader.choice("direction", among: Direction.allCases.map(\.name))
        let kind = reader.choice("kind", among: LaneKind.allCases.map(\.name))
        let id = number.flatMap { LaneID(number: Int64($0)) }
        if let id {
            if plan.lanes.contains(where: { $0.id == id }) { reader.report("number", "lane \(id.number) stands twice") }
            plan.lanes.append(
                Lane(
                    id: id, direction: direction.flatMap { Direction(name: $0) } ?? .inbound,
                    kind: kind.flatMap { LaneKind(name: $0) } ?? .cargo))
        }
        for name in reader.texts("devices") {
            guard let known = laneDevices.first(where: { $0.tail == name }) else {
                reader.report(
                    "devices", "'\(name)' is no device of a lane",
                    suggestion: NearestName.to(name, among: laneDevices.map(\.tail)))
                continue
            }
            guard let id else { continue }
            let source = "/gate/\(plan.gate)/lane/\(id.number)/\(name)"
            add(
                reader, "devices", source, known.kind, lane: id, silentAfter: silence[known.kind.name] ?? 0, &sources,
                into: &plan)
        }
        reader.finish()
    }

    private static func readDevice(
        _ reader: TableReader, _ sources: inout Set<String>, into plan: inout GatePlan
    ) {
        let source = readSource(reader, gate: plan.gate)
        let kind = reader.choice("kind", among: DeviceKind.allCases.map(\.name)).flatMap { DeviceKind(name: $0) }
        let silentAfter = reader.integer("silent_after_seconds", 0...86_400, fallback: 0)
        var lane: LaneID?
        if reader.has("lane") {
            lane = reader.number("lane", 1...255).flatMap { LaneID(number: Int64($0)) }
            if let lane, !plan.lanes.contains(where: { $0.id == lane }) {
                reader.report("lane", "there is no such lane")
            }
        }
        if let kind, !source.isEmpty {
            add(reader, "source", source, kind, lane: lane, silentAfter: silentAfter, &sources, into: &plan)
        }
        reader.finish()
    }

    /// A device's own source; empty and a report where no message or no journal could carry it.
    private static func readSource(_ reader: TableReader, gate: String) -> String {
        let source = reader.text("source", maximum: 96)
        if source.isEmpty { return "" }
        guard source.utf8.allSatisfy({ isPlain($0) || $0 == UInt8(ascii: "/") }) else {
            reader.report("source", "'\(source)': letters a–z, digits, '-', '_', '.' and '/' only")
            return ""
        }
        // Without a known id every source would look foreign.
        if !gate.isEmpty, !source.hasPrefix("/gate/\(gate)/") || source.hasSuffix("/") {
            reader.report("source", "'\(source)' is no device of this gate: expected /gate/\(gate)/…")
        }
        return source
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
        var status = stat()
        if fstat(fileno(handle), &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
            throw LayoutProblems(problems: [
                LayoutProblem(file: path, line: 0, field: "file", problem: "is a folder; a file is expected")
            ])
        }
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
