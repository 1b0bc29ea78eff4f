import ConsoleSupport
import Foundation
import GateDevices
import GateJournal
import GateLayout
import GateLinks
import GateModel
import GateSimulation
import GateTerminal
import Glibc
import TestSupport
import TestTraits
import Testing

@testable import GateConsole

@Suite("Real devices over links", .timeLimit(.minutes(10)), .calm) struct LinkSessionTests {
    private static let front = "/gate/huu-nghi/lane/3/front"
    private static let loop = "/gate/huu-nghi/lane/3/loop-in"

    private func member(_ source: String, _ type: String, _ path: String) -> LinkPlan.Member {
        LinkPlan.Member(source: source, type: type, path: path)
    }

    private func post(_ port: UInt16, _ path: String, _ body: String) async throws -> String {
        let head = "POST \(path) HTTP/1.1\r\nHost: gate\r\nConnection: close\r\nContent-Length: \(body.utf8.count)"
        return try await LoopbackCall.answer(port, head + "\r\n\r\n" + body, reading: "head -n 1")
    }

    @Test("What cameras and loops post becomes events, durable, and a second run goes on with other ids")
    func posts() async throws {
        let folder = try ScratchFolder()
        let port = try FreePorts.take(1)[0]
        let link = LinkPlan(
            name: "cameras", transport: .http, host: "127.0.0.1", port: port,
            members: [
                member(Self.front, MessageType.plateResults, "/front"), member(Self.loop, MessageType.loop, "/loop"),
            ])
        let options = LiveOptions(
            plan: SampleGate.plan(), journal: folder.file("a.journal"), capture: folder.file("a.ndjson"),
            source: .links([link]), pace: .hundredths(100), from: .epoch)
        for run in 1...2 {
            let session = try await LiveSession(options, wakeup: try Wakeup())
            session.start()
            #expect(await eventually { session.links.first?.phase == .listening(peers: 0) })
            let occupied = run == 1
            #expect(try await post(port, "/loop", #"{"occupied":\#(occupied)}"#).contains("204"))
            let plate =
                #"{"data_type":"alpr_results","epoch_time":1,"results":[{"plate":"12C1234\#(run)","confidence":91}]}"#
            #expect(try await post(port, "/front", plate).contains("204"))
            #expect(try await post(port, "/nobody", plate).contains("404"))
            #expect(
                await eventually {
                    session.glass.shows {
                        let lane = $0.state.lane(HandMade.lane(3))
                        return lane?.loopIn == occupied && lane?.unknownPlate == "12C1234\(run)"
                    }
                })
            #expect(session.links.first?.refused == 1)
            await session.stop()
            #expect(session.links.first?.phase == .stopped)
        }
        let day = try RecordedDay.load(folder.file("a.journal"), verifying: true)
        #expect(day.events.count { $0.event.kind == .loopChanged } == 2)
        #expect(day.events.count { $0.event.kind == .frontPlateRead } == 2)
        // Everything as received: 2 runs of 2 messages.
        let capture = try String(contentsOfFile: folder.file("a.ndjson"), encoding: .utf8)
        #expect(capture.split(separator: "\n").count { $0.contains(MessageType.plateResults) } == 2)
    }
}
