public import GateModel
import GateText
import TOMLKit

/// A gate's layout: its lanes and devices as a TOML file, checked whole before anything uses it.
public enum GateLayoutFile {
    /// The format written today; a newer one is refused, an older one is read.
    public static let format = 1
    /// Longest file read, in bytes.
    public static let sizeLimit = 4 << 20
    /// Devices of one gate.
    public static let deviceLimit = 2_000

    /// What a layout says: the gate, which is recorded in its journal, and how its devices are reached, which is not.
    public struct Contents: Hashable, Sendable {
        public var plan = GatePlan()
        /// Empty where the devices are simulated.
        public var links: [LinkPlan] = []
        public var traffic = SimulatedTraffic()
        /// The folder in which scanners leave their images; nil where the layout names none.
        public var images: String?

        public init() {}
    }

    /// What a simulated day is like there.
    public struct SimulatedTraffic: Hashable, Sendable {
        /// Vehicles a day; nil where the layout does not say.
        public var vehicles: Int?
        /// Of a hundred vehicles those that come in; nil where the layout does not say.
        public var importPercent: Int?
        /// The share of fruit as a percentage of an ordinary month's.
        public var harvestPercent = 100
    }

    /// Reads and checks a layout.
    ///
    /// - Parameter laws: what the law says, which becomes part of the plan.
    /// - Throws: ``LayoutProblems`` with every mistake found, each with file, line, field and nearest known name.
    public static func load(path: String, laws: LawTables = LawTables()) throws(LayoutProblems) -> Contents {
        try parse(try TextFile.read(path, limit: sizeLimit), file: path, laws: laws)
    }

    /// Reads and checks the text of a layout; `file` is for messages only.
    public static func parse(
        _ text: String, file: String, laws: LawTables = LawTables()
    ) throws(LayoutProblems) -> Contents {
        let (root, document) = try TextFile.document(text, file: file)
        let version = root.integer("format", 1...Int(Int32.max))
        guard version <= format else {
            root.report("format", "\(version) is newer than this program knows (\(format)); use a newer smartgate")
            throw LayoutProblems(problems: document.problems)
        }
        var contents = Contents()
        if let gate = root.table("gate") { GateReader(gate).read(into: &contents.plan) }
        readCalendar(root, into: &contents.plan)
        let names = readDevices(root, into: &contents.plan)
        var links = LinkReader(gate: contents.plan.gate, names: names, file: file)
        // Each device has one.
        for reader in root.tables("link", most: deviceLimit) { links.read(reader) }
        contents.links = links.links
        if root.has("scan_images"), let table = root.table("scan_images") {
            contents.images = readImages(table, file: file)
        }
        if root.has("simulated"), let table = root.table("simulated") { readTraffic(table, into: &contents.traffic) }
        root.finish()
        if !root.has("lane") { root.report("lane", "a gate needs at least one [[lane]]") }
        contents.plan.lanes.sort { $0.id < $1.id }
        contents.plan.laws = laws
        if document.isSound { checkSize(contents.plan, root) }
        guard document.isSound else { throw LayoutProblems(problems: document.problems) }
        return contents
    }

    /// The plan is one event of the journal.
    private static func checkSize(_ plan: GatePlan, _ root: TableReader) {
        let bytes = JSONFieldWriter.json(plan).count
        guard bytes > GatePlan.sizeLimit else { return }
        root.report("gate", "is too large: \(bytes) bytes in the journal, where \(GatePlan.sizeLimit) is the most")
    }

    private static func readCalendar(_ root: TableReader, into plan: inout GatePlan) {
        var calendar = CalendarReader(plan.calendar)
        for reader in root.tables("hours", most: Weekday.allCases.count) { calendar.readWeekday(reader) }
        for reader in root.tables("exception", most: CalendarReader.most) { calendar.readException(reader) }
        plan.calendar = calendar.calendar
    }

    private static func readDevices(_ root: TableReader, into plan: inout GatePlan) -> DeviceNames {
        var silence: [String: Int] = [:]
        if root.has("silent_after_seconds"), let table = root.table("silent_after_seconds") {
            silence = table.numbers(known: DeviceKind.allCases.map(\.name), 0...86_400)
            table.finish()
        }
        var devices = DeviceReader(plan: plan, silence: silence)
        for reader in root.tables("lane", most: 255) { devices.readLane(reader) }
        for reader in root.tables("device", most: deviceLimit) { devices.readDevice(reader) }
        plan = devices.plan
        return devices.names
    }

    /// A folder that is not named from the root lies beside the layout.
    private static func readImages(_ table: TableReader, file: String) -> String {
        let folder = table.text("folder", maximum: 1_000)
        table.finish()
        return TextFile.path(folder, beside: file)
    }

    private static func readTraffic(_ table: TableReader, into traffic: inout SimulatedTraffic) {
        if table.has("vehicles") { traffic.vehicles = table.integer("vehicles", 0...20_000) }
        if table.has("import_percent") { traffic.importPercent = table.integer("import_percent", 0...100) }
        traffic.harvestPercent = table.integer("harvest_percent", 0...1_000, fallback: 100)
        table.finish(known: ["vehicles", "import_percent"])
    }
}
