import ArgumentParser
import Foundation
import GateConsole
import GateDevices
import GateGrid
import GateImages
import GateLayout
import GateLinks
import GateModel
import GateScreens
import GateSimulation
import GateText

/// Which gate.
struct GateOptions: ParsableArguments {
    @Option(help: "Gate layout: a name in layouts/ or a path.")
    var layout = "huu-nghi"

    func data() throws -> DataFolder { try .located() }

    func path(_ data: DataFolder) -> String { data.layoutPath(layout) }

    func contents(_ data: DataFolder) throws -> GateLayoutFile.Contents {
        try data.contents(of: layout)
    }
}

extension DataFolder {
    /// Where a layout lies that is said by its name in layouts/ or by its path.
    func layoutPath(_ text: String) -> String {
        if text.contains("/") || text.hasSuffix(".toml") { return text }
        let named = layout(text)
        let files = FileManager.default
        return files.fileExists(atPath: text) && !files.fileExists(atPath: named) ? text : named
    }

    /// The layouts there are, by name.
    private var layoutNames: [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: root + "/layouts")) ?? []
        return files.filter { $0.hasSuffix(".toml") }.map { String($0.dropLast(5)) }.sorted()
    }

    /// - Throws: ``LayoutProblems``, with the nearest name where a layout of the name is not there.
    func contents(of layout: String) throws(LayoutProblems) -> GateLayoutFile.Contents {
        let path = layoutPath(layout)
        do throws(LayoutProblems) {
            return try GateLayoutFile.load(path: path, laws: try laws())
        } catch {
            var told = error
            if told.isMissing, path != layout, told.problems[0].file == path {
                told.problems[0].suggestion = NearestName.to(layout, among: layoutNames)
            }
            throw told
        }
    }

    /// The data of this program.
    static func located() throws -> DataFolder {
        let environment = ProcessInfo.processInfo.environment
        let executable = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        guard
            let folder = DataFolder.locate(
                environment: environment["SMARTGATE_HOME"], executable: executable,
                workingFolder: FileManager.default.currentDirectoryPath)
        else { throw ConsoleError.noData }
        return folder
    }
}

/// Where scan images lie.
struct ImageFolderOptions: ParsableArguments {
    @Option(
        help: """
            Folder of scan images, in the place of the layout's. Simulated scanners leave theirs there, from the start \
            of what is played.
            """)
    var images: String?

    @Option(help: "How many images simulated scanners leave at most; each is about 5 MB.")
    var imageLimit = 50

    func validate() throws {
        guard (1...2_000).contains(imageLimit) else { throw ValidationError("--image-limit: 1…2000") }
    }

    func apply(to options: inout LiveOptions, _ layout: GateLayoutFile.Contents) {
        options.images.folder = images ?? layout.images
        // A capture holds what came of its images; they are looked at again only where somebody says so.
        if images == nil, case .file = options.source { options.images.folder = nil }
        options.images.isFixed = images != nil
        options.images.reader = Self.reader
        guard images != nil, case .simulated(var parameters) = options.source else { return }
        parameters.pictures = imageLimit
        parameters.picturesFrom = options.from
        options.source = .simulated(parameters)
        options.images.isDrawn = true
    }

    /// The program beside this one that reads images.
    static var reader: String {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return (own as NSString).deletingLastPathComponent + "/" + ScanChild.program
    }
}

/// How the glass looks, and who sits before it.
struct ScreenOptions: ParsableArguments {
    @Option(help: "Language: vi or en. Otherwise LANG decides, else Vietnamese.")
    var lang: String?

    @Option(help: "Theme: dark, light, highContrast, colourBlind.")
    var theme = "dark"

    @Flag(help: "Plain ASCII only.")
    var ascii = false

    @Flag(help: "For screen readers: no boxes, one line for each change.")
    var linear = false

    @Option(help: "A file of your own keys: [keys] with action = \"key\" or a list; see docs/keys.md.")
    var keys: String?

    @Option(help: "The officer's name.")
    var officer = ProcessInfo.processInfo.environment["USER"] ?? "officer"

    @Option(help: "The officer's agency: BP, HQ, YT, DV, TV or BQL.")
    var agency = "BP"

    @Option(help: "The lane this terminal belongs to. Lane 3, or the gate's first where it has none.")
    var lane: Int?

    @Option(help: "First screen: lane, queue, joint, board, alarms, devices.")
    var screen = "lane"

    /// - Parameter plan: of the gate that is shown, as far as it is known.
    func glass(_ plan: GatePlan?) throws -> GlassOptions {
        guard let agency = Agency(name: agency) else {
            throw ValidationError("--agency: '\(agency)' is none of BP, HQ, YT, DV, TV, BQL")
        }
        if let plan, !plan.agencyOrder.contains(agency) {
            let atWork = plan.agencyOrder.map(\.name).joined(separator: ", ")
            throw ValidationError("--agency: \(agency.name) is not at work at \(plan.name); it has \(atWork)")
        }
        let lanes = plan?.lanes.map { Int($0.id.number) } ?? []
        let number = lane ?? (lanes.isEmpty || lanes.contains(3) ? 3 : lanes[0])
        guard !officer.allSatisfy(\.isWhitespace) else { throw ValidationError("--officer: a name is needed") }
        guard let lane = LaneID(number: Int64(number)) else { throw ValidationError("--lane: 1…255") }
        guard let screen = ScreenID(rawValue: screen) else {
            throw ValidationError("--screen: '\(screen)' is none of lane, queue, joint, board, alarms, devices")
        }
        guard let theme = Theme.allCases.first(where: { "\($0)" == theme }) else {
            throw ValidationError("--theme: '\(theme)' is none of dark, light, highContrast, colourBlind")
        }
        if let lang, Language(rawValue: lang.lowercased()) == nil {
            throw ValidationError("--lang: '\(lang)' is none of vi, en")
        }
        let language = Language.chosen(option: lang, environment: ProcessInfo.processInfo.environment["LANG"])
        var glass = GlassOptions(
            person: Person(name: String(officer.prefix(40)), agency: agency, lane: lane), lane: lane,
            language: language,
            theme: theme, isASCII: ascii, screen: screen, dumpFolder: FileManager.default.currentDirectoryPath)
        glass.isLinear = linear
        glass.evidenceKey = StateFolder.key
        if let keys { glass.bindings = try Self.bindings(from: keys) }
        return glass
    }

    private static func bindings(from path: String) throws -> BindingTable {
        let wanted = try KeysFile.load(path: path, actions: ActionID.allCases.map(\.rawValue))
        var keys: [ActionID: [Key]] = [:]
        for (name, labels) in wanted {
            guard let action = ActionID(rawValue: name) else { continue }
            keys[action] = try labels.map { label in
                guard let key = Key(label: label) else {
                    throw ValidationError("\(path): keys.\(name): '\(label)' is no key (p, F7, Ctrl-G, Space, PgDn …)")
                }
                return key
            }
        }
        return try BindingTable.standard.replacing(keys)
    }
}

/// A port as people write it.
enum PortNumber {
    static func parse(_ text: String) throws -> UInt16 {
        guard let port = UInt16(text) else { throw ValidationError("'\(text)' is no port (0…65535)") }
        return port
    }
}

/// Where readings come from, and how fast.
struct FeedOptions: ParsableArguments {
    @Option(
        help: "Play this capture, or what one device sends ('-' for standard input), instead of simulated devices.")
    var feed: String?

    @Flag(help: "Simulated devices, even where the layout has links to real ones.")
    var simulated = false

    @Option(help: "Source given to a file that names none: a device of the layout.")
    var source: String?

    @Option(
        help:
            "Format of the file: \(CaptureFormat.allCases.map(\.rawValue).joined(separator: ", ")), or a type that the device of --source speaks (smartgate layout names). Otherwise its first bytes decide."
    )
    var format: String?

    @Option(help: "Speed of play: 1 is real time, 0 as fast as possible.")
    var speed = 1.0

    @Option(help: "Start at this time of day; what comes before is taken in at once.")
    var from: String?

    @Option(help: "Seed of the simulated day.")
    var seed: UInt64 = 7

    @Option(help: "Date of the simulated day, YYYY-MM-DD; today where it is not given.")
    var date: String?

    @Option(help: "Vehicles of the simulated day. Otherwise the layout decides, or the number of its lanes.")
    var vehicles: Int?

    @Option(help: "Lanes where the border guard is a person at a console, not a simulated one: 3 or 3,4.")
    var attend: String?

    func pace() throws -> Pace {
        guard speed >= 0, speed <= 1_000_000 else { throw ValidationError("--speed: 0…1000000") }
        return speed == 0 ? .unlimited : .hundredths(max(1, Int(speed * 100)))
    }

    /// Local midnight of the day.
    func midnight(_ plan: GatePlan) throws -> GateTime {
        let offset = Int(plan.utcOffsetMinutes)
        guard let date else {
            let now = GateTime(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
            let civil = CivilTime(now, offsetMinutes: offset)
            return CivilTime(year: civil.year, month: civil.month, day: civil.day).time(offsetMinutes: offset)
        }
        guard let time = GateTime(rfc3339: "\(date)T00:00:00Z") else {
            throw ValidationError("--date: '\(date)' is no date (YYYY-MM-DD)")
        }
        return time - .minutes(Int64(offset))
    }

    func parameters(_ layout: GateLayoutFile.Contents) throws -> DayParameters {
        let plan = layout.plan
        for (kind, use) in [(DeviceKind.manifestFeed, "declares vehicles"), (.terminal, "officers sit at")]
        where !plan.devices.contains(where: { $0.kind == kind }) {
            throw ValidationError("\(plan.name) cannot be simulated: its layout has no \(kind.name) that \(use)")
        }
        // A twelve-lane gate sees 1,900 a day.
        let vehicles = vehicles ?? layout.traffic.vehicles ?? plan.lanes.count * 1900 / 12
        guard (0...20_000).contains(vehicles) else { throw ValidationError("--vehicles: 0…20000") }
        let lanes = try (attend ?? "").split(separator: ",").map { text -> LaneID in
            guard let number = Int64(text), let lane = LaneID(number: number) else {
                throw ValidationError("--attend: '\(text)' is no lane")
            }
            guard plan.lanes.contains(where: { $0.id == lane }) else {
                throw ValidationError("--attend: \(plan.name) has no lane \(number)")
            }
            return lane
        }
        var parameters = DayParameters(seed: seed, date: try midnight(plan), vehicles: vehicles)
        if let percent = layout.traffic.importPercent { parameters.importShare = Double(percent) / 100 }
        parameters.harvest = Double(layout.traffic.harvestPercent) / 100
        parameters.attended = Set(lanes)
        return parameters
    }

    /// `HH:MM` as a moment of the day, or the day's first.
    func start(_ midnight: GateTime, fallback: String?) throws -> GateTime {
        guard let text = from ?? fallback else { return .epoch }
        guard let seconds = ViewState.secondsOfDay(text) else {
            throw ValidationError("--from: '\(text)' is no time of day (HH:MM)")
        }
        return midnight + .seconds(Int64(seconds))
    }

    func captureOptions(_ plan: GatePlan) throws -> CaptureOptions {
        if let source, !plan.devices.contains(where: { $0.source == source }) {
            let nearest = NearestName.to(source, among: plan.devices.map(\.source))
            let hint = nearest.map { "; did you mean '\($0)'?" } ?? ""
            throw ValidationError("--source: the layout has no device '\(source)'\(hint)")
        }
        let kind = plan.devices.first { $0.source == source }?.kind
        var options = CaptureOptions(source: source ?? CaptureOptions.nobody, kind: kind)
        if let format {
            let types = kind.map { LinkFormat.names(of: $0) } ?? []
            options.format = CaptureFormat(rawValue: format)
            if types.contains(format) {
                options.format = .ownBytes
                options.type = format
            }
            guard options.format != nil else {
                let names = CaptureFormat.allCases.map(\.rawValue) + types
                throw ValidationError("--format: '\(format)' is none of \(names.joined(separator: ", "))")
            }
        }
        // A file that tells no times begins when somebody says, or now.
        options.begins =
            date == nil && from == nil
            ? GateTime(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
            : try max(midnight(plan), start(try midnight(plan), fallback: nil))
        return options
    }
}
