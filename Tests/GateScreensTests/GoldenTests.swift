import ConsoleSupport
import Foundation
import GateGrid
import GateModel
import GateText
import TestTraits
import Testing

@testable import GateScreens

@Suite("Golden screens", .ownThread) struct GoldenTests {
    @Test("The screens of a simulated morning, in both languages and five sizes", arguments: Language.allCases)
    func morning(language: Language) async throws {
        for scene in try await Scene.morning() {
            let frames = try Scene.sizes.map {
                ("\(scene.name)", try scene.render(language, width: $0.0, height: $0.1))
            }
            try Golden.check("\(scene.name).\(language.rawValue)", frames)
        }
    }

    @Test("What a simulated day may lack", arguments: Language.allCases)
    func handMade(language: Language) throws {
        for scene in Scene.handMade() {
            let frames = try Scene.sizes.map {
                ("\(scene.name)", try scene.render(language, width: $0.0, height: $0.1))
            }
            try Golden.check("\(scene.name).\(language.rawValue)", frames)
        }
    }

    @Test("Plain ASCII keeps every column") func ascii() async throws {
        let scenes = try await Scene.morning() + Scene.handMade()
        for scene in scenes where ["lane", "board", "gamma", "long-names", "replay"].contains(scene.name) {
            let full = try scene.render(.vietnamese, width: 80, height: 24)
            var plain = full
            AsciiFilter.apply(&plain)
            #expect(plain.cells.allSatisfy { (0x20..<0x7F).contains($0.base) && $0.mark1 == 0 }, "\(scene.name)")
            for (index, cell) in plain.cells.enumerated() where cell.isSpace {
                // What was visible stays visible: only blanks and right halves become blanks.
                #expect(full.cells[index].isSpace || full.cells[index].isContinuation, "\(scene.name) cell \(index)")
            }
            try Golden.check("\(scene.name).ascii", [(scene.name, plain)])
        }
    }

    @Test(
        "Live, read-only and replay tell themselves apart in one glance and in monochrome", arguments: Language.allCases
    )
    func modes(language: Language) async throws {
        let scenes = try await Scene.morning()
        var tops: [String: String] = [:]
        for scene in scenes where ["lane", "replay", "read-only"].contains(scene.name) {
            let grid = try scene.render(language, width: 80, height: 24)
            tops[scene.name] = grid.plainText().components(separatedBy: "\n")[0]
            #expect(
                grid[0, 0].style.role == ["lane": .liveBanner, "replay": .replayBanner][scene.name] ?? .readOnlyBanner)
        }
        #expect(Set(tops.values).count == 3, "\(tops)")
        let words = try House.words(language)
        #expect(tops["replay"]?.contains(words[.topReplay].text) == true)
        #expect(tops["read-only"]?.contains(words[.topReadOnly].text) == true)
    }

    @Test("A radiation alarm is named on every screen that shows it, however narrow", arguments: Language.allCases)
    func radiationIsNamed(language: Language) throws {
        let words = try House.words(language)
        for scene in Scene.handMade() where scene.name == "gamma" {
            for (width, height) in [(60, 15), (61, 17), (80, 24), (109, 30), (110, 30), (200, 50)] {
                let text = try scene.render(language, width: width, height: height).plainText()
                #expect(text.contains(words[.laneNeutronAlarm].text), "\(width)x\(height)\n\(text)")
            }
        }
    }

    @Test("Every meaning told by colour is told by a glyph or a word too") func colourIsDoubled() throws {
        let told = ["gamma", "gamma-alarms", "gamma-dossier", "held-queue", "unknown-plate"]
        for scene in Scene.handMade() where told.contains(scene.name) {
            let grid = try scene.render(.english, width: 120, height: 40)
            for y in 1..<(grid.height - 2) {
                var run = ""
                for x in 0..<grid.width {
                    let cell = grid[x, y]
                    let isLoud = [.critical, .alarm, .warning].contains(cell.style.role)
                    if isLoud, let scalar = Unicode.Scalar(cell.base) { run.unicodeScalars.append(scalar) }
                }
                if run.contains(where: { $0 != " " }) {
                    #expect(
                        run.contains { "▲●○■✕✖↩◆≠".contains($0) },
                        "\(scene.name) row \(y) says “\(run)” by colour alone")
                }
            }
        }
    }
}

@Suite("Frames of every size", .ownThread) struct SizeTests {
    /// Widths and heights at which something changes, and some in between.
    static let widths = [
        1, 2, 3, 5, 9, 20, 40, 59, 60, 61, 75, 76, 80, 99, 100, 109, 110, 119, 150, 160, 170, 200, 210,
    ]
    static let heights = [1, 2, 3, 4, 7, 10, 14, 15, 16, 17, 19, 24, 33, 50, 60]

    static func problems(_ grid: Grid) -> String? {
        for y in 0..<grid.height {
            for x in 0..<grid.width {
                let cell = grid[x, y]
                if cell.width == 2, x + 1 >= grid.width || !grid[x + 1, y].isContinuation { return "half at \(x),\(y)" }
                if cell.isContinuation {
                    if x == 0 || grid[x - 1, y].width != 2 { return "stray half at \(x),\(y)" }
                    continue
                }
                for value in [cell.base, cell.mark1, cell.mark2] where value != 0 {
                    guard let scalar = Unicode.Scalar(value) else { return "no scalar at \(x),\(y)" }
                    switch scalar.properties.generalCategory {
                    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
                        return "U+\(String(value, radix: 16)) at \(x),\(y)"
                    default: break
                    }
                    if scalar.properties.isBidiControl { return "bidi at \(x),\(y)" }
                }
            }
        }
        if let cursor = grid.cursor, !grid.bounds.contains(x: cursor.x, y: cursor.y) { return "cursor at \(cursor)" }
        return nil
    }

    @Test("No size breaks a frame") func sizes() async throws {
        let scenes = try await Scene.morning() + Scene.handMade()
        var count = 0
        for (index, scene) in scenes.enumerated() {
            let context = try scene.context(index % 2 == 0 ? .vietnamese : .english)
            let view = scene.view(context)
            for (i, width) in Self.widths.enumerated() {
                for (j, height) in Self.heights.enumerated() where (i + j + index) % 3 == 0 {
                    let rendered = Frame.render(context, view, width: width, height: height)
                    #expect(rendered.grid.width == width && rendered.grid.height == height)
                    #expect(rendered.page >= 1)
                    if let problem = Self.problems(rendered.grid) {
                        Issue.record("\(scene.name) at \(width)x\(height): \(problem)")
                    }
                    count += 1
                }
            }
        }
        print("frames drawn: \(count)")
    }

    @Test("Tiny terminals still show the clock; from 60×15 the plate and the keys are there") func essentials()
        async throws
    {
        let scenes = try await Scene.morning()
        let lane = try #require(scenes.first { $0.name == "lane" })
        let context = try lane.context(.vietnamese)
        let visit = try #require(context.laneFocus(lane.view(context)), "a vehicle stands there")
        let plate = context.words.plate(visit.declaration.tractor).display.text
        #expect(try lane.render(.vietnamese, width: 40, height: 1).plainText().hasPrefix("07:35"))
        #expect(try lane.render(.vietnamese, width: 59, height: 14).plainText().contains(plate))
        for (width, height) in [(60, 15), (80, 24), (200, 50)] {
            let text = try lane.render(.vietnamese, width: width, height: height).plainText()
            #expect(text.contains(plate), "\(width)x\(height)")
            #expect(text.components(separatedBy: "\n").last?.contains("?") == true, "\(width)x\(height)")
        }
    }

    @Test("A question is seen on a terminal too small for a frame", arguments: [(40, 10), (59, 14), (30, 1), (30, 2)])
    func smallQuestions(width: Int, height: Int) async throws {
        let scenes = try await Scene.morning()
        let asking = try #require(scenes.first { $0.name == "confirm" })
        let calm = try #require(scenes.first { $0.name == "lane" })
        #expect(
            try asking.render(.vietnamese, width: width, height: height)
                != calm.render(.vietnamese, width: width, height: height),
            "a dangerous question is open and nothing on the glass says so")
    }
}
