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

    private func play(_ script: String) throws -> (text: String, status: Int32) {
        let folder = try ScratchFolder()
        let data = DataFolder(root: Self.root)
        let plan = try GateLayoutFile.load(path: data.layout("huu-nghi"), laws: try data.laws()).plan
        var catalogues: [Language: Catalogue] = [:]
        for language in Language.allCases { catalogues[language] = try data.catalogue(language) }
        let lane = try #require(LaneID(number: 1))
        let glass = GlassOptions(
            person: Person(name: "Trần Thị Hà", agency: .borderGuard, lane: lane), lane: lane, language: .vietnamese,
            dumpFolder: folder.path)
        var lines: [String] = []
        let status = try ConsoleApp.rehearse(
            capture: try WalkthroughCapture().file, plan: plan, journal: folder.file("journal"), script: script,
            size: (80, 24), glass: glass, catalogues: catalogues
        ) { lines.append($0) }
        return (lines.joined(separator: "\n") + "\n", status)
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
        let (text, status) = try play(script)
        #expect(status == 0, "\(text.suffix(4_000))")
        if Self.writes { try text.write(toFile: path, atomically: true, encoding: .utf8) }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == text, "SMARTGATE_GOLDENS=write makes it anew")
    }

    @Test(arguments: [("at noon", 2), ("as XX 1 A", 2), ("expect nothing like it", 1), ("key F99", 2), ("# fine", 0)])
    func aBadLineEndsTheScript(line: String, status: Int32) throws {
        #expect(try play(line).status == status)
    }
}
