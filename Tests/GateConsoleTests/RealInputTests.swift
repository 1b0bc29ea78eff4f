import ConsoleSupport
import Foundation
import GateDevices
import GateJournal
import GateModel
import GateTerminal
import TestSupport
import Testing

@testable import GateConsole

/// What real devices wrote, where the samples are at hand.
@Suite("Real input") struct RealInputTests {
    private func sample(_ name: String) -> String? {
        if let path = House.sample(name) { return path }
        print("skipped: no shared/samples/\(name) above \(Repository.root), and no SMARTGATE_SAMPLES")
        return nil
    }

    private func station(_ feed: String, source: String, _ folder: ScratchFolder) async throws -> (
        out: String, day: RecordedDay
    ) {
        let path = folder.file("real.journal")
        let run = try await Program.run(
            "station", "--feed", feed, "--source", source, "--speed", "0", "--journal", path, "--json")
        try #require(run.status == 0, "\(run)")
        return (run.out, try RecordedDay.load(path, verifying: true))
    }

    private func figure(_ name: String, _ json: String) -> Int? {
        guard let range = json.range(of: "\"\(name)\":") else { return nil }
        return Int(json[range.upperBound...].prefix { $0.isNumber })
    }

    @Test(
        "Eight real occupancies of a portal",
        arguments: [
            ("rpm/S2-C3-NORM2.first8occ.csv", true), ("rpm/S2-C0-NONE.first8occ.csv", false),
        ])
    func portal(name: String, alarms: Bool) async throws {
        guard let path = sample(name) else { return }
        let folder = try ScratchFolder()
        let (out, day) = try await station(path, source: "/gate/huu-nghi/lane/3/portal", folder)
        let passed = day.events.compactMap { event -> PortalOccupancy? in
            if case .portalPassed(let seen) = event.event { seen.value } else { nil }
        }
        #expect(passed.count == 8)
        #expect(passed.contains { $0.gammaAlarm } == alarms)
        let raised = day.events.contains {
            if case .alarmRaised(let raised) = $0.event { raised.kind == .gamma } else { false }
        }
        #expect(raised == alarms)
        print("\(name): \(out.trimmingCharacters(in: .newlines))")
    }

    @Test("Unknown lines in a real portal's file are counted") func unknownLines() async throws {
        guard let path = sample("rpm/S2-C0-NONE.first8occ.csv") else { return }
        let folder = try ScratchFolder()
        let clean = try await station(path, source: "/gate/huu-nghi/lane/3/portal", folder)
        var lines = try String(contentsOfFile: path, encoding: .utf8).split(whereSeparator: \.isNewline).map(
            String.init)
        // The same shape with a code that no maker has, three times, between two occupancies' backgrounds.
        let places = lines.indices.filter { lines[$0].hasPrefix("GB,") }.prefix(3)
        try #require(places.count == 3)
        for index in places.reversed() { lines.insert("QQ" + lines[index].dropFirst(2), at: index) }
        try Data((lines.joined(separator: "\r\n") + "\r\n").utf8)
            .write(to: URL(fileURLWithPath: folder.file("odd.csv")))
        let other = try ScratchFolder()
        let odd = try await station(folder.file("odd.csv"), source: "/gate/huu-nghi/lane/3/portal", other)
        #expect(
            (figure("unknownLines", odd.out) ?? 0) == (figure("unknownLines", clean.out) ?? 0) + 3,
            "\(odd.out) \(clean.out)")
        #expect(odd.day.events.count { $0.event.kind == .portalPassed } == 8)
    }

    @Test("A real camera's read of a plate nobody expects") func camera() async throws {
        guard let path = sample("plates/openalpr-alpr_results-restful-alpr.json") else { return }
        let folder = try ScratchFolder()
        let (_, day) = try await station(path, source: "/gate/huu-nghi/lane/3/front", folder)
        let reads = day.events.compactMap { event -> PlateRead? in
            if case .frontPlateRead(let seen) = event.event { seen.value } else { nil }
        }
        #expect(reads.map(\.text) == ["HSD4671"])
        let script = try await Program.run(
            "replay", folder.file("real.journal"), "--script", "-", "--lang", "en",
            input: "key Space\nwait 100000\nexpect HSD4671\nexpect Unknown plate\n")
        #expect(script.status == 0, "\(script.out)")
    }
}
