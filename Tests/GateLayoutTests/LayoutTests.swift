import Foundation
import GateLayout
import GateModel
import GateSimulation
import TestSupport
import Testing

@Suite struct LayoutTests {
    private static let path = Repository.data.layout("huu-nghi")
    private static let sample: String = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""

    @Test func theSampleGateLoads() throws {
        let plan = try GateLayoutFile.load(path: Self.path).plan
        #expect(plan.gate == "huu-nghi")
        #expect(plan.name == "Hữu Nghị")
        #expect(plan.utcOffsetMinutes == 420)
        #expect(plan.calendar.usual == OpenHours(opens: 420, closes: 1140, fruitCloses: 1200))
        #expect([plan.yardPlaces, plan.overflowPlaces, plan.inspectionBays] == [450, 800, 10])
        #expect(plan.weightTolerancePermille == 30)
        #expect(plan.lanes.map(\.id.number) == Array(1...12))
        #expect(plan.lanes.filter { $0.kind == .cargo && $0.direction == .inbound }.count == 6)
        #expect(plan.lanes.filter { $0.kind == .cargo && $0.direction == .outbound }.count == 3)
        for kind in [LaneKind.fruit, .empty, .bus] { #expect(plan.lanes.filter { $0.kind == kind }.count == 1) }
        #expect(plan.devices.filter { $0.kind == .weighbridge }.count == 3)
        #expect(plan.devices.filter { $0.kind == .scanner }.count == 2)
        for (index, device) in plan.devices.enumerated() {
            #expect(plan.device(device.id) == device)
            #expect(Int(device.id.number) == index + 1)
        }
        for lane in plan.lanes {
            for kind in [DeviceKind.queueCamera, .frontCamera, .loopIn, .loopOut, .barrierIn, .barrierOut] {
                #expect(plan.device(kind, lane: lane.id) != nil, "lane \(lane.id.number) has no \(kind.name)")
            }
        }
        let portal = try #require(plan.device(.portal, lane: LaneID(number: 3)))
        #expect(portal.source == "/gate/huu-nghi/lane/3/portal")
        #expect(portal.silentAfterSeconds == 30)
    }

    /// The layout and the simulation's own sample are two descriptions of one gate.
    @Test func theLayoutIsTheSimulatedGate() throws {
        let layout = try GateLayoutFile.load(path: Self.path).plan
        let simulated = SampleGate.plan()
        #expect(layout.lanes == simulated.lanes)
        func posts(_ plan: GatePlan) -> Set<String> {
            Set(plan.devices.map { "\($0.source) \($0.kind.name) \($0.lane?.number ?? 0) \($0.silentAfterSeconds)" })
        }
        #expect(posts(layout).subtracting(posts(simulated)).sorted() == [], "only in the layout")
        #expect(posts(simulated).subtracting(posts(layout)).sorted() == [], "only in the simulation")
        #expect(layout.gate == simulated.gate)
        #expect(layout.name == simulated.name)
        #expect([layout.yardPlaces, layout.overflowPlaces] == [simulated.yardPlaces, simulated.overflowPlaces])
        #expect(layout.inspectionBays == simulated.inspectionBays)
        #expect(layout.calendar == simulated.calendar)
        #expect(layout.gateClass == simulated.gateClass && layout.neighbour == simulated.neighbour)
        #expect(layout.agencies == simulated.agencies)
        #expect(layout.weightTolerancePermille == simulated.weightTolerancePermille)
    }

    // MARK: Mistakes

    private static let small = """
        format = 1

        [gate]
        id = "test"
        name = "Thử"
        opens = "07:00"
        closes = "19:00"

        [silent_after_seconds]
        portal = 30

        [[lane]]
        number = 1
        direction = "import"
        kind = "cargo"
        devices = ["front", "portal"]

        [[lane]]
        number = 2
        direction = "export"
        kind = "fruit"
        devices = ["front"]

        [[device]]
        source = "/gate/test/yard"
        kind = "yard-camera"
        """

    private func problems(_ text: String) -> [LayoutProblem] {
        LayoutProblems.of { () throws(LayoutProblems) in _ = try GateLayoutFile.parse(text, file: "test.toml") }
    }

    @Test func theSmallLayoutIsRight() throws {
        #expect(problems(Self.small).isEmpty)
        let plan = try GateLayoutFile.parse(Self.small, file: "test.toml").plan
        #expect(
            plan.devices.map(\.source) == [
                "/gate/test/lane/1/front", "/gate/test/lane/1/portal", "/gate/test/lane/2/front", "/gate/test/yard",
            ])
        let hours = plan.calendar.usual
        #expect(hours.fruitCloses == hours.closes, "without a time of its own, fruit closes with the gate")
        #expect(plan.utcOffsetMinutes == 420)
    }

    private static let linked = """

        [[link]]
        transport = "tcp-client"
        address = "10.1.3.20:4001"
        device = "/gate/test/lane/1/portal"
        type = "com.rapiscan.rpm"

        [[link]]
        transport = "http"
        address = "0.0.0.0:8080"
        path = "/lane/1/front"
        device = "/gate/test/lane/1/front"
        type = "org.openalpr.alpr_results"
        overflow = "drop-oldest"
        waiting = 32
        limit_bytes = 65536

        [[link]]
        transport = "http"
        address = "0.0.0.0:8080"
        path = "/lane/2/front"
        device = "/gate/test/lane/2/front"
        type = "org.openalpr.alpr_results"
        """

    @Test func linksSayHowDevicesAreReached() throws {
        let links = try GateLayoutFile.parse(Self.small + Self.linked, file: "test.toml").links
        #expect(links.map(\.transport) == [.tcpClient, .http])
        #expect(links[0].host == "10.1.3.20" && links[0].port == 4_001)
        var portal = LinkPlan.Member(source: "/gate/test/lane/1/portal", type: "com.rapiscan.rpm")
        portal.kind = .portal
        #expect(links[0].members == [portal])
        #expect(links[1].members.map(\.path) == ["/lane/1/front", "/lane/2/front"], "one server for one address")
        #expect(links[1].members.map(\.overflow) == [.dropOldest, .block])
        #expect(links[1].members.map(\.capacity) == [32, 256])
        #expect(links[1].members.map(\.limit) == [65_536, 1 << 20])
        #expect(try GateLayoutFile.parse(Self.small, file: "test.toml").links.isEmpty)
    }

    @Test(arguments: [
        ("10.1.3.20:4001", "10.1.3.20", "address", "expected an IP address"),
        ("10.1.3.20:4001", "10.1.3.20:70000", "address", "expected an IP address"),
        ("10.1.3.20:4001", "scale.local:4001", "address", "'scale.local' is no IP address"),
        ("10.1.3.20:4001", "0.0.0.0:8080", "address", "taken by another link"),
        ("tcp-client", "tcp-klient", "transport", "none of tcp-client, tcp-server, http"),
        ("com.rapiscan.rpm", "com.rapiscan.rpn", "type", "'com.rapiscan.rpn' is none of"),
        ("com.rapiscan.rpm", "com.axis.lpr", "type", "no 'portal' speaks 'com.axis.lpr': expected com.rapiscan.rpm"),
        ("com.rapiscan.rpm", "gov.n42", "type", "does not say where a message of 'gov.n42' ends: use http or mqtt"),
        (
            "tcp-client\"\naddress = \"10.1.3.20:4001", "tcp-server\"\naddress = \"127.0.0.1:8080",
            "address", "port 8080 is taken at 127.0.0.1 by /gate/test/lane/1/portal"
        ),
        ("device = \"/gate/test/lane/1/portal\"", "device = \"/gate/test/lane/1/portl\"", "device", "is none of"),
        ("/gate/test/lane/2/front\"\ntype", "/gate/test/lane/1/front\"\ntype", "device", "has a link already"),
        ("path = \"/lane/2/front\"", "path = \"/lane/1/front\"", "path", "stands twice at 0.0.0.0:8080"),
        ("path = \"/lane/2/front\"", "path = \"lane 2\"", "path", "begins with '/'"),
        ("path = \"/lane/2/front\"\n", "", "path", "is missing"),
        ("waiting = 32", "waiting = 0", "waiting", "outside 1…10000"),
        ("drop-oldest", "drop-all", "overflow", "none of block, drop-oldest"),
        ("limit_bytes", "limit_byte", "limit_byte", "is not a known field"),
    ])
    func mistakesOfLinks(from: String, to: String, field: String, says: String) throws {
        let text = Self.small + Self.linked
        try #require(text.contains(from))
        let found = problems(text.replacing(from, with: to))
        #expect(
            found.contains { $0.field.hasSuffix(".\(field)") && $0.problem.contains(says) && $0.line > 25 },
            "\(found)")
    }

    struct Mistake: Sendable, CustomTestStringConvertible {
        var from: String
        var to: String
        var line: Int
        var field: String
        var says: String
        var suggestion: String?
        var testDescription: String { to.isEmpty ? "without \(from)" : to }

        init(_ from: String, _ to: String, line: Int, _ field: String, _ says: String, _ suggestion: String? = nil) {
            self.from = from
            self.to = to
            self.line = line
            self.field = field
            self.says = says
            self.suggestion = suggestion
        }
    }

    static let mistakes: [Mistake] = [
        Mistake(
            #""import""#, #""improt""#, line: 14, "lane[1].direction", "'improt' is none of import, export", "import"),
        Mistake(#""fruit""#, #""friut""#, line: 21, "lane[2].kind", "'friut' is none of", "fruit"),
        Mistake("opens =", "open =", line: 6, "gate.open", "is not a known field", "opens"),
        Mistake("opens =", "open =", line: 3, "gate.opens", "is missing"),
        Mistake("kind = \"fruit\"\n", "", line: 18, "lane[2].kind", "is missing"),
        Mistake("number = 2", "number = 1", line: 19, "lane[2].number", "lane 1 stands twice"),
        Mistake("number = 2", "number = 256", line: 19, "lane[2].number", "256 is outside 1…255"),
        Mistake("number = 2", "number = \"2\"", line: 19, "lane[2].number", "expected a whole number"),
        Mistake("/gate/test/yard", "/gate/test/lane/1/front", line: 25, "device[1].source", "stands twice"),
        Mistake(
            #""yard-camera""#, #""yard-camra""#, line: 26, "device[1].kind", "'yard-camra' is none of", "yard-camera"),
        Mistake(
            #"["front", "portal"]"#, #"["front", "protal"]"#, line: 16, "lane[1].devices", "'protal' is no device",
            "portal"),
        Mistake(#"["front"]"#, #""front""#, line: 22, "lane[2].devices", "expected a list of texts"),
        Mistake(#""07:00""#, #""7 o'clock""#, line: 6, "gate.opens", "is no time of day (HH:MM)"),
        Mistake(#""07:00""#, #""24:30""#, line: 6, "gate.opens", "is no time of day (HH:MM)"),
        Mistake(#""19:00""#, #""06:00""#, line: 7, "gate.closes", "must be later than opens"),
        Mistake("format = 1", "format = 2", line: 1, "format", "2 is newer than this program knows (1)"),
        Mistake("format = 1", "", line: 0, "format", "is missing"),
        Mistake("[gate]", "[gaet]", line: 3, "gaet", "is not a known field", "gate"),
        Mistake("[gate]", "[gaet]", line: 0, "gate", "is missing"),
        Mistake("portal = 30", "portal = -1", line: 10, "silent_after_seconds.portal", "-1 is outside 0…86400"),
        Mistake("portal = 30", "portl = 30", line: 10, "silent_after_seconds.portl", "is not a known field", "portal"),
        Mistake("\"/gate/test/yard\"", "\"\"", line: 25, "device[1].source", "expected a text of 1…96 characters"),
        Mistake(#"id = "test""#, #"id = "my gate""#, line: 4, "gate.id", "'my gate' stands in every source"),
        Mistake(#"id = "test""#, #"id = "te/st""#, line: 4, "gate.id", "'te/st' stands in every source"),
        Mistake("/gate/test/yard", "/gate/test/the yard", line: 25, "device[1].source", "letters a–z, digits"),
        Mistake("/gate/test/yard", "/gate/other/yard", line: 25, "device[1].source", "is no device of this gate"),
        Mistake("/gate/test/yard", "/gate/test/", line: 25, "device[1].source", "expected /gate/test/…"),
        Mistake("/gate/test/yard", "yard", line: 25, "device[1].source", "expected /gate/test/…"),
        Mistake("number = 2", "number = 0", line: 19, "lane[2].number", "0 is outside 1…255"),
        Mistake(
            "kind = \"yard-camera\"", "kind = \"yard-camera\"\nlane = 0", line: 27, "device[1].lane",
            "0 is outside 1…255"),
        Mistake(
            "kind = \"yard-camera\"", "kind = \"yard-camera\"\nlane = 9", line: 27, "device[1].lane", "no such lane"),
    ]

    @Test(arguments: mistakes)
    func aMistakeIsNamedWithItsLineFieldAndNearestName(mistake: Mistake) throws {
        let range = try #require(Self.small.range(of: mistake.from))
        let found = problems(Self.small.replacingCharacters(in: range, with: mistake.to))
        let problem = try #require(
            found.first { $0.field == mistake.field && $0.problem.contains(mistake.says) }, "\(found)")
        #expect(problem.file == "test.toml")
        #expect(problem.line == mistake.line, "\(problem)")
        #expect(problem.suggestion == mistake.suggestion, "\(problem)")
        if mistake.line > 0 { #expect(problem.description.hasPrefix("test.toml:\(mistake.line): \(mistake.field): ")) }
    }

    @Test func everyMistakeIsReportedAtOnceInOrderOfLine() {
        let text = Self.small.replacing("\"import\"", with: "\"in\"").replacing("\"fruit\"", with: "\"x\"")
            .replacing("opens", with: "opns")
        let found = problems(text)
        #expect(found.count == 4, "\(found)")
        #expect(found.map(\.line) == found.map(\.line).sorted())
    }

    @Test(arguments: [
        ("number = 2", "number = 0"), (#"id = "test""#, #"id = "my gate""#),
        ("/gate/test/yard", "/gate/other/yard"), ("/gate/test/yard", "/gate/test/the yard"),
        ("kind = \"yard-camera\"", "kind = \"yard-camera\"\nlane = 0"),
    ])
    func oneMistakeIsReportedOnce(from: String, to: String) {
        let found = problems(Self.small.replacing(from, with: to))
        #expect(found.count == 1, "\(found)")
    }

    @Test func aLaneWithAWrongNumberHasItsDevicesCheckedToo() {
        let text = Self.small.replacing("number = 1", with: "number = 0").replacing("\"portal\"]", with: "\"protal\"]")
        #expect(problems(text).map(\.field) == ["lane[1].number", "lane[1].devices"])
    }

    @Test func aFolderIsNoLayout() {
        do throws(LayoutProblems) {
            _ = try GateLayoutFile.load(path: NSTemporaryDirectory())
            Issue.record("a folder was read")
        } catch {
            #expect(error.problems.map(\.problem) == ["is a folder; a file is expected"])
        }
    }

    @Test func aLayoutWithoutLanesIsRefused() {
        let text = Self.small.components(separatedBy: "[[lane]]")[0]
        #expect(problems(text).map(\.field) == ["lane"])
    }

    @Test func aSyntaxErrorHasItsLine() throws {
        let problem = try #require(problems(Self.small.replacing("kind = \"cargo\"", with: "kind = cargo")).first)
        #expect(problem.field == "syntax")
        #expect(problem.line == 15, "\(problem)")
    }

    private func problemsOfFile(_ bytes: Data) throws -> [LayoutProblem] {
        let path = NSTemporaryDirectory() + "layout-\(UUID().uuidString).toml"
        try bytes.write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        return LayoutProblems.of { () throws(LayoutProblems) in _ = try GateLayoutFile.load(path: path) }
    }

    @Test func filesThatAreNoTextAreRefused() throws {
        #expect(try problemsOfFile(Data(Self.small.utf8)).isEmpty)
        let notText = try problemsOfFile(Data(Self.small.utf8) + [0xFF, 0xFE])
        #expect(notText.map(\.problem) == ["is not UTF-8 text"])
        let huge = try problemsOfFile(Data(repeating: 0x23, count: GateLayoutFile.sizeLimit + 1))
        #expect(huge.map(\.problem) == ["is longer than \(GateLayoutFile.sizeLimit) bytes"])
        let empty = try problemsOfFile(Data())
        #expect(empty.contains { $0.field == "format" })
        do throws(LayoutProblems) {
            _ = try GateLayoutFile.load(path: "/no/such/file.toml")
            Issue.record("a file that is not there was read")
        } catch {
            #expect(error.problems.first?.problem.hasPrefix("cannot be opened") == true)
        }
    }

    /// The real layout, cut anywhere or with a line lost or changed, is read or refused, never a trap.
    @Test func fuzzDamagedLayoutsNeverTrap() throws {
        let lines = Self.sample.components(separatedBy: "\n")
        try #require(lines.count > 50)
        var refused = 0
        for index in stride(from: 0, to: lines.count, by: 3) {
            var fewer = lines
            fewer.remove(at: index)
            if !problems(fewer.joined(separator: "\n")).isEmpty { refused += 1 }
            var twice = lines
            twice.insert(lines[index], at: index)
            if !problems(twice.joined(separator: "\n")).isEmpty { refused += 1 }
            if !problems(String(Self.sample.prefix(index * 29))).isEmpty { refused += 1 }
        }
        #expect(refused > lines.count / 3)
    }
}
