import ConsoleSupport
import Foundation
import GateDevices
import GateJournal
import GateLayout
import GateLinks
import GateModel
import GateScreens
import GateSimulation
import GateTerminal
import Glibc
import LinkSupport
import TestSupport
import TestTraits
import Testing

@testable import GateConsole

@Suite("Recording equals playing", .timeLimit(.minutes(10)), .calm) struct RecordingTests {
    /// What an event says, without the moment at which the journal of its run began.
    private func told(_ events: [Recorded]) -> [String] {
        events.filter { $0.event.kind != .gateConfigured }.map {
            "\($0.sequence) \($0.recordedAtMicroseconds) \($0.occurredAt.milliseconds) \($0.actor) \($0.event)"
        }
    }

    @Test("Over TCP both ways, HTTP and MQTT with certificates: the capture, played, gives the same events and state")
    func overLinks() async throws {
        let folder = try ScratchFolder()
        let broker = try Broker(isSecure: true)
        let text = try String(contentsOfFile: Repository.root + "/layouts/examples/loopback.toml", encoding: .utf8)
        var contents = try GateLayoutFile.parse(text, file: "loopback.toml")
        let ports = try FreePorts.take(contents.links.count)
        for index in contents.links.indices where contents.links[index].transport != .mqtt {
            contents.links[index].port = ports[index]
        }
        for index in contents.links.indices where contents.links[index].transport == .mqtt {
            // The broker's list knows the gate G1 only.
            let members = contents.links[index].members.map { member in
                var member = member
                member.topic = member.topic.replacing("gate/loopback", with: "gate/G1")
                member.stateTopic = member.topic + "/state"
                return member
            }
            contents.links[index] = broker.plan(members)
        }
        for device in contents.links.flatMap(\.members) where !device.topic.isEmpty {
            try broker.makeCertificate(
                device.topic.replacing("/", with: "-"), name: String(device.topic.dropFirst("gate/G1/".count)))
        }
        let options = LiveOptions(
            plan: contents.plan, journal: folder.file("a.journal"), capture: folder.file("a.ndjson"),
            source: .links(contents.links), pace: .hundredths(100), from: .epoch)
        let live = try await LiveSession(options, wakeup: try Wakeup())
        live.start()
        // What posts before anybody listens has lost its message.
        #expect(
            await eventually {
                live.links.filter { $0.address.hasPrefix("http") }.allSatisfy { $0.phase == .listening(peers: 0) }
            })
        let farm = DeviceFarm(
            contents.links, clock: { GateTime(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) },
            certificates: { member in broker.certificates(member.topic.replacing("/", with: "-")) },
            pause: { _ in try await Task.sleep(for: .milliseconds(50)) })
        let work = Task { await farm.run() }
        var day = GateDay(
            plan: contents.plan, parameters: DayParameters(seed: 11, date: SampleCapture.midnight, vehicles: 20))
        var said = 0
        while said < 4_000, let message = day.next() {
            if await farm.say(message) { said += 1 }
        }
        #expect(await eventually(seconds: 60) { farm.isIdle }, "\(farm.counts)")
        #expect(farm.counts.allSatisfy { $0.failed == 0 }, "\(farm.counts)")
        // What counts for itself was acknowledged message by message; the rest is in the inboxes by now.
        let counted = farm.counts.filter { $0.source.hasPrefix("/gate/loopback/lane/2/loop") }
        #expect(counted.allSatisfy { $0.sent > 0 })
        work.cancel()
        await work.value
        await live.stop()
        let first = await live.summary()
        #expect(first.status.received > 1_000 && first.status.rejected == 0, "\(first.status)")
        #expect(live.links.allSatisfy { $0.refused == 0 }, "\(live.links)")

        let again = LiveOptions(
            plan: contents.plan, journal: folder.file("b.journal"), capture: folder.file("b.ndjson"),
            source: .file(path: folder.file("a.ndjson"), CaptureOptions()), pace: .unlimited, from: .epoch)
        let played = try await LiveSession(again, wakeup: try Wakeup())
        played.start()
        await played.finishFeed()
        let second = await played.summary()
        await played.close()
        let days = try ["a", "b"].map { try RecordedDay.load(folder.file("\($0).journal"), verifying: true) }
        // A day in seconds: its loops and barriers chatter, and most of what they say is withheld.
        #expect(days[0].events.count > 30 && days[0].events.contains { $0.event.kind == .visitDeclared })
        #expect(told(days[0].events) == told(days[1].events))
        #expect(StateHash.of(first.state) == StateHash.of(second.state))
        #expect(first.status.received == second.status.received)
        // And what is recorded while it is played is the same once more.
        let captures = try ["a", "b"].map { try Data(contentsOf: URL(filePath: folder.file("\($0).ndjson"))) }
        #expect(captures[0] == captures[1])
    }

    @Test("Silence, the clock, an order that never left: what moved the station without a message is in the capture")
    func timeAlone() async throws {
        let folder = try ScratchFolder()
        let path = folder.file("a.ndjson")
        let start = SampleCapture.time(9)
        let portal = "lane/3/portal"
        var inputs: [StationInput] = [.clock(start)]
        for second in 1...200 {
            let now = start + .seconds(Int64(second))
            // The portal falls silent after a minute; a tick may come before what was received before it.
            if second < 60, second % 5 == 0 {
                inputs.append(.clock(now))
                inputs.append(
                    .message(
                        .make(
                            portal, MessageType.portal, "GB,000340,000350,000360,000370\r\n", number: UInt64(second),
                            at: now - .milliseconds(40))))
            } else {
                inputs.append(.clock(now))
            }
        }
        var order = BarrierOrdered()
        order.lane = HandMade.lane(3)
        order.number = 1
        inputs.append(.unsent(order, at: start + .seconds(201)))
        inputs.append(.clock(start + .seconds(300)))

        let one = SimulatedJournal(as: testIdentity, seed: 1)
        let live = try await Bench(one, capture: path)
        await live.play(inputs)
        let two = SimulatedJournal(as: testIdentity, seed: 1)
        let played = try await Bench(two)
        var reader = CaptureReader(bytes: [UInt8](try Data(contentsOf: URL(filePath: path))))
        var messages: [DeviceMessage] = []
        while let item = try reader.next() {
            guard case .message(let message) = item else { throw ConsoleError.usage("\(item)") }
            messages.append(message)
        }
        #expect(
            messages.contains { $0.type == MessageType.clock } && messages.contains { $0.type == MessageType.unsent })
        await played.play(messages)
        let events = try await one.readAll()
        #expect(events.contains { $0.event.kind == .alarmRaised || $0.event.kind == .troubleRaised }, "it fell silent")
        #expect(told(events) == told(try await two.readAll()))
        #expect(await live.hash == played.hash)
        // Ten seconds without a message cost nothing but the ticks among them.
        #expect(messages.count { $0.type == MessageType.clock } < 20)
    }

    @Test("The longest message a link takes finds room in a capture")
    func longest() throws {
        let message = DeviceMessage(
            source: "/gate/huu-nghi/" + String(repeating: "x", count: 80), type: MessageType.hikvisionPlate, boot: .max,
            sequence: .max, deviceTime: .epoch, receivedTime: .epoch,
            data: [UInt8](repeating: 0xFF, count: LinkPlan.messageBytes.upperBound))
        var reader = CaptureReader(bytes: try CaptureWriter.line(message))
        #expect(try reader.next() == .message(message))
    }
}

/// Ports of the loopback that were free a moment ago.
enum FreePorts {
    static func take(_ count: Int) throws -> [UInt16] {
        var files: [Int32] = []
        defer { for file in files { close(file) } }
        return try (0..<count).map { _ in
            let file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            files.append(file)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = inet_addr("127.0.0.1")
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let isBound = withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(file, $0, length) == 0 && getsockname(file, $0, &length) == 0
                }
            }
            try #require(isBound)
            return UInt16(bigEndian: address.sin_port)
        }
    }
}
