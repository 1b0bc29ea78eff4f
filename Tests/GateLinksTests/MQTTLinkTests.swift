import FlyingSocks
import Foundation
import GateDevices
import GateLayout
import GateModel
import LinkSupport
import Synchronization
import TestTraits
import Testing

@testable import GateLinks

@Suite("Links over MQTT", .timeLimit(.minutes(10)), .calm)
struct MQTTLinkTests {
    private func member(_ device: String, _ type: String) -> LinkPlan.Member {
        var member = LinkPlan.Member(source: "/gate/G1/\(device)", type: type)
        member.topic = "gate/G1/\(device)"
        member.stateTopic = "gate/G1/\(device)/state"
        member.overflow = .dropOldest
        return member
    }

    private var front: LinkPlan.Member { member("lane/3/front", MessageType.frigatePlate) }
    private var loop: LinkPlan.Member { member("lane/3/loop-in", LinkFormat.envelope) }

    private func envelope(_ sequence: Int, boot: Int = 1, source: String = "/gate/G1/lane/3/loop-in") -> String {
        #"{"specversion":"1.0","id":"x","source":"\#(source)","type":"vn.smartgate.loop","sequence":"\#(sequence)","#
            + #""boot":\#(boot),"data":{"occupied":true}}"#
    }

    private func isUp(_ bench: LinkBench) async -> Bool {
        await eventually { bench.hub.statuses[0].phase == .connected }
    }

    @Test("Devices of one broker share one connection of MQTT 3.1.1, whose session the broker keeps")
    func shares() async throws {
        let broker = try Broker(isSecure: false)
        let bench = LinkBench([broker.plan([front, loop])])
        bench.start()
        #expect(await isUp(bench))
        let device = try await broker.client("camera")
        #expect(device.say(#"{"type":"lpr"}"#, to: front.topic))
        #expect(device.say(envelope(7, boot: 4), to: loop.topic))
        #expect(await eventually { bench.messages.count == 2 })
        let messages = bench.messages.sorted { $0.source < $1.source }
        #expect(messages[0].source == front.source && messages[0].data == Array(#"{"type":"lpr"}"#.utf8))
        #expect(messages[0].boot == 7 && messages[0].sequence == 1, "the gate counts for those that do not")
        #expect(messages[1].boot == 4 && messages[1].sequence == 7, "the others count for themselves")
        #expect(messages[1].type == MessageType.loop && messages[1].data == Array(#"{"occupied":true}"#.utf8))
        #expect(messages.allSatisfy { $0.receivedTime.milliseconds == 5_000 })
        // p2 is MQTT 3.1.1, c0 a session that is kept.
        #expect(broker.log.contains("as smartgate-G1 (p2, c0, k10)"))
        await device.end()
        await bench.stop()
        #expect(bench.hub.statuses[0].phase == .stopped)
    }

    @Test("What comes while the gate is away waits at the broker")
    func keeps() async throws {
        let broker = try Broker(isSecure: false)
        let first = LinkBench([broker.plan([front])])
        first.start()
        #expect(await isUp(first))
        await first.stop()
        let device = try await broker.client("camera")
        for number in 1...5 { #expect(device.say("\(number)", to: front.topic)) }
        #expect(await eventually { device.connection.isConfirmed })
        let second = LinkBench([broker.plan([front])])
        second.start()
        #expect(await eventually { second.messages.count == 5 })
        #expect(second.bytes == Array("12345".utf8))
        await second.stop()
        await device.end()
    }

    @Test(
        "Too long, retained, of another device, for an officer, for customs, or no object at all: refused, counted, said why"
    )
    func refuses() async throws {
        let broker = try Broker(isSecure: false)
        var short = front
        short.limit = 300
        let bench = LinkBench([broker.plan([short, loop])])
        let device = try await broker.client("device")
        #expect(device.say("old", to: short.topic, retained: true))
        #expect(await eventually { device.connection.isConfirmed })
        bench.start()
        #expect(await isUp(bench))
        func refused(_ text: String, by member: Int, at topic: String) async -> LinkReason? {
            let before = bench.hub.statuses[0].members[member].refused
            #expect(device.say(text, to: topic))
            #expect(await eventually { bench.hub.statuses[0].members[member].refused == before + 1 })
            return bench.hub.statuses[0].members[member].problem
        }
        #expect(await eventually { bench.hub.statuses[0].members[0].problem == LinkReason(.retained) })
        let long = String(repeating: "x", count: 301)
        #expect(await refused(long, by: 0, at: short.topic) == LinkReason(.messageOfSize, 301, 300))
        let stolen = envelope(1, source: "/gate/G1/lane/4/loop-in")
        #expect(await refused(stolen, by: 1, at: loop.topic) == LinkReason(.otherSource, "/gate/G1/lane/4/loop-in"))
        let act = envelope(1).replacing("vn.smartgate.loop", with: MessageType.act)
        #expect(await refused(act, by: 1, at: loop.topic) == LinkReason(.otherType, MessageType.act))
        let manifest = envelope(1).replacing("vn.smartgate.loop", with: MessageType.manifest)
        #expect(await refused(manifest, by: 1, at: loop.topic) == LinkReason(.otherType, MessageType.manifest))
        let broken = await refused("{", by: 1, at: loop.topic)
        #expect(broken?.code == .notEnvelope && broken?.arguments.first == "1")
        #expect(await refused(long, by: 1, at: loop.stateTopic) == LinkReason(.stateTooLong, 301))
        #expect(bench.messages.isEmpty)
        #expect(device.say(envelope(1), to: loop.topic))
        #expect(await eventually { bench.messages.count == 1 }, "and the next one is heard")
        await device.end()
        await bench.stop()
    }

    @Test("The gate acknowledges what it is told to, with the device's own counters; nobody else hears of it")
    func acknowledges() async throws {
        let broker = try Broker(isSecure: false)
        let bench = LinkBench([broker.plan([front, loop])])
        bench.start()
        #expect(await isUp(bench))
        let heard = Mutex<[String]>([])
        let listener = try await broker.client("listener", topics: ["gate/G1/#"]) { topic, bytes in
            heard.withLock { $0.append("\(topic) \(String(decoding: bytes, as: UTF8.self))") }
        }
        bench.hub.acknowledge([
            Cause(source: front.source, boot: 7, number: 1), Cause(source: loop.source, boot: 4, number: 17),
            Cause(source: loop.source, boot: 4, number: 0), Cause(source: "clock", boot: 0, number: 5),
        ])
        #expect(bench.hub.send(Array("{}\n".utf8), to: loop.source))
        #expect(await eventually { heard.withLock { $0.count } == 2 })
        #expect(
            heard.withLock(\.self) == [
                #"gate/G1/lane/3/loop-in/ack {"boot":4,"sequence":17}"#, "gate/G1/lane/3/loop-in/command {}\n",
            ])
        await listener.end()
        broker.end(SIGKILL)
        #expect(await eventually { bench.hub.statuses[0].phase != .connected })
        bench.hub.acknowledge([Cause(source: loop.source, boot: 4, number: 18)])
        #expect(bench.hub.statuses[0].unsaid == 1)
        #expect(bench.hub.send([65], to: loop.source) == false)
        await bench.stop()
    }

    @Test("Birth and last will become the device's condition")
    func birthAndDeath() async throws {
        let broker = try Broker(isSecure: false)
        var plan = GatePlan()
        plan.gate = "G1"
        let id = try #require(DeviceID(number: 1))
        plan.devices = [Device(id: id, source: loop.source, kind: .loopIn, lane: nil, silentAfterSeconds: 0)]
        let bench = LinkBench([broker.plan([loop])])
        bench.start()
        #expect(await isUp(bench))
        let farm = DeviceFarm([broker.plan([loop])], clock: { .epoch })
        let device = Task { await farm.run() }
        #expect(await eventually { bench.messages.count == 1 })
        var desk = DeviceDesk(plan: plan)
        // Both are told with the word itself, not when the clock asks next.
        let born = try #require(bench.messages.first)
        #expect(desk.receive(born).report?.condition == .working)
        // Cut off, as by a power cut: the broker says the last will.
        device.cancel()
        await device.value
        #expect(await eventually { bench.messages.count == 2 })
        #expect(bench.messages.map { String(decoding: $0.data, as: UTF8.self) } == ["online", "offline"])
        #expect(bench.messages.allSatisfy { $0.type == MessageType.state && $0.sequence == 0 })
        let lost = try #require(bench.messages.last)
        let report = try #require(desk.receive(lost).report)
        #expect(report.condition == .silent && report.detail == "disconnected")
        await bench.stop()
    }

    // MARK: Certificates

    @Test("With certificates: a device speaks for itself only, and the gate hears nobody else in its name")
    func accessList() async throws {
        let broker = try Broker(isSecure: true)
        try broker.makeCertificate("front", name: "lane/3/front")
        let bench = LinkBench([broker.plan([front, loop])])
        bench.start()
        #expect(await isUp(bench), "\(bench.hub.statuses[0].problem)")
        let camera = try await broker.client("camera", "front")
        // MQTT 3.1.1 has no way to say no: the broker confirms it, and drops it.
        #expect(camera.say(envelope(1), to: loop.topic))
        #expect(camera.say(#"{"type":"lpr"}"#, to: front.topic))
        #expect(await eventually { bench.messages.count == 1 })
        #expect(bench.messages.map(\.source) == [front.source])
        #expect(broker.log.contains("Denied PUBLISH from camera"))
        await camera.end()
        await bench.stop()
    }

    @Test("A gate without a certificate, with a stranger's, and a broker that is another, are told apart in words")
    func strangers() async throws {
        let broker = try Broker(isSecure: true)
        try broker.makeStranger()
        func problem(_ change: (inout LinkPlan.Certificates?) -> Void, host: String = "127.0.0.1") async -> String? {
            var plan = broker.plan([front])
            change(&plan.broker!.certificates)
            plan.host = host
            let waits = Waits()
            let bench = LinkBench([plan], pause: { try await waits.wait($0) })
            bench.start()
            #expect(await eventually { waits.seconds == [1] })
            // Whoever refuses says why and hangs up at once: what is still being sent to it may break before that is read.
            let broken: Set<LinkReason.Code?> = [.brokerHungUp, .brokerUnreachable, .brokerProblem]
            for calls in 2...10 where broken.contains(bench.hub.statuses[0].problem?.code) {
                waits.go()
                #expect(await eventually { waits.seconds.count == calls })
            }
            await bench.stop()
            #expect(bench.hub.statuses[0].connections == 0)
            return bench.hub.statuses[0].problem?.description
        }
        let place = "127.0.0.1 port \(broker.port)"
        #expect(
            await problem {
                $0?.certificate = ""; $0?.key = ""
            }
                == "no secure connection to \(place): tlsv13 alert certificate required")
        #expect(
            await problem { $0 = broker.certificates("stranger") }
                == "no secure connection to \(place): tlsv1 alert unknown ca")
        #expect(
            await problem { $0?.authority = broker.folder + "/stranger-ca.pem" }
                == "no secure connection to \(place): certificate verify failed")
        // The broker's certificate is made out to the address, not to this name.
        let misnamed = await problem({ _ in }, host: "localhost")
        #expect(misnamed == "the broker's certificate is not made out to 'localhost'")
        #expect(
            await problem { $0?.key = broker.folder + "/nothing.key" }
                == "\(broker.folder)/nothing.key cannot be read: No such file or directory")
        #expect(await problem({ $0 = nil }) != nil)
        #expect(
            await problem({ _ in }, host: "no-such-host.invalid")
                == "nobody knows the address of 'no-such-host.invalid'")
    }

    @Test("What is too long for the broker never reaches the gate, and the next message does")
    func tooLongForTheBroker() async throws {
        let broker = try Broker(isSecure: false, settings: "message_size_limit 1000")
        let bench = LinkBench([broker.plan([front])])
        bench.start()
        #expect(await isUp(bench))
        let device = try await broker.client("camera")
        #expect(device.say(String(repeating: "x", count: 1_001), to: front.topic))
        #expect(device.say("short", to: front.topic))
        #expect(await eventually { bench.bytes == Array("short".utf8) })
        await device.end()
        await bench.stop()
    }

    // MARK: Trouble

    @Test("A broker that is gone is said in words, and called again more and more patiently", arguments: [false, true])
    func trouble(isSecure: Bool) async throws {
        let broker = try Broker(isSecure: isSecure)
        let waits = Waits()
        let bench = LinkBench([broker.plan([front])], pause: { try await waits.wait($0) })
        bench.start()
        #expect(await isUp(bench))
        broker.end(SIGKILL)
        #expect(await eventually { waits.seconds == [1] })
        #expect(bench.hub.statuses[0].problem?.description == "the broker ended the connection")
        for count in 2...4 {
            waits.go()
            #expect(await eventually { waits.seconds.count == count })
        }
        #expect(waits.seconds == [1, 2, 4, 8])
        #expect(bench.hub.statuses[0].problem == LinkReason(.noBroker, "127.0.0.1", broker.port))
        try broker.start()
        waits.go()
        #expect(await isUp(bench))
        #expect(bench.hub.statuses[0].problem == nil)
        await bench.stop()
    }

    @Test("The broker is killed again and again: what a device was told is safe, the gate has; in the end it has all")
    func killedBroker() async throws {
        let broker = try Broker(isSecure: true)
        try broker.makeCertificate("loop", name: "lane/3/loop-in")
        let plan = broker.plan([loop])
        let pause: LinkHub.Pause = { seconds in try await Task.sleep(for: .milliseconds(20 * seconds)) }
        let bench = LinkBench([plan], pause: pause)
        // The journal of this test: what is delivered is safe, and is acknowledged.
        let journal = Mutex<[UInt64]>([])
        bench.start(deliver: { [hub = bench.hub] message in
            guard message.type == MessageType.loop else { return true }
            journal.withLock { $0.append(message.sequence) }
            hub.acknowledge([message.cause])
            return true
        })
        let certificates = broker.certificates("loop")
        // What is said again too soon, on a busy machine, is all that the broker has time for.
        let farm = DeviceFarm(
            [plan], clock: { .epoch }, certificates: { _ in certificates },
            pause: { seconds in try await Task.sleep(for: .milliseconds(200 * seconds)) })
        let device = Task { await farm.run() }
        let count = 600
        let talker = Task {
            for number in 1...count {
                _ = await farm.say(
                    DeviceMessage(
                        source: "/gate/G1/lane/3/loop-in", type: MessageType.loop, boot: 3, sequence: UInt64(number),
                        deviceTime: nil, receivedTime: .epoch, data: Array(#"{"occupied":true}"#.utf8)))
            }
        }
        for round in 1...3 {
            #expect(
                await eventually { journal.withLock { $0.count } >= round * 100 },
                "\(farm.counts) \(bench.hub.statuses) \(broker.log.suffix(3000))")
            broker.end(SIGKILL)
            let acknowledged = Int(farm.counts[0].sent)
            #expect(Set(journal.withLock(\.self)).count >= acknowledged)
            try broker.start()
        }
        #expect(await eventually(seconds: 180) { farm.isIdle && farm.counts[0].sent == count }, "\(farm.counts)")
        #expect(Set(journal.withLock(\.self)) == Set((1...count).map { UInt64($0) }))
        #expect(bench.hub.statuses[0].connections >= 4)
        talker.cancel()
        device.cancel()
        await device.value
        await bench.stop()
    }
}

@Suite("A broker that says nothing", .timeLimit(.minutes(10)), .calm)
struct SilentBrokerTests {
    @Test("A broker that takes the call and does not answer is given up")
    func hangs() async throws {
        let listener = try await TCPLink.listener("127.0.0.1", 0)
        guard case .ip4(_, let port) = try listener.socket.sockname() else { return }
        let member = LinkPlan.Member(source: "/gate/G1/lane/3/front", type: MessageType.frigatePlate)
        let waits = Waits()
        let plan = LinkPlan(
            name: "mqtt", transport: .mqtt, host: "127.0.0.1", port: port, members: [member],
            broker: LinkPlan.Broker(clientID: "smartgate-G1"))
        let bench = LinkBench([plan], pause: { try await waits.wait($0) })
        bench.start()
        #expect(await eventually(seconds: 30) { waits.seconds == [1] })
        #expect(bench.hub.statuses[0].problem?.description == "no answer from a broker at 127.0.0.1 port \(port)")
        await bench.stop()
        try listener.close()
    }
}
