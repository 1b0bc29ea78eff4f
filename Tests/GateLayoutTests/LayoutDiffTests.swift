import GateLayout
import GateModel
import TestSupport
import Testing

@Suite struct LayoutDiffTests {
    private let full = LayoutMistakeTests.full

    private func contents(_ text: String) throws -> GateLayoutFile.Contents {
        try GateLayoutFile.parse(text, file: "test.toml")
    }

    private func diff(_ replacements: [(String, String)], state: GateState? = nil) throws -> LayoutDiff {
        var text = full
        for (from, to) in replacements {
            try #require(text.contains(from), "\(from)")
            text = text.replacing(from, with: to, maxReplacements: 1)
        }
        return LayoutDiff(from: try contents(full), to: try contents(text), state: state)
    }

    @Test func theSameLayoutChangesNothing() throws {
        let found = try diff([])
        #expect(found.changes.isEmpty && !found.isRefused && found.lines == ["no change"])
        // Comments, order and spelling are no change.
        #expect(try diff([("date = 2027-06-16", "date = \"2027-06-16\" # quoted")]).changes.isEmpty)
    }

    static let cases: [(String, String, [String])] = [
        ("name = \"Thử\"", "name = \"Mới\"", ["~ name Thử → Mới"]),
        ("class = \"main\"", "class = \"auxiliary\"", ["~ class main → auxiliary"]),
        ("name = \"Bên kia\"", "name = \"Xa\"", ["~ neighbour Bên kia (LA) → Xa (LA)"]),
        ("name = \"Bên kia\"", "name = \"Bên kia\"\nstrip = 60", ["~ places between the gates 0 → 60"]),
        ("\"TV\", \"BQL\"", "\"BQL\", \"TV\"", ["~ agencies TV, BQL, BP, HQ → BQL, TV, BP, HQ"]),
        (
            "opens = \"07:00\"", "opens = \"06:30\"",
            [
                "~ hours 07:00–19:00, fruit until 20:00 → 06:30–19:00, fruit until 20:00",
                "- hours on 2027-06-16 07:00–22:00: UBND tỉnh", "+ hours on 2027-06-16 06:30–22:00: UBND tỉnh",
            ]
        ),
        ("\"saturday\", \"sunday\"", "\"sunday\"", ["~ hours on saturday 08:00–12:00 → as usual"]),
        (
            "until = \"2027-02-08\"", "until = \"2027-02-09\"",
            [
                "- hours on 2027-02-05…2027-02-08 shut: Tết", "+ hours on 2027-02-05…2027-02-09 shut: Tết",
            ]
        ),
        ("weight_tolerance_permille = 30", "weight_tolerance_permille = 25", ["~ weight tolerance 3.0 % → 2.5 %"]),
        ("yard_places = 10", "yard_places = 11", ["~ yard places 10 → 11"]),
        ("kind = \"cargo\"", "kind = \"fruit\"", ["~ lane 1 kind cargo → fruit"]),
        ("portal = 30", "portal = 60", ["~ device /gate/test/lane/1/portal silent after 30 s → 60 s"]),
        ("agencies = [\"BP\"]", "agencies = [\"HQ\"]", ["~ device /gate/test/terminal/1 is the post of BP → HQ"]),
        ("lane = 1\n", "", ["~ device /gate/test/terminal/1 of lane 1 → no lane"]),
        (
            "[\"front\", \"portal\"]", "[\"rear\", \"front\", \"portal\"]",
            ["+ device /gate/test/lane/1/rear rear-camera"]
        ),
        ("[\"front\", \"portal\"]", "[\"front\"]", ["- device /gate/test/lane/1/portal portal"]),
        (
            "10.0.0.1:8080", "10.0.0.2:8080",
            [
                "~ link of /gate/test/lane/1/front: connects anew, http 10.0.0.1:8080/front → http 10.0.0.2:8080/front"
            ]
        ),
        (
            "waiting = 10\nlimit_bytes = 65536", "waiting = 20\nlimit_bytes = 4096",
            [
                "~ link of /gate/test/lane/1/front: waiting 10 → 20",
                "~ link of /gate/test/lane/1/front: limit 65536 bytes → 4096 bytes",
            ]
        ),
        (
            "overflow = \"block\"", "overflow = \"drop-oldest\"",
            [
                "~ link of /gate/test/lane/1/front: overflow block → drop-oldest"
            ]
        ),
        ("vehicles = 50", "vehicles = 60", ["~ simulated vehicles 50 → 60  [from the next start]"]),
    ]

    @Test(arguments: cases) func everyChangeIsSaid(from: String, to: String, lines: [String]) throws {
        let found = try diff([(from, to)])
        #expect(Array(found.lines.dropLast()) == lines)
        #expect(!found.isRefused)
    }

    private let second = """


        [[lane]]
        number = 2
        direction = "export"
        kind = "cargo"
        devices = []
        """

    /// A gate with one vehicle called to lane 2.
    private func busy() throws -> GateState {
        var state = GateState()
        func apply(_ event: GateEvent) {
            state.apply(
                Recorded(
                    sequence: state.sequence + 1, recordedAtMicroseconds: 1, event: event, actor: .rule("test"),
                    occurredAt: .epoch))
        }
        let visit = try #require(VisitID(number: 1))
        apply(.gateConfigured(try contents(full + second).plan))
        apply(
            .visitDeclared(VisitDeclared(visit: visit, required: AgencySet(.borderGuard), declaration: Declaration())))
        apply(.visitMoved(VisitMoved(visit, to: .called, lane: LaneID(number: 2), basis: "test")))
        return state
    }

    @Test func aLaneWithVehiclesMayNotGoOrTurn() throws {
        let (old, gone) = (try contents(full + second), try contents(full))
        let turned = try contents(full + second.replacing("export", with: "import"))
        let state = try busy()
        for (new, text) in [(gone, "- lane 2 export cargo"), (turned, "~ lane 2 direction export → import")] {
            let unknown = LayoutDiff(from: old, to: new)
            #expect(!unknown.isRefused)
            #expect(unknown.lines.first == text + "  [refused while vehicles stand in it or are called to it]")
            let known = LayoutDiff(from: old, to: new, state: state)
            #expect(known.isRefused && known.lines.first?.contains("a vehicle stands in it") == true)
            var after = state
            after.apply(
                Recorded(
                    sequence: 4, recordedAtMicroseconds: 2,
                    event: .visitMoved(VisitMoved(try #require(VisitID(number: 1)), to: .noShow, lane: nil, basis: "")),
                    actor: .rule("test"), occurredAt: .epoch))
            let free = LayoutDiff(from: old, to: new, state: after)
            #expect(!free.isRefused && free.lines.first == text)
            #expect(after.objections(to: new.plan).isEmpty)
        }
        let lane = try #require(LaneID(number: 2))
        #expect(state.objections(to: gone.plan) == [.laneRemoved(lane, vehicles: 1)])
        #expect(state.objections(to: turned.plan) == [.laneTurned(lane, vehicles: 1)])
        #expect(state.objections(to: old.plan).isEmpty)
    }

    @Test func anotherGateIsRefused() throws {
        let other = try contents(full.replacing("test", with: "rest"))
        let found = LayoutDiff(from: try contents(full), to: other)
        #expect(
            found.isRefused && found.lines.first?.hasPrefix("~ gate test → rest  [a journal is of one gate") == true)
        #expect(try busy().objections(to: other.plan) == [.otherGate("test")])
    }

    /// The shipped gates differ in everything; nothing traps and both ways are told.
    @Test func wholeGatesCompare() throws {
        let layouts = try GatesTests.names.map { try GateLayoutFile.load(path: Repository.data.layout($0)) }
        for old in layouts {
            for new in layouts {
                let found = LayoutDiff(from: old, to: new)
                #expect(found.changes.isEmpty == (old == new))
                #expect(found.isRefused == (old.plan.gate != new.plan.gate))
            }
        }
    }
}
