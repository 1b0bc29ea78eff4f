import ConsoleSupport
import Foundation
import GateLayout
import GateModel
import GateScreens
import GateText
import TestSupport
import TestTraits
import Testing

@testable import GateConsole

/// docs/walkthrough.md is what docs/walkthrough.script shows at a gate at work that hears data/scenarios/shift.ndjson.
@Suite("Walkthrough", .ownThread) struct WalkthroughTests {
    private static let root = Repository.root
    private static var writes: Bool { ProcessInfo.processInfo.environment["SMARTGATE_GOLDENS"] == "write" }

    private func play(
        _ script: String, _ language: Language = .vietnamese, size: (Int, Int) = (80, 24)
    ) throws -> String {
        let folder = try ScratchFolder()
        let data = DataFolder(root: Self.root)
        let plan = try GateLayoutFile.load(path: data.layout("huu-nghi"), laws: try data.laws()).plan
        let lane = try #require(LaneID(number: 1))
        let glass = GlassOptions(
            person: Person(name: "Trần Thị Hà", agency: .borderGuard, lane: lane), lane: lane, language: language,
            dumpFolder: folder.path)
        var lines: [String] = []
        try ConsoleApp.rehearse(
            capture: try WalkthroughCapture().file, plan: plan, journal: folder.file("journal"), script: script,
            size: size, glass: glass, catalogues: try data.catalogues()
        ) { lines.append($0) }
        return lines.joined(separator: "\n") + "\n"
    }

    @Test func theCaptureIsFresh() throws {
        let path = Self.root + "/data/scenarios/shift.ndjson"
        let made = String(decoding: try WalkthroughCapture().file, as: UTF8.self)
        if Self.writes { try made.write(toFile: path, atomically: true, encoding: .utf8) }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == made)
    }

    @Test func thePageIsWhatTheScriptShows() throws {
        let script = try String(contentsOfFile: Self.root + "/docs/walkthrough.script", encoding: .utf8)
        let path = Self.root + "/docs/walkthrough.md"
        let text = try play(script)
        if Self.writes { try text.write(toFile: path, atomically: true, encoding: .utf8) }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == text, "SMARTGATE_GOLDENS=write makes it anew")
    }

    /// The page tells its readers to play it themselves.
    @Test(
        "It can be played in every language, and at other sizes",
        arguments: [(Language.english, 120, 40), (.english, 80, 24), (.vietnamese, 200, 50)])
    func elsewhere(language: Language, width: Int, height: Int) throws {
        let script = try String(contentsOfFile: Self.root + "/docs/walkthrough.script", encoding: .utf8)
        let text = try play(script, language, size: (width, height))
        #expect(text.contains("29H-654.32"))
    }

    @Test(arguments: [
        ("at noon", 2), ("as XX 1 A", 2), ("as BP 99 A", 2), ("as BP x A", 2), ("expect nothing like it", 1),
        ("key F99", 2), ("key Ctrl-Qx", 2), ("expect  | ", 2), ("wait long", 2),
    ])
    func aBadLineEndsTheScript(line: String, status: Int32) throws {
        let failure = #expect(throws: ScriptFailure.self) { try play("# fine\r\nas BP – A\n" + line) }
        #expect(failure?.status == status && failure?.line == 3, "\(failure.map { "\($0)" } ?? "")")
    }
}
