import Foundation
import GateLayout
import GateModel
import TestSupport
import TestTraits
import Testing

/// What a person may do to a layout, and what is said of it.
@Suite struct LayoutMistakeTests {
    /// A layout that uses every field there is.
    static let full = """
        format = 1

        [gate]
        id = "test"
        name = "Thử"
        class = "main"
        agencies = ["TV", "BQL", "BP", "HQ"]
        utc_offset_minutes = 420
        opens = "07:00"
        closes = "19:00"
        fruit_closes = "20:00"
        yard_places = 10
        overflow_places = 10
        inspection_bays = 2
        weight_tolerance_permille = 30

        [gate.neighbour]
        country = "LA"
        name = "Bên kia"

        [[hours]]
        days = ["saturday", "sunday"]
        opens = "08:00"
        closes = "12:00"

        [[exception]]
        from = "2027-02-05"
        until = "2027-02-08"
        shut = true
        reason = "Tết"

        [[exception]]
        date = 2027-06-16
        closes = "22:00"
        by = "UBND tỉnh"

        [simulated]
        vehicles = 50
        import_percent = 50
        harvest_percent = 100

        [silent_after_seconds]
        portal = 30

        [[lane]]
        number = 1
        direction = "import"
        kind = "cargo"
        devices = ["front", "portal"]

        [[device]]
        source = "/gate/test/terminal/1"
        kind = "terminal"
        lane = 1
        agencies = ["BP"]
        silent_after_seconds = 0

        [[link]]
        device = "/gate/test/lane/1/front"
        transport = "http"
        address = "10.0.0.1:8080"
        path = "/front"
        type = "org.openalpr.alpr_results"
        overflow = "block"
        waiting = 10
        limit_bytes = 65536
        """

    private func problems(_ text: String) -> [LayoutProblem] {
        LayoutProblems.of { () throws(LayoutProblems) in _ = try GateLayoutFile.parse(text, file: "test.toml") }
    }

    private func problemsOfFile(_ bytes: [UInt8]) throws -> [LayoutProblem] {
        let path = NSTemporaryDirectory() + "layout-\(UUID().uuidString).toml"
        try Data(bytes).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        return LayoutProblems.of { () throws(LayoutProblems) in _ = try GateLayoutFile.load(path: path) }
    }

    @Test func aWrongLaneNumberIsOneMistake() {
        let found = problems(Self.full.replacing("number = 1\n", with: "number = 999\n"))
        #expect(found.map(\.field) == ["lane[1].number"], "\(found)")
    }

    /// What is put in the place of what, and the fields of which something is said, and of no other.
    static let several: [([(String, String)], [String])] = [
        (
            [("number = 1\n", "number = 999\n"), ("org.openalpr.alpr_results", "vn.smartgate.loop")],
            ["lane[1].number", "link[1].type"]
        ),
        (
            [("number = 1\n", "number = 999\n"), ("lane/1/front", "lane/1/fornt")],
            ["lane[1].number", "link[1].device"]
        ),
        ([("[\"front\"", "[\"fornt\"")], ["lane[1].devices"]),
        ([("[\"front\"", "[\"fornt\""), ("lane/1/front", "lane/1/fornt")], ["lane[1].devices", "link[1].device"]),
        ([("[\"front\"", "[\"fornt\""), ("lane/1/front", "lane/2/front")], ["lane[1].devices", "link[1].device"]),
        ([("id = \"test\"", "id = \"hữu nghị\"")], ["gate.id"]),
        ([("id = \"test\"\n", "")], ["gate.id"]),
        (
            [
                ("id = \"test\"", "id = \"hữu nghị\""), ("test/lane/1/front", "test/lane/1/fornt"),
                ("lane = 1", "lane = 9"),
            ],
            ["gate.id", "device[1].lane", "link[1].device"]
        ),
        ([("kind = \"terminal\"", "kind = \"terminl\""), ("lane/1/front", "terminal/1")], ["device[1].kind"]),
        (
            [
                (
                    "[[device]]",
                    "[[lane]]\nnumber = 1\ndirection = \"import\"\nkind = \"cargo\"\ndevices = [\"front\"]\n[[device]]"
                )
            ],
            ["lane[2].number"]
        ),
        (
            [("lane/1/front", "lane/1/fornt"), ("overflow = \"block\"", "overflow = \"blok\"")],
            ["link[1].device", "link[1].overflow"]
        ),
    ]

    @Test("A mistake hides no other, and makes none of what hangs on it", arguments: several)
    func severalMistakes(changes: [(String, String)], fields: [String]) throws {
        var text = Self.full
        for (from, to) in changes {
            try #require(text.contains(from))
            text = text.replacing(from, with: to, maxReplacements: 1)
        }
        let found = problems(text)
        #expect(found.map(\.field) == fields, "\(found)")
    }

    @Test func theNearestDeviceIsNamedWhateverTheGateIsCalled() {
        for id in ["test", "hữu nghị"] {
            let text = Self.full.replacing("id = \"test\"", with: "id = \"\(id)\"")
                .replacing("lane/1/front", with: "lane/1/fornt")
            #expect(problems(text).last?.suggestion == "/gate/test/lane/1/front")
        }
    }

    @Test func aLetterThatOnlyLooksRightIsNamed() {
        // The а is Cyrillic.
        let found = problems(Self.full.replacing("\"cargo\"", with: "\"c\u{430}rgo\""))
        #expect(found.count == 1 && found.first?.problem.contains("letter 2 is U+0430, not ASCII") == true, "\(found)")
        #expect(found.first?.suggestion == "cargo")
    }

    @Test func aKeyWithALetterThatOnlyLooksRightIsNamed() {
        // The е is Cyrillic: the parser stops in the middle of the key.
        let found = problems(Self.full.replacing("opens =", with: "op\u{435}ns ="))
        #expect(found.contains { $0.problem.hasSuffix(": 'op\u{435}ns' (letter 3 is U+0435, not ASCII)") }, "\(found)")
    }

    @Test(arguments: [
        ("name = \"Thử\"", "name = Thử", "a text stands between quotes"),
        ("name = \"Thử\"", "name = \"Thử", "closing quote"),
    ])
    func syntaxIsToldInPlainWords(sound: String, broken: String, words: String) {
        let found = problems(Self.full.replacing(sound, with: broken))
        #expect(found.first?.problem.contains(words) == true, "\(found)")
    }

    @Test(arguments: ["“", "”", "„", "‘", "’", "«"]) func quotesOfAWordProcessorAreNamed(quote: String) {
        let found = problems(Self.full.replacing("name = \"Thử\"", with: "name = \(quote)Thử\(quote)"))
        #expect(found.first?.problem.hasSuffix("(\(quote) is no quote of TOML: write \" or ')") == true, "\(found)")
        #expect(found.first?.line == 5)
    }

    @Test func everyKnownNameIsListed() {
        let lines = LayoutNames.lines
        for kind in DeviceKind.allCases { #expect(lines.contains { $0.contains(kind.name) }) }
        #expect(lines.contains("lane.direction: " + Direction.allCases.map(\.name).joined(separator: ", ")))
        #expect(lines.contains("link.type of a loop-in: vn.smartgate.loop, cloudevents"), "\(lines)")
    }

    @Test func theWholeLayoutIsRight() throws {
        #expect(problems(Self.full).isEmpty)
        let layout = try GateLayoutFile.parse(Self.full, file: "test.toml")
        let calendar = layout.plan.calendar
        #expect(calendar.weekdays.map(\.weekday) == [.saturday, .sunday])
        #expect(calendar.weekdays.allSatisfy { $0.hours == OpenHours(opens: 480, closes: 720, fruitCloses: 720) })
        #expect(calendar.exceptions.map(\.from) == [20_270_205, 20_270_616])
        #expect(calendar.exceptions[0].hours == .shut && calendar.exceptions[0].reason == "Tết")
        #expect(calendar.exceptions[1].hours == OpenHours(opens: 420, closes: 1320, fruitCloses: 1320))
        #expect(calendar.exceptions[1].by == "UBND tỉnh")
        #expect(layout.plan.gateClass == .main)
        #expect(layout.plan.neighbour == NeighbourGate(country: .laos, name: "Bên kia"))
        #expect(layout.plan.agencyOrder == [.plant, .board, .borderGuard, .customs])
        #expect(layout.plan.devices.last?.agencies == AgencySet(.borderGuard))
        #expect(layout.traffic.vehicles == 50 && layout.traffic.importPercent == 50)
    }

    /// Every field with a value of every other type: said in its own line, never a trap, never taken for something.
    @Test func everyFieldRefusesEveryOtherType() {
        let values = [
            "7": "number", "-1": "number", "1.5": "fraction", "inf": "fraction", "true": "flag", "\"x\"": "text",
            "\"\"": "text", "2026-01-01": "date", "07:00:00": "time", "[]": "list", "[1]": "list", "[[]]": "list",
            "[\"x\", 1]": "list", "{}": "table", "{ a = 1 }": "table",
        ]
        let lines = Self.full.components(separatedBy: "\n")
        var tried = 0
        for (index, line) in lines.enumerated() {
            guard let equals = line.range(of: " = ") else { continue }
            let field = String(line[..<equals.lowerBound])
            let old = line[equals.upperBound...]
            for (value, type) in values {
                let sameType =
                    switch type {
                    case "number": Int(old) != nil
                    case "flag": old == "true"
                    case "text": old.hasPrefix("\"")
                    case "list": old.hasPrefix("[")
                    // A day may stand without quotes.
                    case "date": ["date", "from", "until"].contains(field)
                    default: false
                    }
                var changed = lines
                changed[index] = "\(field) = \(value)"
                let found = problems(changed.joined(separator: "\n"))
                tried += 1
                guard !sameType else { continue }
                #expect(
                    found.contains { $0.line == index + 1 && $0.field.hasSuffix(field) },
                    "\(field) = \(value): \(found)")
            }
        }
        #expect(tried > 600)
    }

    /// A field of no meaning, wherever it stands, is said in its line.
    @Test func unknownFieldsAreFoundAtEveryLevel() {
        let lines = Self.full.components(separatedBy: "\n")
        for (index, line) in lines.enumerated() where line.contains(" = ") || line.hasPrefix("[") {
            var more = lines
            more.insert("colour = \"red\"", at: index + 1)
            let found = problems(more.joined(separator: "\n"))
            #expect(found.count == 1 && found[0].line == index + 2, "\(line): \(found)")
            #expect(found.first?.problem == "is not a known field" && found.first?.field.hasSuffix("colour") == true)
        }
    }

    /// A field that is missing is said with its table's line, or is not needed.
    @Test func missingFieldsAreSaidOnce() {
        let lines = Self.full.components(separatedBy: "\n")
        let optional = [
            "class", "agencies", "utc_offset_minutes", "fruit_closes", "yard_places", "overflow_places",
            "inspection_bays", "weight_tolerance_permille", "reason", "by", "vehicles", "import_percent",
            "harvest_percent", "portal", "lane", "silent_after_seconds", "overflow", "waiting", "limit_bytes",
        ]
        for (index, line) in lines.enumerated() {
            guard let field = line.range(of: " = ").map({ String(line[..<$0.lowerBound]) }) else { continue }
            var fewer = lines
            fewer.remove(at: index)
            let found = problems(fewer.joined(separator: "\n"))
            if optional.contains(field) {
                #expect(found.isEmpty, "\(field): \(found)")
            } else if !["opens", "closes"].contains(field) {
                #expect(found.count { $0.problem.hasPrefix("is missing") } == 1, "\(field): \(found)")
            }
        }
    }

    static let calendar: [(String, String, Int, String, String)] = [
        ("\"saturday\", \"sunday\"", "\"saturday\", \"sundy\"", 22, "hours[1].days", "'sundy' is none of"),
        ("\"saturday\", \"sunday\"", "\"sunday\", \"sunday\"", 22, "hours[1].days", "'sunday' stands twice"),
        ("closes = \"12:00\"", "closes = \"07:00\"", 24, "hours[1].closes", "must be later than opens"),
        ("closes = \"12:00\"", "shut = true", 23, "hours[1].opens", "means nothing on a day that is shut"),
        ("opens = \"08:00\"\ncloses = \"12:00\"", "", 21, "hours[1].shut", "is missing; or opens or closes"),
        ("2027-02-05", "2027-02-30", 27, "exception[1].from", "'2027-02-30' is no day"),
        ("until = \"2027-02-08\"", "until = \"2027-02-01\"", 28, "exception[1].until", "must not be before from"),
        ("until = \"2027-02-08\"", "until = \"2029-02-08\"", 28, "exception[1].until", "more than 366 days"),
        ("until = \"2027-02-08\"\n", "", 26, "exception[1].until", "is missing"),
        ("date = 2027-06-16", "date = 2027-02-07", 33, "exception[2].date", "hours of their own already, in line 27"),
        ("date = 2027-06-16", "date = 2027-06-16\nfrom = 2027-06-16", 34, "exception[2].from", "date says it already"),
        ("date = 2027-06-16", "", 32, "exception[2].date", "is missing; or from and until"),
        // A Friday and a Saturday have no hours in common.
        (
            "date = 2027-06-16\ncloses = \"22:00\"", "from = 2027-06-18\nuntil = 2027-06-19\ncloses = \"22:00\"", 32,
            "exception[2].opens", "no hours in common"
        ),
        ("country = \"LA\"", "country = \"VN\"", 18, "gate.neighbour.country", "'VN' is none of CN, LA, KH"),
        ("name = \"Bên kia\"", "name = \"Bên kia\"\nstrip = 1001", 20, "gate.neighbour.strip", "1001"),
        ("name = \"Bên kia\"", "name = \"Bên kia\"\nstrip = -1", 20, "gate.neighbour.strip", "-1"),
        ("\"TV\", \"BQL\", \"BP\", \"HQ\"", "\"TV\", \"BQL\", \"HQ\", \"BP\"", 7, "gate.agencies", "HQ decides last"),
        ("\"TV\", \"BQL\", \"BP\", \"HQ\"", "\"TV\", \"BP\", \"HQ\"", 7, "gate.agencies", "BQL is missing"),
        ("agencies = [\"BP\"]", "agencies = [\"YT\"]", 55, "device[1].agencies", "'YT' is none of TV, BQL, BP, HQ"),
        ("kind = \"terminal\"", "kind = \"scanner\"", 55, "device[1].agencies", "a scanner is nobody's post"),
        ("name = \"Thử\"", "name = \"Th\\u001bử\"", 5, "gate.name", "holds a control character"),
        ("name = \"Thử\"", "name = \"Th\\u0000ử\"", 5, "text", "holds a NUL character"),
    ]

    @Test(arguments: calendar)
    func aMistakeIsSaidWithItsLine(from: String, to: String, line: Int, field: String, says: String) throws {
        try #require(Self.full.contains(from))
        let found = problems(Self.full.replacing(from, with: to, maxReplacements: 1))
        #expect(found.contains { $0.line == line && $0.field == field && $0.problem.contains(says) }, "\(found)")
    }

    /// The same fields written in the other ways TOML has.
    @Test func fieldsAreFoundHoweverTheyAreWritten() {
        let text = """
            format = 1   # a comment with = and [gate]
            "gate".id = "x"
            gate.name = 5
            gate . opens = "07:00"
            gate.'closes' = "19:00"
            gate.neighbour = { country = "ZZ", name = '''
            q''' }
            lane = [ { number = 1, direction = "import", kind = "cargo",
              devices = [] } ]
            """
        // A line end within an inline table is no TOML.
        #expect(problems(text).first?.field == "syntax")
        let joined = text.replacing("\n  devices", with: " devices").replacing("'''\nq'''", with: "'q'")
            .replacing("devices = [] }", with: "devices = [\n  \"front\",\n  5,\n] }, {\n".replacing("{\n", with: "{}"))
        let found = problems(joined)
        #expect(
            found.map { "\($0.line) \($0.field)" } == [
                "3 gate.name", "6 gate.neighbour.country", "7 lane[1].devices", "10 lane[2].number",
                "10 lane[2].direction", "10 lane[2].kind", "10 lane[2].devices",
            ], "\(joined)\n\(found)")
    }

    /// TOML++ ends the program at some of these.
    @Test(arguments: [
        "[", "[[", "[ ", "[\t", "[[ ", "[[[", "[[[x]]]", "[[ [", "[ [", "[.a]", "[=]", "[#", "[é]", "[[đèn]]", "[{}]",
        "[,]", "[]",
        "[[]]", "[\u{A0}x]", "[\\x]", "[a.]", "[a..b]", "[a", "[\"", "['",
    ])
    func aHeadingWithoutANameIsSaid(heading: String) {
        for after in ["", "\n", "\nname = 1", "\r\nname = 1\r\n"] {
            let found = problems("format = 1\n" + heading + after)
            #expect(found.contains { $0.line == 2 && $0.field == "syntax" }, "\(found)")
        }
    }

    @Test(arguments: [
        "x = [}", "x = [1, }", "x = [\n}\n]", "x = [ # y\n\"a\",\n}", "x = [\u{2028}1]", "x = [\u{85}]",
        "x = [1,\u{0C}2]", "x = { a = [} }",
        "x = \u{0B}1",
    ])
    func whatTheLibraryCannotTellIsSaid(text: String) {
        let found = problems("format = 1\n" + text)
        #expect(found.contains { $0.field == "syntax" && $0.line >= 2 }, "\(found)")
    }

    @Test func listsAndTextsAreNoHeadings() {
        let text = Self.full.replacing("[\"saturday\", \"sunday\"]", with: "[\n  \"saturday\", # [\n\"sunday\"\n]")
            .replacing("\"Tết\"", with: "\"\"\"\\\n  [ \\\" Tết\"\"\"")
        #expect(problems(text).isEmpty)
        let both = problems("format = 1\n[\nname = Unquoted\n[[.]]\n")
        #expect(both.map(\.line) == [2, 3, 4], "\(both)")
        #expect(problems("x = [\n[ [1], {a = 1}, ],\n]\n").allSatisfy { $0.field != "syntax" })
        #expect(problems(String(repeating: "[\n", count: 1_000)).count == 20)
    }

    @Test func everySyntaxErrorThatStandsAloneIsSaid() {
        let text = """
            format = 1
            [gate
            id = "x"
            name = Unquoted
            opens = "07:00"
            closes = "07:00
            yard_places = 0x
            [[lane]]
            number = = 3
            """
        let found = problems(text)
        #expect(found.map(\.line) == [2, 4, 6, 7, 9], "\(found)")
        #expect(found.allSatisfy { $0.field == "syntax" })
    }

    // MARK: Files

    @Test func lineEndsAndByteOrderMarksDoNotMatter() throws {
        let sound = Array(Self.full.utf8)
        let crlf = Array(Self.full.replacing("\n", with: "\r\n").utf8)
        for bytes in [sound, crlf, [0xEF, 0xBB, 0xBF] + sound, [0xEF, 0xBB, 0xBF] + crlf] {
            #expect(try problemsOfFile(bytes).isEmpty)
            let broken = Array(String(decoding: bytes, as: UTF8.self).replacing("\"import\"", with: "\"in\"").utf8)
            #expect(try problemsOfFile(broken).map(\.line) == [47])
        }
    }

    @Test func whatIsNoTextIsSaidWithItsLine() throws {
        let sound = Array(Self.full.utf8)
        let place = try #require(sound.firstIndex(of: UInt8(ascii: "H")))
        for (byte, says) in [(UInt8(0), "holds a NUL byte"), (0xFF, "is not UTF-8 text")] {
            var bytes = sound
            bytes[place] = byte
            let found = try problemsOfFile(bytes)
            #expect(found.map(\.problem) == [says] && found[0].line == 7, "\(found)")
        }
        var random = SeededRandom(seed: 1)
        let noise = (0..<5_000).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        #expect(try !problemsOfFile(noise).isEmpty)
    }

    /// No depth and no number of anything makes the check trap, hang, or tell without end.
    @Test(.timeLimit(.minutes(20)), .ownThread) func hugeFilesAreRefusedInTime() {
        let deep = [
            "x=" + String(repeating: "[", count: 100_000), "x=" + String(repeating: "{a=", count: 100_000),
            Array(repeating: "a", count: 50_000).joined(separator: ".") + "=1",
            "[" + Array(repeating: "a", count: 5_000).joined(separator: ".") + "]",
            "x=" + String(repeating: "[", count: 250) + String(repeating: "]", count: 250),
        ]
        for text in deep { #expect(!problems(text).isEmpty) }
        func many(_ count: Int, _ line: (Int) -> String) -> [LayoutProblem] {
            problems(Self.full + "\n" + (0..<count).map(line).joined(separator: "\n"))
        }
        let keys = many(100_000) { "key\($0) = 1" }
        #expect(keys.count == 501 && keys.last?.problem.contains("more problems") == true)
        let devices = many(20_000) { "[[device]]\nsource = \"/gate/test/x/\($0)\"\nkind = \"loop-in\"" }
        #expect(devices.contains { $0.problem == "more than 2000 [[device]] tables" && $0.line > 70 })
        #expect(
            many(1_500) { "[[device]]\nsource = \"/gate/test/x/\($0)\"\nkind = \"loop-in\"" }.map(\.field) == ["gate"])
        let links = many(10_000) { "[[link]]\ndevice = \"/gate/test/\($0)\"" }
        #expect(links.contains { $0.problem == "more than 2000 [[link]] tables" } || links.count == 501)
    }

    @Test func summariesSayWhatIsThere() throws {
        let layout = try GateLayoutFile.parse(Self.full, file: "test.toml")
        #expect(
            layout.summary(today: try #require(CivilDay("2027-03-01"))) == [
                "gate      Thử (test), main, facing Bên kia (LA)",
                "lanes     1: 1 import cargo",
                "devices   3: 1 front-camera, 1 portal, 1 terminal",
                "links     1 devices on 1 links: 1 http; without a link: 1 portal, 1 terminal",
                "hours     07:00–19:00, fruit until 20:00, UTC+07:00",
                "          saturday 08:00–12:00",
                "          sunday 08:00–12:00",
                "          2027-06-16 07:00–22:00: UBND tỉnh",
                "          1 exception past",
                "agencies  TV, BQL, BP, HQ",
            ])
    }
}
