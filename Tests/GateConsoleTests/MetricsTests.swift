import ConsoleSupport
import Foundation
import GateDevices
import GateJournal
import GateLinks
import GateModel
import GateScreens
import GateTerminal
import TestTraits
import Testing

@testable import GateConsole

@Suite("Metrics") struct MetricsTests {
    @Test("Labels are escaped, whole numbers are written whole, and what has no samples is not named") func format() {
        var text = MetricsText()
        text.add("gate_a", .gauge, "A.", [([("device", "a\"b\\c\nd")], 2), ([], 0.25)])
        text.add("gate_b", .counter, "B.", [])
        text.add("gate_c", .counter, "C.", 1_234_567_890_123)
        #expect(
            text.text == """
                # HELP gate_a A.
                # TYPE gate_a gauge
                gate_a{device="a\\"b\\\\c\\nd"} 2
                gate_a 0.25
                # HELP gate_c C.
                # TYPE gate_c counter
                gate_c 1234567890123

                """)
    }

    /// The lines of a page by name and labels; a fault where a line is no line of the format.
    static func parse(_ page: String) throws -> [String: Double] {
        var samples: [String: Double] = [:]
        var told: Set<String> = []
        for line in page.split(separator: "\n") {
            if line.hasPrefix("# ") {
                #expect(told.insert(line.split(separator: " ").prefix(3).joined(separator: " ")).inserted, "\(line)")
                continue
            }
            let cut = try #require(line.lastIndex(of: " "))
            let name = String(line[..<cut])
            #expect(name.wholeMatch(of: /gate_[a-z_]+(\{([a-z_]+="([^"\\]|\\.)*",?)+\})?/) != nil, "\(line)")
            let metric = name.prefix { $0 != "{" }
            #expect(told.contains("# TYPE \(metric)") && told.contains("# HELP \(metric)"), "\(line)")
            let value = try #require(Double(line[line.index(after: cut)...]))
            #expect(samples.updateValue(value, forKey: name) == nil, "\(name) stands twice")
        }
        return samples
    }

    @Test("A morning's figures are those of the state, the desk and the journal") func figures() async throws {
        let bench = try await Bench(SimulatedJournal(as: testIdentity, seed: 1))
        let messages = await Stretch.small.value
        await bench.play(messages)
        let metrics = await bench.station.metrics(links: [], now: nil)
        let samples = try Self.parse(metrics.text)
        let state = await bench.station.state
        #expect(samples["gate_messages_total"] == Double(messages.count))
        #expect(samples["gate_journal_events"] == Double(state.sequence))
        #expect(samples["gate_journal_up"] == 1)
        // All but the layout's own event were recorded by this station.
        let events = samples.filter { $0.key.hasPrefix("gate_events_total") }.values.reduce(0, +)
        #expect(events == Double(state.sequence) - 1)
        for lane in state.lanes {
            #expect(samples["gate_lane_queue_vehicles{lane=\"\(lane.lane.id.number)\"}"] == Double(lane.queue.count))
        }
        let camera = "{device=\"/gate/huu-nghi/yard\",kind=\"yard-camera\"}"
        #expect(samples["gate_device_up\(camera)"] == 1)
        #expect(
            samples["gate_device_messages_total\(camera)"]
                == Double(messages.count { $0.source == "/gate/huu-nghi/yard" }))
        #expect(samples["gate_visits{state=\"inQueue\"}"] == Double(state.count(.inQueue)))
        #expect(!samples.keys.contains { $0.hasPrefix("gate_link") })
    }

    @Test("What a link dropped and refused is told by device") func links() async throws {
        let bench = try await Bench(SimulatedJournal(as: testIdentity, seed: 1))
        await bench.play([DeviceMessage]())
        var member = LinkStatus.Member()
        member.source = "/gate/huu-nghi/lane/3/front"
        member.dropped = 12
        member.refused = 3
        var link = LinkStatus(name: "http 10.0.0.1:8080", address: "http 10.0.0.1:8080")
        link.phase = .listening(peers: 1)
        link.members = [member]
        let samples = try Self.parse(await bench.station.metrics(links: [link], now: nil).text)
        let device = "{device=\"/gate/huu-nghi/lane/3/front\"}"
        #expect(samples["gate_link_dropped_total\(device)"] == 12)
        #expect(samples["gate_link_refused_total\(device)"] == 3)
        #expect(samples["gate_link_up{link=\"http 10.0.0.1:8080\",address=\"http 10.0.0.1:8080\"}"] == 1)
        link.phase = .waiting(seconds: 4)
        let down = try Self.parse(await bench.station.metrics(links: [link], now: nil).text)
        #expect(down["gate_link_up{link=\"http 10.0.0.1:8080\",address=\"http 10.0.0.1:8080\"}"] == 0)
    }

    /// The answer to one request, head and body.
    private func get(_ port: UInt16, _ request: String) async throws -> String {
        try await LoopbackCall.answer(
            port, request + " HTTP/1.1\r\nHost: gate\r\nConnection: close\r\n\r\n", reading: "cat")
    }

    @Test("The pages are served on the loopback address while the session lives", .timeLimit(.minutes(10)), .calm)
    func served() async throws {
        let folder = try ScratchFolder()
        try SampleCapture.write(await Stretch.small.value, to: folder.file("day.ndjson"))
        let session = try await LiveSession(
            .playing(folder.file("day.ndjson"), into: folder.file("day.journal")), wakeup: try Wakeup())
        session.start()
        let port = try await session.serveMetrics(port: 0)
        await #expect(throws: ConsoleError.self) { try await session.serveMetrics(port: port) }
        let page = try await get(port, "GET /metrics")
        #expect(page.hasPrefix("HTTP/1.1 200") && page.contains("version=0.0.4"))
        let body = try #require(page.split(separator: "\r\n\r\n", maxSplits: 1).last)
        #expect(try Self.parse(String(body))["gate_journal_up"] == 1)
        #expect(try await get(port, "GET /health").hasSuffix("ok\n"))
        #expect(try await get(port, "GET /other").hasPrefix("HTTP/1.1 404"))
        #expect(try await get(port, "POST /metrics").hasPrefix("HTTP/1.1 405"))
        await session.stop()
        #expect(try await get(port, "GET /health").isEmpty)
    }
}

@Suite("Health page") struct HealthPageTests {
    private func link(_ name: String, _ phase: LinkStatus.Phase, _ problem: LinkReason? = nil) -> LinkStatus {
        var status = LinkStatus(name: name, address: "tcp-client 10.0.0.1:\(name)")
        status.phase = phase
        status.problem = problem
        return status
    }

    @Test("Links that are down are named; the station is unwell where all of them are, or where it says so itself")
    func links() {
        let up = link("1", .connected)
        // What was against it is over.
        let mended = link("2", .connected, LinkReason(LinkFault.some))
        let down = link("3", .waiting(seconds: 8), LinkReason(LinkFault.some))
        // Each try is no recovery, and before the first nothing is known.
        #expect(link("4", .connecting, LinkReason(LinkFault.some)).isDown && !link("5", .connecting).isDown)
        #expect(HealthPage(problem: nil, links: []) == HealthPage(text: "ok\n", isWell: true))
        #expect(HealthPage(problem: nil, links: [up, mended]) == HealthPage(text: "ok\n", isWell: true))
        let named = "tcp-client 10.0.0.1:3: a fault\n"
        #expect(HealthPage(problem: nil, links: [up, down]) == HealthPage(text: "degraded\n" + named, isWell: true))
        #expect(
            HealthPage(problem: nil, links: [down]) == HealthPage(text: "every link is down\n" + named, isWell: false))
        #expect(
            HealthPage(problem: "the journal stopped", links: [up, down])
                == HealthPage(text: "the journal stopped\n" + named, isWell: false))
    }

    private enum LinkFault: Error, CustomStringConvertible {
        case some
        var description: String { "a fault" }
    }
}

@Suite("Doctor", .timeLimit(.minutes(10)), .calm) struct DoctorTests {
    private func run(_ arguments: [String]) async throws -> (status: Int32, output: String) {
        let ended = try await Program(["doctor"] + arguments).finish()
        return (ended.status, ended.out + ended.err)
    }

    @Test("A sound place is found sound") func sound() async throws {
        let folder = try ScratchFolder()
        let (status, output) = try await run(["--journal", folder.file("day.journal"), "--metrics", "0"])
        #expect(status == 0, "\(output)")
        for subject in ["program", "data", "words", "layout", "terminal", "clock", "disk", "journal", "metrics"] {
            #expect(output.contains("  \(subject)"), "\(subject): \(output)")
        }
        #expect(!output.contains("BAD"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty, "it changes nothing")
    }

    @Test("What is missing is said, with a status that scripts can see") func unsound() async throws {
        let folder = try ScratchFolder()
        try Data("no journal".utf8).write(to: URL(filePath: folder.file("bad.journal")))
        try Data("format = 1\n[gate]\nid = 7\n".utf8).write(to: URL(filePath: folder.file("bad.toml")))
        let (status, output) = try await run([
            "--layout", folder.file("bad.toml"), "--journal", folder.file("bad.journal"),
        ])
        #expect(status == 1)
        #expect(output.contains("BAD   layout") && output.contains("BAD   journal"), "\(output)")
    }
}
